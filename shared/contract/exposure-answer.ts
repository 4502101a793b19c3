import * as z from 'zod';
import { DELTA_CONVENTIONS } from '../exposure/index.ts';
import type { ExposureAnswer } from '../usecases/index.ts';
import { provenance } from './margin-answer.ts';
import { identifier, instant } from './primitives.ts';

const greeks = z
  .strictObject({
    delta: z.number(),
    gamma: z.number(),
    vega: z.number(),
    theta: z.number(),
    rho: z.number(),
    vanna: z.number(),
    volga: z.number(),
    charm: z.number(),
    speed: z.number(),
    zomma: z.number(),
    colour: z.number(),
  })
  .meta({ id: 'Greeks' });

const totals = {
  raw: greeks.meta({
    description:
      'delta in units of the underlying; vega, vanna, volga and zomma per 1.00 of vol; theta, charm and colour per year',
  }),
  cash: greeks.meta({
    description:
      'in the base currency: one factor S for each derivative by the price (gamma·S²), the others as they are',
  }),
  gammaExposure: z.number().meta({ description: 'change of the cash delta for a move of 1 %' }),
};

const cell = z
  .strictObject({ underlying: identifier, expiry: instant.nullable(), venue: identifier, ...totals })
  .meta({ id: 'ExposureCell' });

const underlyingExposure = z
  .strictObject({
    underlying: identifier,
    price: z.number(),
    ...totals,
    coinDelta: z.number().meta({ description: 'delta − V/S: the delta where the underlying itself is the money' }),
    hedgeFlow: z
      .strictObject({ units: z.number(), cash: z.number() })
      .meta({ description: 'what a delta hedger trades after a rise of 1 %' }),
  })
  .meta({ id: 'UnderlyingExposure' });

const strikeExposure = z
  .strictObject({
    underlying: identifier,
    expiry: instant,
    strike: z.number(),
    gamma: z.number(),
    gammaExposure: z.number(),
  })
  .meta({ id: 'StrikeExposure' });

const aggregatedDelta = z
  .strictObject({
    convention: z.enum(DELTA_CONVENTIONS),
    unit: z.string(),
    value: z.number().nullable(),
    reason: z.string().optional().meta({ description: 'why there is no value' }),
  })
  .meta({ id: 'AggregatedDelta' });

const deltaHedge = z
  .strictObject({
    underlying: identifier,
    targetDelta: z.number(),
    distance: z.number().meta({ description: 'delta − target' }),
    instrument: identifier.nullable(),
    quantity: z.string().nullable().meta({ description: 'signed, in whole lots' }),
    residual: z.number().nullable().meta({ description: 'what the trade leaves of the distance' }),
  })
  .meta({ id: 'DeltaHedge' });

export const exposureAnswer = z
  .strictObject({
    currency: identifier,
    cells: z.array(cell),
    byUnderlying: z.array(underlyingExposure),
    byStrike: z.array(strikeExposure),
    total: z.strictObject({ cash: totals.cash, gammaExposure: totals.gammaExposure }),
    aggregations: z.array(aggregatedDelta),
    hedges: z.array(deltaHedge),
    warnings: z.array(z.string()),
    provenance,
  })
  .meta({
    id: 'ExposureAnswer',
    description: 'cells add up to byUnderlying; over underlyings only money adds up',
  }) satisfies z.ZodType<ExposureAnswer>;
