import type { Outcome } from '../../shared/foundation/index.ts';
import { chooseMethod, type MarginResult, type MethodSelection, marginOf } from '../../shared/margin/index.ts';
import type { Market } from '../../shared/market/index.ts';
import type { Portfolio } from '../../shared/portfolio/index.ts';
import { type Book, readBook } from '../../shared/risk/index.ts';

/** @throws Error with the failure's detail */
export function valueIn<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.failure));
  return outcome.value;
}

/** @throws Error when the market can't value the book */
export function bookOf(portfolio: Portfolio, market: Market): Book {
  return valueIn(readBook(portfolio, market));
}

/** @throws Error when the book can't be read or the method doesn't apply */
export function marginUnder(portfolio: Portfolio, market: Market, selection: MethodSelection): MarginResult {
  return valueIn(marginOf(bookOf(portfolio, market), valueIn(chooseMethod(selection, '/methods/0'))));
}

/** Scale that rounding in a margin is relative to: what its parts are before they cancel. */
export function scaleOf({ contributions, initial, standalone }: MarginResult): number {
  return contributions.reduce((total, { amount }) => total + Math.abs(amount), Math.abs(initial) + standalone);
}
