import { failAt, type Outcome, succeed } from '../foundation/index.ts';
import type { PriceHistory } from './snapshot.ts';

/** Returns of several factors on the same dates. */
export type FactorReturns = {
  readonly factors: readonly string[];
  /** the day on which each return ends, ascending */
  readonly dates: readonly string[];
  /** simple returns, factor-major: `[factors × dates]` */
  readonly returns: Float64Array;
  readonly warnings: readonly string[];
};

export type ReturnSpec = {
  /** the newest returns that are used; all by default */
  readonly window?: number | undefined;
  /** steps that one return spans; longer ones overlap */
  readonly horizonDays: number;
};

/** A one-step move by a factor beyond this in either direction is what an unadjusted split looks like. */
const SPLIT_RATIO = 1.9;

/**
 * Simple returns `P(t)/P(t−h) − 1` of some factors over the days on which all of them have a close.
 *
 * Calendars differ (crypto trades every day, equities don't), so a day on which any of the factors has no close is left out for all of
 * them, and the next return spans the gap: nothing is filled, carried forward or interpolated. Returns of h > 1 steps overlap.
 * Closes must be adjusted for splits and dividends; a step by a factor of 1.9 or more is named in a warning, and used.
 *
 * @returns `missing-market-data` where there is no history, a factor has none, or fewer days than the window needs
 */
export function factorReturns(
  history: PriceHistory | undefined,
  factors: readonly string[],
  { window, horizonDays }: ReturnSpec,
): Outcome<FactorReturns> {
  if (history === undefined) return failAt('missing-market-data', '/market/history', 'the market has no history');
  const missing = factors.find((id) => history.closes[id] === undefined);
  if (missing !== undefined) {
    return failAt('missing-market-data', '/market/history/closes', `the history has no closes of ${missing}`);
  }
  const days = sharedDays(history, factors);
  const available = days.length - horizonDays;
  const used = Math.min(window ?? available, available);
  if (used < 1 || (window !== undefined && window > available)) {
    const detail = `${Math.max(0, available)} returns over ${horizonDays} days on the ${days.length} days that ${factors.join(', ')} share; ${window ?? 1} needed`;
    return failAt('missing-market-data', '/market/history', detail);
  }
  const ends = days.slice(days.length - used);
  const starts = days.slice(days.length - used - horizonDays, days.length - horizonDays);
  const series = factors.map((id) => history.closes[id]!);
  const returns = Float64Array.from(
    series.flatMap((closes) => ends.map((end, i) => closes[end]! / closes[starts[i]!]! - 1)),
  );
  return succeed({
    factors,
    dates: ends.map((day) => history.dates[day]!),
    returns,
    warnings: [...droppedDays(history, days, ends), ...suspectedSplits(history, factors, days)],
  });
}

/** The same returns, two at least: of one, about its own mean, nothing varies. */
export function covaryingReturns(
  history: PriceHistory | undefined,
  factors: readonly string[],
  spec: ReturnSpec,
): Outcome<FactorReturns> {
  const returns = factorReturns(history, factors, spec);
  if (!returns.ok || returns.value.dates.length > 1) return returns;
  return failAt('missing-market-data', '/market/history', 'a covariance needs at least two returns: there is 1');
}

/** The days on which all of some factors have a close, by index; none where one is not in the history. */
export function sharedDays({ dates, closes }: PriceHistory, factors: readonly string[]): number[] {
  const series = factors.map((id) => closes[id]);
  return [...dates.keys()].filter((day) => series.every((each) => typeof each?.[day] === 'number'));
}

function droppedDays(history: PriceHistory, days: readonly number[], ends: readonly number[]): string[] {
  const first = days.indexOf(ends[0]!) - 1;
  const span = history.dates.length - days[Math.max(0, first)]!;
  const dropped = span - (days.length - Math.max(0, first));
  return dropped === 0 ? [] : [`days-left-out: ${dropped} of ${span} days on which a factor has no close`];
}

function suspectedSplits(history: PriceHistory, factors: readonly string[], days: readonly number[]): string[] {
  return factors.flatMap((id) => {
    const closes = history.closes[id]!;
    const day = days.find((each, i) => i > 0 && isJump(closes[days[i - 1]!]!, closes[each]!));
    return day === undefined
      ? []
      : [`suspected-split: ${id} moved by a factor of ${SPLIT_RATIO} or more on ${history.dates[day]}`];
  });
}

function isJump(before: number, after: number): boolean {
  return after >= before * SPLIT_RATIO || before >= after * SPLIT_RATIO;
}

/** The returns of one factor; a view, not a copy. */
export function returnsOf({ returns, dates }: FactorReturns, factor: number): Float64Array {
  return returns.subarray(factor * dates.length, (factor + 1) * dates.length);
}
