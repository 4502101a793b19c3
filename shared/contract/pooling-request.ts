import * as z from 'zod';
import type { PoolingRequest } from '../usecases/index.ts';
import { oneSubject, subject } from './calculation-requests.ts';
import { LIMITS } from './limits.ts';
import { fraction, identifier, positive } from './primitives.ts';
import { days, moves, oneMethod } from './stress-request.ts';

const flat = z
  .strictObject({
    kind: z.literal('flat'),
    fraction,
    maintenanceFraction: fraction.optional().meta({ description: 'default: the fraction' }),
  })
  .meta({ id: 'FlatHaircut', description: 'value · (1 − fraction)' });

const tier = z.strictObject({ upTo: positive.nullable(), rate: fraction });

const tiers = z
  .strictObject({
    kind: z.literal('tiers'),
    tiers: z
      .array(tier)
      .min(1)
      .max(LIMITS.haircutTiers)
      .refine(
        (steps) => steps.every(({ upTo }, i) => (upTo === null) === (i === steps.length - 1)),
        'the last tier, and only it, has no end (null)',
      )
      .refine(
        (steps) => steps.every(({ upTo }, i) => i === 0 || upTo === null || upTo > (steps[i - 1]!.upTo ?? Infinity)),
        'ends must ascend',
      ),
  })
  .meta({ id: 'TieredHaircut', description: 'each rate counts for the units inside its tier, and the tiers add up' });

const loanToValue = z
  .strictObject({ kind: z.literal('loan-to-value'), ltv: fraction, liquidationThreshold: fraction })
  .refine(({ ltv, liquidationThreshold }) => ltv <= liquidationThreshold, {
    error: 'must be at least the ltv',
    path: ['liquidationThreshold'],
  })
  .meta({ id: 'LoanToValue', description: 'ltv counts towards initial, liquidationThreshold towards maintenance' });

const sizeDiscount = z
  .strictObject({
    kind: z.literal('size-discount'),
    weight: fraction,
    maintenanceWeight: fraction.optional().meta({ description: 'default: the weight' }),
    imf: z.number().min(0).max(1e6),
    scaled: z
      .strictObject({ startValue: positive, depositsQuantity: positive })
      .optional()
      .meta({ description: "initial weight · startValue ÷ value of the venue's deposits, once they are above it" }),
  })
  .meta({ id: 'SizeDiscount', description: 'value · min(weight, 1.1 ÷ (1 + imf·√quantity))' });

const factor = z.number().min(1).max(100);

const haircut = z
  .strictObject({
    asset: identifier,
    venue: identifier.optional().meta({ description: 'default: every venue that has none of its own' }),
    rule: z.discriminatedUnion('kind', [flat, tiers, loanToValue, sizeDiscount]),
    appliesTo: z.enum(['initial', 'both']),
    covers: z.enum(['price-moves', 'liquidity']).meta({
      description:
        "price-moves: in place of the asset's moves in the scenarios; liquidity: beside them. Never both for one move",
    }),
    liabilityFactor: z.strictObject({ initial: factor, maintenance: factor }).optional(),
  })
  .refine(({ rule, appliesTo }) => rule.kind !== 'loan-to-value' || appliesTo === 'both', {
    error: 'a loan to value and its threshold apply to both',
    path: ['appliesTo'],
  })
  .meta({ id: 'Haircut', description: 'taken once, off what is left of the asset at a venue after debts in it' });

const shock = z
  .strictObject({
    ...moves,
    daysForward: days.optional(),
    underlyings: z.record(identifier, z.strictObject(moves)).optional(),
  })
  .meta({ id: 'CommonShock', description: 'of every underlying, with own moves of single ones' });

const liquidation = z
  .strictObject({
    penaltyFraction: fraction.optional().meta({ description: 'of the gross cash delta closed; default 0' }),
    closeFraction: z.number().min(0.01).max(1).optional().meta({
      description: 'of a debt that is repaid at once; default 1',
    }),
    impactPerUnit: z.record(identifier, z.number().min(0).max(1)).optional().meta({
      description: 'by underlying, the fraction of its price that selling one unit takes; default none',
    }),
  })
  .meta({ id: 'LiquidationTerms' });

export const poolingRequest = z
  .strictObject({
    ...subject,
    method: oneMethod,
    venues: z.array(identifier).min(1).max(LIMITS.poolingVenues).optional().meta({
      description: 'default: every venue of the portfolio, in alphabetical order',
    }),
    transferability: z
      .union(
        [fraction, z.record(identifier, z.record(identifier, fraction))],
        'must be a fraction from 0 to 1, or {from: {to: fraction}}',
      )
      .meta({ description: 'what arrives of what is sent: one fraction, or {from: {to: fraction}}, 0 unless stated' }),
    haircuts: z.array(haircut).max(LIMITS.haircuts).optional(),
    shock: shock.optional().meta({ description: 'shows which account is liquidated first, and the cascade' }),
    liquidation: liquidation.optional(),
  })
  .superRefine(oneSubject)
  .meta({ id: 'PoolingRequest' }) satisfies z.ZodType<PoolingRequest>;
