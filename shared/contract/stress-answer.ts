import * as z from 'zod';
import type { ForecastAnswer, ReverseStressAnswer, StressAnswer } from '../usecases/index.ts';
import { provenance } from './margin-answer.ts';
import { identifier, instant } from './primitives.ts';

const moves = {
  spotShockFraction: z.number(),
  volShockFraction: z.number().optional(),
  volShockPoints: z.number().optional(),
  daysForward: z.number().optional(),
};

const solvency = z
  .strictObject({
    initial: z.number(),
    maintenance: z.number(),
    breached: z.boolean().meta({ description: 'equity is below maintenance' }),
    marginCall: z.number().meta({ description: 'after a breach, what restores the initial requirement; else 0' }),
  })
  .meta({ id: 'Solvency' });

const gains = {
  pnl: z.number().meta({ description: 'by full revaluation' }),
  approximation: z.number().meta({ description: 'Δ·dS + ½·Γ·dS² + V·dσ + Θ·dt' }),
  gap: z.number().meta({ description: 'pnl − approximation' }),
};

const holding = z.strictObject({ instrument: identifier, venue: identifier, ...gains }).meta({ id: 'HoldingStress' });

const feedback = z
  .strictObject({
    loss: z.number().meta({ description: 'how much less the hedged book gains because its own hedge moves prices' }),
    underlyings: z.array(
      z
        .strictObject({
          underlying: identifier,
          spotShockFraction: z.number(),
          finalShockFraction: z.number().meta({ description: 'after the hedge has moved the price' }),
          hedgeFlow: z.number().meta({ description: 'units of the underlying traded, + buys' }),
          settles: z.boolean().meta({ description: 'false where the hedge chases the price beyond all bounds' }),
        })
        .meta({ id: 'UnderlyingFeedback' }),
    ),
  })
  .meta({ id: 'HedgeFeedback' });

const outcome = z
  .strictObject({
    id: z.string(),
    ...moves,
    underlyings: z.record(z.string(), z.strictObject(moves)).optional(),
    staleMoves: z
      .record(z.string(), z.number())
      .optional()
      .meta({ description: 'how far prices had moved on, in the worse direction' }),
    ...gains,
    closeOutCost: z.number(),
    feedback: feedback.optional(),
    equity: z.number().meta({ description: 'after P&L, close-out cost and feedback' }),
    requirement: solvency.optional(),
    holdings: z.array(holding).optional(),
  })
  .meta({ id: 'StressOutcome' });

export const stressAnswer = z
  .strictObject({
    currency: identifier,
    equity: z.number().meta({ description: 'before any scenario' }),
    requirement: solvency.optional(),
    scenarios: z.array(outcome),
    worst: z.strictObject({ id: z.string(), equity: z.number() }),
    failingStep: z
      .strictObject({ index: z.int(), id: z.string() })
      .nullable()
      .meta({ description: 'the first scenario in order whose equity is below maintenance' }),
    warnings: z.array(z.string()),
    provenance,
  })
  .meta({ id: 'StressAnswer' }) satisfies z.ZodType<StressAnswer>;

const distance = z
  .strictObject({
    fraction: z.number().nullable().meta({ description: 'of the price or vol, signed; null on the time axis' }),
    sigmas: z
      .number()
      .nullable()
      .meta({ description: 'standard deviations of one day; null without a vol or history' }),
    days: z
      .number()
      .nullable()
      .meta({ description: 'until one standard deviation is as large: sigmas²; days on the time axis' }),
  })
  .meta({ id: 'StressDistance' });

const point = {
  shock: z.number().meta({ description: 'fraction of spot or vol, or days' }),
  equity: z.number(),
  initial: z.number(),
  maintenance: z.number(),
};

const breach = z
  .strictObject({
    ...point,
    residual: z.number().meta({ description: 'equity − maintenance of the book re-priced there' }),
    isJump: z.boolean().meta({ description: 'equity does not meet maintenance but jumps past it, as at an expiry' }),
    distance,
  })
  .meta({ id: 'Breach' });

export const reverseStressAnswer = z
  .strictObject({
    currency: identifier,
    method: identifier,
    version: identifier,
    axis: z.enum(['spot', 'vol', 'time']),
    underlyings: z.array(identifier).meta({ description: 'those that move' }),
    equity: z.number(),
    requirement: solvency,
    roots: z.array(breach).meta({ description: 'every shock at which equity equals maintenance, ascending' }),
    down: breach.nullable().meta({ description: 'the nearest root below 0' }),
    up: breach.nullable().meta({ description: 'the nearest root at or above 0' }),
    distance: distance.nullable().meta({ description: 'to the nearer of the two' }),
    scan: z.strictObject({ from: z.number(), to: z.number(), points: z.int() }),
    curve: z
      .array(z.strictObject(point).meta({ id: 'MarginPoint' }))
      .meta({ description: 'ascending; points of the scan, all of them where it bends or is near a root' }),
    warnings: z.array(z.string()),
    provenance,
  })
  .meta({ id: 'ReverseStressAnswer' }) satisfies z.ZodType<ReverseStressAnswer>;

const forecastDay = z
  .strictObject({
    daysForward: z.int(),
    asOf: instant,
    equity: z.number(),
    initial: z.number(),
    maintenance: z.number(),
    breached: z.boolean(),
    expired: z.array(identifier).meta({ description: 'settled in cash since the day before' }),
  })
  .meta({ id: 'ForecastDay' });

export const forecastAnswer = z
  .strictObject({
    currency: identifier,
    method: identifier,
    version: identifier,
    days: z.array(forecastDay),
    firstBreach: z.strictObject({ daysForward: z.int(), asOf: instant }).nullable(),
    warnings: z.array(z.string()),
    provenance,
  })
  .meta({
    id: 'ForecastAnswer',
    description: 'prices, forwards and vols stay; time passes, what expires is settled at its payoff',
  }) satisfies z.ZodType<ForecastAnswer>;
