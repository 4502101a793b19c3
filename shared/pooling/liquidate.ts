import { type Book, deltaOfLine, underlyingOf, underlyingPrice } from '../risk/index.ts';
import { type LendingAccount, type LendingLeg, valueOfLeg } from './lending.ts';

export type LiquidationTerms = {
  /** of the gross cash delta that a margin account closes; 0 unless stated */
  readonly penaltyFraction?: number | undefined;
  /** of its debt that a lending account has repaid at once; 1 unless stated */
  readonly closeFraction?: number | undefined;
  /** by underlying, the fraction of its price that selling one unit takes; what isn't named doesn't move */
  readonly impactPerUnit?: Readonly<Record<string, number>> | undefined;
};

/** What a liquidation sells, and what it costs. */
export type Liquidated = {
  /** cash delta closed, gross; of a lending account the collateral taken */
  readonly closed: number;
  readonly penalty: number;
  /** by underlying, in its units; a purchase is negative */
  readonly sold: ReadonlyMap<string, number>;
};

/** Closes everything that a margin account holds at the book's prices, its orders cancelled. */
export function closeMarginAccount(book: Book, venue: string, { penaltyFraction = 0 }: LiquidationTerms): Liquidated {
  const sold = new Map<string, number>();
  let closed = 0;
  for (const line of book.lines) {
    const underlying = line.venue === venue ? underlyingOf(book, line) : null;
    if (underlying === null || line.kind === 'order') continue;
    const delta = line.quantity * deltaOfLine(book, line);
    closed += Math.abs(delta) * underlyingPrice(book, underlying);
    sold.set(underlying, (sold.get(underlying) ?? 0) + delta);
  }
  return { closed, penalty: penaltyFraction * closed, sold };
}

/**
 * Repays part of a lending account's debt out of what is lent: the liquidator takes what it repays and the penalty on top, of every lent asset
 * in proportion to its value. What is lent may not be enough; the debt that is left is then nobody's to pay.
 */
export function liquidateLending(
  book: Book,
  account: LendingAccount,
  { closeFraction = 1 }: LiquidationTerms,
): Liquidated & { readonly left: LendingAccount } {
  const lent = valueOn(book, account, 'lend', () => 1);
  const debt = valueOn(book, account, 'borrow', () => 1);
  const penaltyFraction = lent === 0 ? 0 : valueOn(book, account, 'lend', (leg) => leg.liquidationPenalty) / lent;
  const repaid = Math.min(closeFraction * debt, lent / (1 + penaltyFraction));
  const taken = repaid * (1 + penaltyFraction);
  const shares = { lend: lent === 0 ? 0 : taken / lent, borrow: debt === 0 ? 0 : repaid / debt };
  const sold = new Map<string, number>();
  for (const leg of account.legs) {
    const { movesWith } = book.currencies.get(leg.asset)!;
    if (movesWith === null) continue;
    const units = (valueOfLeg(book, leg) * shares[leg.side]) / underlyingPrice(book, movesWith);
    sold.set(movesWith, (sold.get(movesWith) ?? 0) + (leg.side === 'lend' ? units : -units));
  }
  const legs = account.legs.map((leg) => ({ ...leg, quantity: leg.quantity * (1 - shares[leg.side]) }));
  return { closed: taken, penalty: taken - repaid, sold, left: { ...account, legs } };
}

function valueOn(
  book: Book,
  { legs }: LendingAccount,
  side: LendingLeg['side'],
  weight: (leg: LendingLeg) => number,
): number {
  return legs.reduce((total, leg) => (leg.side === side ? total + valueOfLeg(book, leg) * weight(leg) : total), 0);
}
