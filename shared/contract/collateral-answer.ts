import * as z from 'zod';
import type { CollateralAnswer } from '../usecases/index.ts';
import { provenance } from './margin-answer.ts';
import { identifier } from './primitives.ts';
import { certificate, infeasible } from './rebalance-answer.ts';

const allocation = z
  .strictObject({
    asset: identifier,
    heldAt: identifier.nullable(),
    venue: identifier,
    amount: z.number().meta({ description: 'before the haircut' }),
    counted: z.number().meta({ description: 'after the haircut' }),
    cost: z.number(),
  })
  .meta({ id: 'Allocation', description: 'in the base currency' });

const venue = z
  .strictObject({
    id: identifier,
    requirement: z.number(),
    counted: z.number(),
    shortfall: z
      .number()
      .meta({ description: 'its part of the smallest total shortfall, all limits being as they are' }),
    shadowPrice: z
      .number()
      .nullable()
      .meta({ description: 'what one unit more of the requirement would cost; null where it cannot be met' }),
  })
  .meta({ id: 'CoveredVenue' });

export const collateralAnswer = z
  .strictObject({
    currency: identifier,
    status: z.strictObject({ termination: z.enum(['optimal', 'infeasible']) }),
    allocations: z.array(allocation),
    cost: z.number().nullable(),
    venues: z.array(venue),
    prices: z
      .array(z.strictObject({ constraint: z.string(), objectivePerUnit: z.number() }))
      .meta({ description: 'change of the cost per unit of slack' }),
    infeasible: infeasible.nullable(),
    certificate: certificate.nullable(),
    work: z.strictObject({ pivots: z.int().min(0) }),
    warnings: z.array(z.string()),
    provenance,
  })
  .meta({ id: 'CollateralAnswer' }) satisfies z.ZodType<CollateralAnswer>;
