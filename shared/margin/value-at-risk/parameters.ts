import * as z from 'zod';
import { QUANTILE_TYPES } from '../../numerics/index.ts';

const day = z.iso.date();

const antiProcyclical = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('none') }),
    z.strictObject({ kind: z.literal('buffer'), fraction: z.number().min(0).max(1) }),
    z.strictObject({ kind: z.literal('stressed'), weight: z.number().min(0).max(1), from: day, to: day }),
    z.strictObject({ kind: z.literal('floor'), window: z.int().min(2).max(10_000) }),
  ])
  .meta({
    description:
      'EU RTS 153/2013 article 28: a buffer on top; a weight on a stressed period; never below the figure over a longer window',
  });

const common = {
  confidence: z.number().min(0.5).lt(1).meta({ description: 'below 1: the worst of a sample is no quantile of it' }),
  horizonDays: z.int().min(1).max(250).meta({ description: 'days of the history, in steps of its own calendar' }),
  window: z.int().min(2).max(10_000).optional().meta({ description: 'newest returns used; all by default' }),
  maintenanceFraction: z.number().min(0).max(1).meta({ description: 'maintenance as a fraction of initial' }),
  halfSpreads: z
    .boolean()
    .meta({ description: 'adds half of each quoted spread on what is held, as the cost of closing out' }),
  concentration: z
    .strictObject({ participationFraction: z.number().gt(0).max(1) })
    .optional()
    .meta({
      description:
        'adds (√days − 1)⁺ of each underlying’s own figure, days being what it takes to trade its delta at this part of the daily volume `adv`',
    }),
};

const sampled = {
  ...common,
  quantileType: z.literal(QUANTILE_TYPES).meta({ description: 'Hyndman and Fan; 1 is an observed loss' }),
  horizonScaling: z
    .enum(['overlapping', 'square-root'])
    .meta({ description: 'returns over the whole horizon, or daily returns times the root of its days' }),
  daysForward: z.number().min(0).max(250).meta({ description: 'days that pass in every scenario' }),
  antiProcyclical,
};

export const historicalSchema = z.strictObject(sampled);

const variance = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('ewma'), decay: z.number().gt(0).lt(1) }),
  z.strictObject({ kind: z.literal('garch') }),
]);

export const filteredSchema = z.strictObject({ ...sampled, variance });

const estimated = {
  covariance: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('sample') }),
    z.strictObject({ kind: z.literal('ewma'), decay: z.number().gt(0).lt(1) }),
  ]),
};

export const deltaNormalSchema = z.strictObject({ ...common, ...estimated });

export const deltaGammaSchema = z.strictObject({
  ...common,
  ...estimated,
  quantile: z.enum(['automatic', 'cornish-fisher', 'exact']).meta({
    description: 'automatic: the expansion where it is valid, else the inversion of the characteristic function',
  }),
  theta: z.boolean().meta({ description: 'counts the time value lost over the horizon' }),
});

export const monteCarloSchema = z.strictObject({
  ...common,
  ...estimated,
  paths: z.int().min(100).max(100_000),
  seed: z.int().min(-2_147_483_648).max(2_147_483_647),
  distribution: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('normal') }),
    z.strictObject({ kind: z.literal('student-t'), degreesOfFreedom: z.int().min(3).max(200) }),
  ]),
  daysForward: sampled.daysForward,
  valuation: z.enum(['full', 'delta-gamma']).meta({ description: 'on each path: everything revalued, or δx + ½Γx²' }),
});

export type CommonParameters = Omit<
  z.infer<typeof historicalSchema>,
  'quantileType' | 'horizonScaling' | 'daysForward' | 'antiProcyclical'
>;
export type HistoricalParameters = z.infer<typeof historicalSchema>;
export type FilteredParameters = z.infer<typeof filteredSchema>;
export type DeltaNormalParameters = z.infer<typeof deltaNormalSchema>;
export type DeltaGammaParameters = z.infer<typeof deltaGammaSchema>;
export type MonteCarloParameters = z.infer<typeof monteCarloSchema>;

/** What is measured of the loss: a quantile, or the mean beyond it. */
export type RiskMeasure = 'value-at-risk' | 'expected-shortfall';
