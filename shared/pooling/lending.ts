import type { Loan } from '../portfolio/index.ts';
import { accruedQuantity, type Book, baseRate } from '../risk/index.ts';

/** A leg with its interest, at the prices of a book. */
export type LendingLeg = Pick<Loan, 'side' | 'asset' | 'ltv' | 'liquidationThreshold' | 'liquidationPenalty'> & {
  /** positive */
  readonly quantity: number;
};

/** The legs of one account at a venue, which secure each other. */
export type LendingAccount = { readonly venue: string; readonly account: string; readonly legs: readonly LendingLeg[] };

export type LendingHealth = {
  readonly lent: number;
  readonly debt: number;
  /** Σ lent · ltv */
  readonly borrowLimit: number;
  /** what more may be borrowed */
  readonly available: number;
  /** Σ lent · liquidationThreshold: a debt above it is liquidated */
  readonly liquidationLimit: number;
  /** liquidationLimit ÷ debt, below 1 liquidates; null without a debt */
  readonly healthFactor: number | null;
};

/** The accounts of a portfolio's loans in order of first appearance, interest added until an instant. */
export function lendingAccounts(loans: readonly Loan[], asOfMs: number): LendingAccount[] {
  const accounts = new Map<string, { venue: string; account: string; legs: LendingLeg[] }>();
  for (const loan of loans) {
    const { venue, account, side, asset, ltv, liquidationThreshold, liquidationPenalty } = loan;
    const key = `${venue}|${account}`;
    const legs = accounts.get(key)?.legs ?? [];
    const quantity = accruedQuantity(loan, asOfMs);
    legs.push({ side, asset, ltv, liquidationThreshold, liquidationPenalty, quantity });
    accounts.set(key, { venue, account, legs });
  }
  return [...accounts.values()];
}

/** Health factor, limits and values in the book's base currency, at the book's prices. */
export function healthOf(book: Book, { legs }: Pick<LendingAccount, 'legs'>): LendingHealth {
  const sum = (side: LendingLeg['side'], weight: (leg: LendingLeg) => number) =>
    legs.reduce((total, leg) => (leg.side === side ? total + valueOfLeg(book, leg) * weight(leg) : total), 0);
  const debt = sum('borrow', () => 1);
  const borrowLimit = sum('lend', (leg) => leg.ltv);
  const liquidationLimit = sum('lend', (leg) => leg.liquidationThreshold);
  return {
    lent: sum('lend', () => 1),
    debt,
    borrowLimit,
    available: Math.max(0, borrowLimit - debt),
    liquidationLimit,
    healthFactor: debt > 0 ? liquidationLimit / debt : null,
  };
}

export function valueOfLeg(book: Book, { asset, quantity }: Pick<LendingLeg, 'asset' | 'quantity'>): number {
  return quantity * baseRate(book, asset);
}
