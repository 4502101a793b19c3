import * as z from 'zod';
import type { PoolingAnswer } from '../usecases/index.ts';
import { provenance } from './margin-answer.ts';
import { identifier } from './primitives.ts';

const amounts = z.strictObject({ initial: z.number(), maintenance: z.number() }).meta({ id: 'RequirementAmounts' });

const collateralRow = z
  .strictObject({
    asset: identifier,
    quantity: z.number().meta({ description: 'collateral and lending legs together' }),
    value: z.number(),
    counted: amounts.meta({ description: 'what of the value counts towards each requirement' }),
    haircut: z.enum(['none', 'flat', 'tiers', 'loan-to-value', 'size-discount']),
    appliesTo: z.enum(['none', 'initial', 'both']),
    inScenarios: z.boolean().meta({ description: 'its moves are in the scenarios, not in its haircut' }),
  })
  .meta({ id: 'CollateralRow' });

const venue = z
  .strictObject({
    id: identifier,
    siloed: amounts,
    contribution: amounts.meta({ description: 'of the pooled requirement: they add up to it' }),
    saving: amounts.meta({ description: 'siloed − contribution' }),
    equity: z.number(),
    worth: amounts.meta({ description: 'equity less haircuts' }),
    collateral: z.array(collateralRow),
    excess: amounts.meta({ description: 'worth − siloed' }),
  })
  .meta({ id: 'PooledVenue' });

const pair = z
  .strictObject({
    venues: z.tuple([identifier, identifier]),
    pairwise: z.number().meta({ description: 'what the two save when only they are pooled' }),
    attributed: z.number().meta({
      description: 'of the whole saving, in proportion to the pairwise ones (evenly where none saves): they add up',
    }),
  })
  .meta({ id: 'PairSaving' });

export const poolingAnswer = z
  .strictObject({
    currency: identifier,
    method: identifier,
    version: identifier,
    siloed: amounts,
    pooled: amounts,
    saving: amounts,
    venues: z.array(venue),
    pairs: z.array(pair),
    shortfall: z
      .strictObject({ siloed: z.number(), pooled: z.number() })
      .meta({ description: 'to be paid in, so that what the venues are worth covers the initial requirement' }),
    exactness: z.enum(['exact', 'approximate']),
    warnings: z.array(z.string()),
    provenance,
  })
  .meta({ id: 'PoolingAnswer' }) satisfies z.ZodType<PoolingAnswer>;
