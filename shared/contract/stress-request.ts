import * as z from 'zod';
import type { ForecastRequest, ReverseStressRequest, StressRequest } from '../usecases/index.ts';
import { methodChoice, oneSubject, subject } from './calculation-requests.ts';
import { LIMITS } from './limits.ts';
import { date, identifier, instant } from './primitives.ts';

const DAYS_MAX = 3_650;

const spotShock = z.number().gt(-1).max(100).meta({ description: 'relative move of spot and forwards' });
const volShock = z.number().min(-1).max(100).meta({ description: 'relative move of vols' });
export const days = z.number().min(0).max(DAYS_MAX).meta({ description: 'days that pass' });

export const moves = {
  spotShockFraction: spotShock,
  volShockFraction: volShock.optional(),
  volShockPoints: z.number().min(-10).max(10).optional().meta({ description: 'absolute: 0.05 is five vol points' }),
};

/** A method by its id, or with its version and parameters. */
export const oneMethod = z.union(
  [identifier, methodChoice],
  'must be the id of a method, or {id, version?, parameters?}',
);

const liquidity = z
  .strictObject({
    haircutFraction: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .meta({ description: "of each position's notional at its mark" }),
    halfSpreadMultiple: z
      .number()
      .min(0)
      .max(1_000)
      .optional()
      .meta({ description: "times today's half-spread ÷ mid" }),
  })
  .meta({ id: 'CloseOut', description: 'what leaving every position would cost; both parts are added' });

const stalePrice = z
  .strictObject({
    delayDays: days,
    sigmas: z.number().min(0).max(100).optional().meta({ description: 'default 1' }),
  })
  .meta({
    id: 'StalePrice',
    description: 'prices have moved on by ±sigmas·σ·√delay since; the worse direction counts',
  });

/** How old the market may be at an instant that the caller states. */
const freshness = z
  .strictObject({ now: instant, maxAgeSeconds: z.number().min(0).max(1e9) })
  .meta({ id: 'Freshness', description: 'an older market adds the warning stale-input' });

const scenario = z
  .strictObject({
    id: z.string().min(1).max(128).optional().meta({ description: 'default: named for its shock' }),
    ...moves,
    daysForward: days.optional(),
    underlyings: z
      .record(identifier, z.strictObject(moves))
      .optional()
      .meta({ description: 'own moves of single underlyings, in place of the common one' }),
    correlation: z.number().min(-1).max(1).optional().meta({
      description: 'all underlyings but the lead move by this times spotShockFraction: 1 as one, 0 not at all',
    }),
    lead: identifier.optional().meta({ description: 'default: the underlying of the first position' }),
    liquidity: liquidity.optional(),
    stalePrice: stalePrice.optional(),
  })
  .meta({ id: 'StressScenario' });

const grid = z
  .strictObject({
    spotShocks: z.array(spotShock).min(1).max(LIMITS.stressShocks),
    volShocks: z.array(volShock).min(1).max(LIMITS.stressShocks).optional(),
    daysForward: days.optional(),
  })
  .refine(({ spotShocks, volShocks = [0] }) => spotShocks.length * volShocks.length <= LIMITS.stressScenarios, {
    error: `must have at most ${LIMITS.stressScenarios} scenarios`,
  })
  .meta({ id: 'StressGrid', description: 'every spot shock with every vol shock' });

const replay = z
  .strictObject({
    from: date.optional(),
    to: date.optional(),
    dates: z.array(date).min(1).max(LIMITS.stressScenarios).optional(),
  })
  .refine(({ from, to, dates }) => dates === undefined || (from === undefined && to === undefined), {
    error: 'excludes from and to',
    path: ['dates'],
  })
  .meta({ id: 'HistoricalReplay', description: "days of the market's history, by range or by name; default: all" });

const impact = z
  .strictObject({ kind: z.enum(['linear', 'square-root']), coefficient: z.number().min(0).max(1_000) })
  .meta({
    id: 'HedgeImpact',
    description: 'a hedge of x days of volume (adv) moves the price by coefficient·x, or coefficient·√x',
  });

export const stressRequest = z
  .strictObject({
    ...subject,
    scenarios: z.array(scenario).min(1).max(LIMITS.stressScenarios).optional(),
    grid: grid.optional(),
    replay: replay.optional(),
    impact: impact.optional(),
    method: oneMethod.optional().meta({ description: 'what the book is to be margined by in every scenario' }),
    liquidity: liquidity.optional(),
    stalePrice: stalePrice.optional(),
    freshness: freshness.optional(),
    holdings: z.boolean().optional().meta({ description: 'whether each holding is listed; default true' }),
  })
  .superRefine(oneSubject)
  .refine((request) => [request.scenarios, request.grid, request.replay].some((each) => each !== undefined), {
    error: 'scenarios, grid or replay is required',
    path: ['scenarios'],
  })
  .meta({ id: 'StressRequest' }) satisfies z.ZodType<StressRequest>;

export const reverseStressRequest = z
  .strictObject({
    ...subject,
    method: oneMethod,
    axis: z.enum(['spot', 'vol', 'time']),
    underlying: identifier.optional().meta({ description: 'the only one that moves; default: all of them' }),
    from: z.number().min(-1).max(0).optional().meta({ description: 'default: −0.99, on the time axis 0' }),
    to: z.number().min(0).max(DAYS_MAX).optional().meta({ description: 'default: 4, on the time axis 365 days' }),
    points: z
      .int()
      .min(300)
      .max(LIMITS.reversePoints)
      .optional()
      .meta({ description: 'of the scan; default 301, on the time axis 366' }),
    freshness: freshness.optional(),
  })
  .superRefine(oneSubject)
  .meta({ id: 'ReverseStressRequest' }) satisfies z.ZodType<ReverseStressRequest>;

export const forecastRequest = z
  .strictObject({
    ...subject,
    method: oneMethod,
    days: z.int().min(1).max(LIMITS.forecastDays),
    freshness: freshness.optional(),
  })
  .superRefine(oneSubject)
  .meta({ id: 'ForecastRequest' }) satisfies z.ZodType<ForecastRequest>;
