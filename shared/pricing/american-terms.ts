import { requireThat } from '../foundation/index.ts';
import type { OptionRight } from '../instruments/index.ts';
import { isNonNegative, isPositive } from './argument-range.ts';
import type { CashDividend } from './cash-dividend.ts';

/** What an American option's exercise depends on, but for the vol; the spot isn't among it. */
export type AmericanTerms = {
  readonly type: OptionRight;
  /** K > 0 */
  readonly strike: number;
  /** T ≥ 0 */
  readonly timeYears: number;
  /** r, continuous, per year */
  readonly rateContinuous: number;
  /** q, continuous, per year: dividends, a foreign rate, a borrow fee; equal to r for an option on a future */
  readonly yieldContinuous: number;
  /** cash dividends beside the yield; those after expiry don't count */
  readonly dividends: readonly CashDividend[];
};

/** @throws DefectError when a number is outside its range, infinite or NaN */
export function requireAmericanTerms(terms: AmericanTerms, volAnnual: number): void {
  const { strike, timeYears, rateContinuous, yieldContinuous, dividends } = terms;
  requireThat(isPositive(strike), 'a strike above 0', { strike });
  requireThat(isNonNegative(timeYears) && isNonNegative(volAnnual), 'a time and a vol of at least 0', {
    timeYears,
    volAnnual,
  });
  requireThat(Math.abs(rateContinuous) < Infinity && Math.abs(yieldContinuous) < Infinity, 'a finite rate and yield', {
    rateContinuous,
    yieldContinuous,
  });
  for (const { timeYears: exDate, amount } of dividends) {
    requireThat(isNonNegative(amount) && Math.abs(exDate) < Infinity, 'dividends of at least 0 at finite times', {
      amount,
      exDate,
    });
  }
}
