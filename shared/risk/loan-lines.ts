import { collect, failAt, type Outcome, succeed, toNumber } from '../foundation/index.ts';
import { type Market, YEAR_MS } from '../market/index.ts';
import { exp } from '../numerics/index.ts';
import type { Loan } from '../portfolio/index.ts';
import type { AssetLine } from './line.ts';

/** As for any amount that is sent: what grows past it can't be right. */
const MAX_MAGNITUDE = 1e15;

/**
 * What a leg has grown to: `quantity · e^(rate·t)`, or `quantity · (1 + rate·t)` where interest is simple, t in ACT/365 years from
 * `accruedSince`; the quantity itself where that isn't stated. Positive, lent or borrowed.
 */
export function accruedQuantity(
  { quantity, rate, compounding, accruedSince }: Pick<Loan, 'quantity' | 'rate' | 'compounding' | 'accruedSince'>,
  asOfMs: number,
): number {
  const principal = toNumber(quantity);
  if (accruedSince === undefined) return principal;
  const interest = rate * ((asOfMs - Date.parse(accruedSince)) / YEAR_MS);
  return principal * (compounding === 'simple' ? 1 + interest : exp(interest));
}

/**
 * A line per leg, what is lent positive and what is borrowed negative, with the interest until the market's instant.
 *
 * Fails with `invalid-input` where a leg's interest would start later than that, or has grown past any amount that can be sent.
 */
export function loanLines(loans: readonly Loan[], market: Market): Outcome<AssetLine[]> {
  return collect(
    loans.map((loan, i): Outcome<AssetLine> => {
      const { side, asset, venue, accruedSince } = loan;
      const at = `/portfolio/loans/${i}`;
      if (accruedSince !== undefined && Date.parse(accruedSince) > market.asOfMs) {
        const detail = `interest from ${accruedSince} on, but the market is as of ${market.snapshot.asOf}`;
        return failAt('invalid-input', `${at}/accruedSince`, detail);
      }
      const grown = accruedQuantity(loan, market.asOfMs);
      if (!(grown < MAX_MAGNITUDE)) return failAt('invalid-input', `${at}/rate`, 'the interest grows past 1e15');
      return succeed({ kind: 'asset', asset, venue, quantity: side === 'lend' ? grown : -grown });
    }),
  );
}
