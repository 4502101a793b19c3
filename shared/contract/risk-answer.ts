import * as z from 'zod';
import type { RiskAnswer } from '../usecases/index.ts';
import { provenance } from './margin-answer.ts';
import { identifier } from './primitives.ts';

const holdingRisk = z
  .strictObject({
    instrument: identifier,
    venue: identifier,
    component: z.number().meta({ description: 'quantity × marginal: components and unallocated add up to the amount' }),
    marginal: z.number().meta({ description: 'change of the amount per unit more' }),
    incremental: z.number().meta({ description: 'the amount less what it would be without the holding' }),
  })
  .meta({ id: 'HoldingRisk' });

const measure = z
  .strictObject({
    id: identifier,
    version: identifier,
    label: z.string(),
    amount: z.number().meta({ description: 'a loss is positive' }),
    unallocated: z.number(),
    holdings: z.array(holdingRisk),
    details: z
      .record(z.string(), z.json())
      .optional()
      .meta({ description: 'standard error and control variate of a sample, the expansion beside the exact figure' }),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'RiskFigure' });

export const riskAnswer = z
  .strictObject({ currency: identifier, measures: z.array(measure), provenance })
  .meta({ id: 'RiskAnswer' }) satisfies z.ZodType<RiskAnswer>;
