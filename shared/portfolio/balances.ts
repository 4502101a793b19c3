import { decimal, decimalText } from '../foundation/index.ts';
import type { CollateralHolding, DecimalText } from './portfolio.ts';

/** An amount of one asset that comes (+) to or leaves (−) one venue. */
export type CashMovement = { readonly asset: string; readonly venue: string; readonly amount: DecimalText };

/** Fees paid so far in one currency; rebates lower it. */
export type FeeTotal = { readonly currency: string; readonly amount: DecimalText };

/** Balances after the movements, one for each asset and venue, in order of asset and venue. Exact. */
export function applyMovements(
  balances: readonly CollateralHolding[],
  movements: readonly CashMovement[],
): CollateralHolding[] {
  const sums = new Map(balances.map((balance) => [`${balance.asset}#${balance.venue}`, balance]));
  for (const { asset, venue, amount } of movements) {
    const key = `${asset}#${venue}`;
    const quantity = decimalText(decimal(sums.get(key)?.quantity ?? '0').plus(decimal(amount)));
    sums.set(key, { asset, quantity, venue });
  }
  return sorted(sums);
}

/** Fee totals after one more fee, in order of currency. Exact. */
export function addFee(fees: readonly FeeTotal[], { currency, amount }: FeeTotal): FeeTotal[] {
  const sums = new Map(fees.map((fee) => [fee.currency, fee]));
  sums.set(currency, {
    currency,
    amount: decimalText(decimal(sums.get(currency)?.amount ?? '0').plus(decimal(amount))),
  });
  return sorted(sums);
}

function sorted<T>(byKey: ReadonlyMap<string, T>): T[] {
  return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))).map(([, value]) => value);
}
