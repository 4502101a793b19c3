import { exp } from '../numerics/index.ts';

/** A dividend in money per unit of the underlying, and the time to its ex-date. */
export type CashDividend = { readonly timeYears: number; readonly amount: number };

/** Those whose ex-date is after now and not after `untilYears`, in the order of their ex-dates. */
export function dividendsUntil(dividends: readonly CashDividend[], untilYears: number): CashDividend[] {
  return dividends
    .filter(({ timeYears, amount }) => timeYears > 0 && timeYears <= untilYears && amount > 0)
    .toSorted((a, b) => a.timeYears - b.timeYears);
}

/**
 * What coming dividends take from the spot price in the escrowed model: Σ D_i·e^(−(r−q)(t_i−t)) over t_i ≥ t, so just before
 * an ex-date its own is still to come. The forward is (S − PV_0)·e^((r−q)T).
 *
 * @param dividends as from `dividendsUntil`
 * @param carryRate r − q
 */
export function escrowedDividends(dividends: readonly CashDividend[], carryRate: number, timeYears = 0): number {
  let sum = 0;
  for (const { timeYears: exDate, amount } of dividends) {
    if (exDate >= timeYears) sum += amount * exp(-carryRate * (exDate - timeYears));
  }
  return sum;
}
