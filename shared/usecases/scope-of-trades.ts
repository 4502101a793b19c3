import { failAt, type Outcome, succeed } from '../foundation/index.ts';
import type { Tradable } from '../rebalance/index.ts';
import { type Book, movingIn, underlyingOf } from '../risk/index.ts';

/** What may be traded, and the book measured by what may be held after it. */
export type Scope = { readonly book: Book; readonly tradables: readonly Tradable[] };

/**
 * The trades that leave nothing of any underlyings but some: what is held of the others is closed, the rest of them left alone.
 *
 * @param among null: the trades as they are
 * @returns `infeasible` where the trades allowed leave something of another underlying
 */
export function scopeOf(book: Book, all: readonly Tradable[], among: readonly string[] | null): Outcome<Scope> {
  const isAmong = ({ line }: Tradable) => among === null || among.includes(underlyingOf(book, book.lines[line]!)!);
  const tradables = all.map((each) => (isAmong(each) ? each : closing(book, each)));
  const beyond = tradables.find(({ minTrade }, j) => minTrade < all[j]!.minTrade || minTrade > all[j]!.maxTrade);
  if (beyond !== undefined)
    return failAt('infeasible', '/certificate/underlyings', `no trade allowed leaves nothing of ${beyond.instrument}`);
  const isClosed = new Set(tradables.filter((each) => leavesNothing(book, each)).map(({ line }) => line));
  const moved = tradables.flatMap((each) => [
    ...(isClosed.has(each.line) ? [] : [each.line]),
    ...(each.minTrade === 0 && each.maxTrade === 0 ? [] : [each.cash!.line]),
  ]);
  const lines = book.lines.map((line, index) => (isClosed.has(index) ? { ...line, quantity: 0 } : line));
  const open = new Set(moved.map((index) => lines[index]!));
  return succeed({ tradables, book: { ...book, moving: movingIn({ ...book, lines }, (line) => open.has(line)) } });
}

function closing(book: Book, tradable: Tradable): Tradable {
  const { quantity } = book.lines[tradable.line]!;
  const trade = quantity === 0 ? 0 : -quantity;
  return { ...tradable, minTrade: trade, maxTrade: trade };
}

function leavesNothing(book: Book, { line, minTrade, maxTrade }: Tradable): boolean {
  return minTrade === maxTrade && book.lines[line]!.quantity + minTrade === 0;
}
