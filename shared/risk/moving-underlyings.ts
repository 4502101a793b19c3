import { failAt, type Outcome, once, succeed } from '../foundation/index.ts';
import type { Market } from '../market/index.ts';
import type { Book } from './book.ts';
import type { Line } from './line.ts';

type Lines = Pick<Book, 'lines' | 'currencies' | 'baseCurrency'>;

/**
 * The underlyings whose moves change anything in some lines, in alphabetical order: those of contracts, of coins, of what contracts settle in
 * and of the book's own currency. What nothing is held of doesn't count, so that a margin by history is one of the days of what is held.
 *
 * @param isToBeHeld lines that count though nothing is held of them
 */
export function movingIn(book: Lines, isToBeHeld: (line: Line) => boolean = () => false): string[] {
  const counted = book.lines.filter((line) => line.quantity !== 0 || isToBeHeld(line));
  const names = counted.flatMap((line) => movingOf(book, line));
  const own = book.currencies.get(book.baseCurrency)!.movesWith;
  return [...new Set(own === null ? names : [...names, own])].toSorted();
}

function movingOf({ currencies }: Lines, line: Line): string[] {
  const { asset, underlying } =
    line.kind === 'asset'
      ? { asset: line.asset, underlying: [] }
      : { asset: line.contract.instrument.settlementCurrency, underlying: [line.contract.instrument.underlying] };
  const { movesWith } = currencies.get(asset)!;
  return movesWith === null ? underlying : [...underlying, movesWith];
}

/**
 * The same book, measured by what it holds and not by what it has room for; where that is nothing, as it was: any figure of it is 0.
 *
 * @param isToBeHeld lines that count though nothing is held of them
 */
export function asHeld(book: Book, isToBeHeld?: (line: Line) => boolean): Book {
  const moving = movingIn(book, isToBeHeld);
  return moving.length === 0 ? book : { ...book, moving };
}

/** @returns `not-applicable` for a book that no price moves */
export function movingUnderlyings({ moving }: Pick<Book, 'moving'>): Outcome<readonly string[]> {
  if (moving.length > 0) return succeed(moving);
  return failAt('not-applicable', '/portfolio/positions', 'nothing in the book has a price that moves');
}

/** Derives what follows from a market and the underlyings that move once for a book, all its parts and others that hold as much. */
export function oncePerMoving<T>(derive: (book: Book) => T): (book: Book) => T {
  const knownOn = once((_market: Market) => new Map<string, T>());
  return (book) => {
    const known = knownOn(book.market);
    const key = JSON.stringify([book.baseCurrency, ...book.moving]);
    if (!known.has(key)) known.set(key, derive(book));
    return known.get(key)!;
  };
}
