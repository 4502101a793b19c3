import * as z from 'zod';

const fraction = z.number().min(0).max(10);
const gap = 'null where the source does not list it';

const pair = z.strictObject({
  priceRangeFraction: z.number().gt(0).lt(1).meta({ description: 'R, the largest move of the standard table' }),
  volRangeUpFraction: fraction,
  volRangeDownFraction: fraction,
  vegaPowerShort: z.number().min(0).max(2).meta({ description: 'below 30 days to expiry' }),
  vegaPowerLong: z.number().min(0).max(2),
  minVolUpAnnual: fraction.nullable().meta({ description: `a vol shocked up is at least this; ${gap}` }),
  extendedTableFactor: z.number().gt(0).max(100),
  extendedDampenerUsd: z.number().min(0).meta({ description: 'dollars of tail loss that need no margin' }),
  annualisedMoveRiskFraction: fraction.nullable().meta({ description: `roll shock per year to expiry; ${gap}` }),
  minAnnualisedMoveFraction: fraction.meta({ description: 'the least roll shock, and that of a perpetual' }),
  pnlOffsetFraction: z
    .number()
    .min(0)
    .max(1)
    .nullable()
    .meta({ description: `the part of a gain that offsets losses of other pairs; ${gap}` }),
  maxOffsetablePnlUsd: z.number().min(0).nullable().meta({ description: gap }),
  deltaShockPerCoin: fraction.nullable().meta({ description: `m_inc; ${gap}` }),
  deltaShockThresholdUsd: z.number().min(0).nullable().meta({ description: gap }),
  maxDeltaShockFraction: fraction.nullable().meta({ description: gap }),
  equitySideImpact: z
    .enum(['both', 'none'])
    .meta({ description: 'whether balances in the coin enter the matrix; it tells in mode `cross` alone' }),
});

const amount = z.number().min(0);

const statedAmounts = z.strictObject({
  spotMargin: amount.optional(),
  mmpMargin: amount.optional(),
  openOrdersMargin: amount.optional().meta({ description: "in place of the matrix on the book's own orders" }),
  correlationContingency: amount.optional(),
});

const assumed = pair
  .pick({
    minVolUpAnnual: true,
    annualisedMoveRiskFraction: true,
    pnlOffsetFraction: true,
    maxOffsetablePnlUsd: true,
    deltaShockPerCoin: true,
    deltaShockThresholdUsd: true,
    maxDeltaShockFraction: true,
  })
  .partial();

export const deribitSchema = z.strictObject({
  mode: z.enum(['segregated', 'cross', 'standard']).meta({
    description:
      '`segregated` (S:PM): one pool for each settlement currency; `cross` (X:PM): one pool in dollars, a matrix for each coin; `standard` (S:SM): coin-settled options one by one',
  }),
  standardOptions: z
    .strictObject({ initialFraction: fraction, minInitialFraction: fraction, maintenanceFraction: fraction })
    .meta({ description: 'mode `standard`: of the coin, beside the mark' }),
  pairs: z.record(z.string().max(128), pair).meta({ description: 'by underlying' }),
  assumed: assumed.meta({ description: 'what you take for parameters that the version does not know (null)' }),
  bucketsPerSide: z.number().int().min(1).max(50),
  extendedMoves: z
    .array(z.number().gt(-1).max(100))
    .max(50)
    .refine((moves) => new Set(moves).size === moves.length && !moves.includes(0), 'distinct moves other than 0'),
  maintenanceFraction: z.number().min(0).max(1).meta({ description: 'mm_factor' }),
  haircuts: z
    .record(z.string().max(128), z.number().min(0).max(1))
    .meta({ description: 'by asset, of its value, of the initial requirement in mode `cross`' }),
  stated: z.record(z.string().max(128), statedAmounts).meta({
    description:
      'amounts that the venue states, by pool (the settlement currency, or CROSS for dollars) and in its currency',
  }),
});

export type DeribitParameters = z.infer<typeof deribitSchema>;
export type DeribitPair = DeribitParameters['pairs'][string];
export type StatedAmounts = DeribitParameters['stated'][string];

/** The parameters of a pair, what the version doesn't know taken from the caller's assumptions. */
export function pairOf({ pairs, assumed: taken }: DeribitParameters, underlying: string): DeribitPair | null {
  if (!Object.hasOwn(pairs, underlying)) return null;
  const known = pairs[underlying]!;
  return {
    ...known,
    minVolUpAnnual: known.minVolUpAnnual ?? taken.minVolUpAnnual ?? null,
    annualisedMoveRiskFraction: known.annualisedMoveRiskFraction ?? taken.annualisedMoveRiskFraction ?? null,
    pnlOffsetFraction: known.pnlOffsetFraction ?? taken.pnlOffsetFraction ?? null,
    maxOffsetablePnlUsd: known.maxOffsetablePnlUsd ?? taken.maxOffsetablePnlUsd ?? null,
    deltaShockPerCoin: known.deltaShockPerCoin ?? taken.deltaShockPerCoin ?? null,
    deltaShockThresholdUsd: known.deltaShockThresholdUsd ?? taken.deltaShockThresholdUsd ?? null,
    maxDeltaShockFraction: known.maxDeltaShockFraction ?? taken.maxDeltaShockFraction ?? null,
  };
}
