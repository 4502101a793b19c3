import type { Leg } from './offsets.ts';
import { type OptionSeries, payoffAt } from './series.ts';

/** An option and its signed contracts. */
export type OptionLeg = Leg & { readonly series: OptionSeries };

/** The prices between which what options pay at expiry is linear: 0 and every strike, ascending. */
export function kinksOf(options: readonly OptionSeries[]): number[] {
  return [...new Set([0, ...options.map((option) => option.strike)])].toSorted((a, b) => a - b);
}

/**
 * The most that a spread can lose at expiry, premiums left out: `max(0, −min_K Σ q·m·payoff(K))` over 0 and every strike (Cboe
 * 10.3(a)(5)). Beyond the last strike a balanced spread pays the same at any price. A long option that lives longer than the short ones counts with what it
 * would pay if exercised.
 */
export function spreadLoss(legs: readonly OptionLeg[]): number {
  const prices = kinksOf(legs.map((leg) => leg.series));
  return Math.max(0, ...prices.map((price) => -spreadPayoff(legs, price)));
}

function spreadPayoff(legs: readonly OptionLeg[], price: number): number {
  return legs.reduce(
    (total, { series, quantity }) => total + quantity * series.multiplier * payoffAt(series, price),
    0,
  );
}
