import { type FactorReturns, factorReturns, type Market, returnsOf } from '../market/index.ts';
import { moments } from '../numerics/index.ts';

const YEAR_MS = 365 * 86_400_000;
const N_RETURNS_MIN = 2;

/**
 * Volatility of an underlying per √year of 365 days: its `volAnnual`, else the standard deviation of its history's daily returns scaled by the
 * returns that the history has in a year, else null.
 */
export function annualVol(market: Market, underlying: string): number | null {
  const stated = market.underlyings.get(underlying)?.volAnnual;
  if (stated !== undefined) return stated;
  const history = factorReturns(market.snapshot.history, [underlying], { horizonDays: 1 });
  if (!history.ok || history.value.dates.length < N_RETURNS_MIN) return null;
  return volOf(history.value);
}

/** Between the days on which n returns end lie n − 1 steps, so that n − 1 cancels: Σ(r − mean)²/(n − 1) · (n − 1)/span. */
function volOf(history: FactorReturns): number {
  const { dates } = history;
  const spanYears = (Date.parse(dates.at(-1)!) - Date.parse(dates[0]!)) / YEAR_MS;
  return Math.sqrt((moments(returnsOf(history, 0)).variance * dates.length) / spanYears);
}
