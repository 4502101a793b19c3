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

const lendingStatus = z
  .strictObject({
    venue: identifier,
    account: identifier,
    lent: z.number(),
    debt: z.number(),
    borrowLimit: z.number().meta({ description: 'Σ lent · ltv' }),
    available: z.number().meta({ description: 'what more may be borrowed' }),
    liquidationLimit: z.number().meta({ description: 'Σ lent · liquidationThreshold' }),
    healthFactor: z.number().nullable().meta({ description: 'below 1 liquidates; null without a debt' }),
  })
  .meta({ id: 'LendingStatus' });

const accountName = {
  kind: z.enum(['margin', 'lending']),
  venue: identifier,
  account: identifier.nullable(),
};

const breachedAccount = z
  .strictObject({
    ...accountName,
    equity: z.number(),
    required: z.number().meta({ description: 'the maintenance requirement, or the debt' }),
    covered: z.number().meta({ description: 'worth after haircuts, or the liquidation limit' }),
    breachFraction: z.number().nullable().meta({
      description: 'the smallest fraction of the shock that liquidates it; null where it bears all of it',
    }),
  })
  .meta({ id: 'BreachedAccount', description: 'after the whole shock' });

const liquidated = z.strictObject({
  ...accountName,
  closed: z.number(),
  penalty: z.number(),
  equityAfter: z.number(),
});

const cascadeRound = z
  .strictObject({
    liquidations: z.array(liquidated),
    sold: z.record(z.string(), z.number()).meta({ description: 'units by underlying' }),
    moves: z.record(z.string(), z.number()).meta({ description: 'fraction of each price' }),
    impactLoss: z.number().meta({ description: 'of the accounts that are left' }),
  })
  .meta({ id: 'CascadeRound' });

const liquidation = z
  .strictObject({
    equityBefore: z.number(),
    equityShocked: z.number(),
    equityAfter: z.number().meta({ description: 'equityShocked − loss' }),
    first: z.strictObject(accountName).nullable(),
    order: z.array(breachedAccount),
    rounds: z.array(cascadeRound),
    penalties: z.number(),
    impactLoss: z.number(),
    loss: z.number().meta({ description: 'penalties and impact' }),
    badDebt: z.number(),
    hasEnded: z.boolean(),
  })
  .meta({ id: 'ShockLiquidation' });

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
    lending: z.array(lendingStatus),
    liquidation: liquidation.nullable().meta({ description: 'null where no shock was sent' }),
    exactness: z.enum(['exact', 'approximate']),
    warnings: z.array(z.string()),
    provenance,
  })
  .meta({ id: 'PoolingAnswer' }) satisfies z.ZodType<PoolingAnswer>;
