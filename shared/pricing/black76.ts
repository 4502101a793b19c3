import { requireThat } from '../foundation/index.ts';
import type { OptionRight } from '../instruments/index.ts';
import { isNonNegative, isPositive } from './argument-range.ts';
import { intrinsicValue, standardDistance, timeValue } from './time-value.ts';

/** A European option on a forward. */
export type Black76Option = {
  readonly type: OptionRight;
  /** F > 0 */
  readonly forward: number;
  /** K > 0 */
  readonly strike: number;
  /** τ ≥ 0 */
  readonly timeYears: number;
  /** σ ≥ 0, fraction per √year (0.65 = 65 %) */
  readonly volAnnual: number;
  /** D > 0, dimensionless */
  readonly discount: number;
};

/**
 * Value of a European option on a forward (Black 1976), discounted.
 *
 * value = D · θ · (F·Φ(θ·d1) − K·Φ(θ·d2)),  θ = +1 call, −1 put,  d1,2 = ln(F/K)/(σ√τ) ± σ√τ/2;
 * computed as D · (intrinsic value + time value), so that value ≥ D · intrinsic value.
 *
 * Units: forward, strike, result in settlement currency per contract unit; time in ACT/365 years.
 * Limits: timeYears = 0 or volAnnual = 0 gives D·max(θ(F−K), 0), exactly.
 * Accuracy: |error| ≤ 1e-14·D·max(F, K) — test/conformance/pricing/european-greeks.test.ts. The same bits as `sweepBlack76`.
 * Source: Black, "The pricing of commodity contracts", J. Financial Economics 3 (1976).
 *
 * @returns value ≥ 0
 * @throws DefectError when an argument is outside its range, infinite or NaN
 */
export function black76Value(option: Black76Option): number {
  requireBlack76Domain(option);
  const { type, forward, strike, timeYears, volAnnual, discount } = option;
  const deviation = volAnnual * Math.sqrt(timeYears);
  const h = standardDistance(forward, strike, deviation);
  const intrinsic = intrinsicValue(type === 'call', forward, strike);
  return discount * (intrinsic + timeValue(Math.min(forward, strike), h, 0.5 * deviation));
}

/** @throws DefectError when an argument is outside its range, infinite or NaN */
export function requireBlack76Domain({ forward, strike, timeYears, volAnnual, discount }: Black76Option): void {
  if (!(isPositive(forward) && isPositive(strike))) {
    requireThat(false, 'a forward and a strike above 0', { forward, strike });
  }
  if (!(isNonNegative(timeYears) && isNonNegative(volAnnual))) {
    requireThat(false, 'a time and a vol of at least 0', { timeYears, volAnnual });
  }
  if (!isPositive(discount)) requireThat(false, 'a discount factor above 0', { discount });
}
