import type { PriceHistory } from '../../../shared/market/index.ts';
import { choleskyFactor, exp, fillNormals } from '../../../shared/numerics/index.ts';
import { roundTo } from './quotes.ts';
import { DEMO_CORRELATIONS, DEMO_UNDERLYINGS, type DemoUnderlying } from './venue.ts';

/** Two years of days. */
const N_DAYS = 730;
const SEED = 20_260_302;
const DAY_MS = 86_400_000;
const DAY_YEARS = 1 / 365;
/** Vol of variance as a part of what would let variance reach zero, √(2·κ·v∞): Feller's condition. */
const FELLER_FRACTION = 0.5;
const VARIANCE_MIN_FRACTION = 0.1;

/**
 * Invented daily closes up to the eve of `asOf`, walked back from today's price and variance by the process that the surface and
 * the forwards state, a day at a time:
 *
 * ln S(t)/S(t−1) = (r − q − v/2)·dt + √(v·dt)·z,   v(t−1) = v + κ·(v∞ − v)·dt + ξ·√(v·dt)·w,   ξ = ½·√(2·κ·v∞)
 *
 * with z correlated over underlyings (DEMO_CORRELATIONS) and w by itself. A variance that reverts looks the same forwards and
 * backwards. Shares have no close on Saturdays and Sundays. Equal instants give equal bytes.
 */
export function demoHistory(asOfMs: number): PriceHistory {
  const eveMs = Math.floor(asOfMs / DAY_MS) * DAY_MS - DAY_MS;
  const days = Array.from({ length: N_DAYS }, (_, i) => eveMs - (N_DAYS - 1 - i) * DAY_MS);
  const paths = DEMO_UNDERLYINGS.map((each, i) => [each.id, closes(each, i, days)] as const);
  return {
    dates: days.map((dayMs) => new Date(dayMs).toISOString().slice(0, 10)),
    closes: Object.fromEntries(paths),
  };
}

function closes({ assetClass, ...underlying }: DemoUnderlying, index: number, days: readonly number[]) {
  const path = walkBack(underlying, correlatedNormals(index), normals(DEMO_UNDERLYINGS.length + index)).toReversed();
  return days.map((dayMs, t) => (assetClass === 'crypto-major' || isWeekday(dayMs) ? path[t]! : null));
}

function walkBack(
  { price, rate, dividendYield, surface }: Omit<DemoUnderlying, 'assetClass'>,
  priceNormals: Float64Array,
  varianceNormals: Float64Array,
): number[] {
  const { varianceNow, varianceLong, reversionAnnual } = surface;
  const volOfVariance = FELLER_FRACTION * Math.sqrt(2 * reversionAnnual * varianceLong);
  let variance = varianceNow;
  let close = price;
  return Array.from(priceNormals, (z, t) => {
    const deviation = Math.sqrt(variance * DAY_YEARS);
    close *= exp(-(rate - dividendYield - variance / 2) * DAY_YEARS - deviation * z);
    const pull = reversionAnnual * (varianceLong - variance) * DAY_YEARS;
    const next = variance + pull + volOfVariance * deviation * varianceNormals[t]!;
    variance = Math.max(VARIANCE_MIN_FRACTION * varianceLong, next);
    return roundTo(close, 0.01);
  });
}

/** Row `index` of L times independent normals, L·Lᵀ being the correlations. */
function correlatedNormals(index: number): Float64Array {
  const n = DEMO_UNDERLYINGS.length;
  const factor = choleskyFactor(Float64Array.from(DEMO_CORRELATIONS.flat()), n)!;
  const independent = DEMO_UNDERLYINGS.map((_, j) => normals(j));
  return Float64Array.from({ length: N_DAYS }, (_, t) =>
    independent.reduce((sum, series, j) => sum + factor[index * n + j]! * series[t]!, 0),
  );
}

function normals(stream: number): Float64Array {
  const out = new Float64Array(N_DAYS);
  fillNormals(SEED + stream, out);
  return out;
}

function isWeekday(dayMs: number): boolean {
  const day = new Date(dayMs).getUTCDay();
  return day !== 0 && day !== 6;
}
