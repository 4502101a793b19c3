import { decimal, failAt, type Outcome, succeed, toNumber } from '../foundation/index.ts';
import type { Measure, Tradable } from '../rebalance/index.ts';
import { asHeld, type Book, underlyingOf, valuationOf } from '../risk/index.ts';

/** What may be traded, and the book measured by what may be held after it. */
export type Scope = { readonly book: Book; readonly tradables: readonly Tradable[] };

/**
 * The trades that leave nothing of any underlyings but some: what is held of the others is closed, the rest of them left alone; and of those to
 * be kept not all is closed.
 *
 * @param measure null: the trades as they are
 * @returns `infeasible` where the trades allowed leave something of another underlying
 */
export function scopeOf(book: Book, all: readonly Tradable[], measure: Measure | null): Outcome<Scope> {
  const keeping = measure === null ? all : keepingSome(book, all, measure.kept);
  const isAmong = ({ line }: Tradable) =>
    measure === null || measure.underlyings.includes(underlyingOf(book, book.lines[line]!)!);
  const tradables = keeping.map((each) => (isAmong(each) ? each : closing(book, each)));
  const beyond = tradables.find(
    ({ minTrade, maxTrade }, j) => minTrade < all[j]!.minTrade || maxTrade > all[j]!.maxTrade || minTrade > maxTrade,
  );
  if (beyond !== undefined)
    return failAt('infeasible', '/certificate/measure', `no trade of ${beyond.instrument} that is allowed leaves that`);
  const isClosed = new Set(tradables.filter((each) => leavesNothing(book, each)).map(({ line }) => line));
  const moved = tradables.flatMap((each) => [
    ...(isClosed.has(each.line) ? [] : [each.line]),
    ...(each.minTrade === 0 && each.maxTrade === 0 ? [] : [each.cash!.line]),
  ]);
  const lines = book.lines.map((line, index) => (isClosed.has(index) ? { ...line, quantity: 0 } : line));
  const open = new Set(moved.map((index) => lines[index]!));
  const { moving } = asHeld({ ...book, lines }, (line) => open.has(line));
  return succeed({ tradables, book: { ...book, moving } });
}

function closing(book: Book, tradable: Tradable): Tradable {
  const { quantity } = book.lines[tradable.line]!;
  const trade = quantity === 0 ? 0 : -quantity;
  return { ...tradable, minTrade: trade, maxTrade: trade };
}

function leavesNothing(book: Book, { line, minTrade, maxTrade }: Tradable): boolean {
  return minTrade === maxTrade && book.lines[line]!.quantity + minTrade === 0;
}

/** The first trade of what is held of each underlying ends a lot before it is closed. */
function keepingSome(book: Book, all: readonly Tradable[], kept: readonly string[]): readonly Tradable[] {
  const first = new Set(
    kept.map((id) =>
      all.findIndex(({ line }) => book.lines[line]!.quantity !== 0 && underlyingOf(book, book.lines[line]!) === id),
    ),
  );
  return all.map((each, j) => (first.has(j) ? aLotShort(book, each) : each));
}

function aLotShort(book: Book, tradable: Tradable): Tradable {
  const { quantity } = book.lines[tradable.line]!;
  const { minTrade, maxTrade, sizes } = tradable;
  const { lotSize } = valuationOf(book, tradable.instrument).contract.quoted;
  const most = Math.max(0, toNumber(decimal(Math.abs(quantity)).minus(decimal(lotSize))));
  const size = sizes.ticket !== null && most < sizes.ticket.size ? 0 : most;
  if (quantity > 0) return minTrade > -quantity ? tradable : { ...tradable, minTrade: size === 0 ? 0 : -size };
  return maxTrade < -quantity ? tradable : { ...tradable, maxTrade: size };
}
