import { failAt, type Outcome, succeed } from '../foundation/index.ts';
import type { Book } from './book.ts';

/**
 * The underlyings whose moves change anything in the book: those of its contracts and of its coins, in alphabetical order. They are
 * those of the whole book, so that a part of it is measured on the same days.
 */
export function movingUnderlyings(book: Book): Outcome<string[]> {
  const ids = new Set([...book.valuations.values()].map((valuation) => valuation.contract.instrument.underlying));
  for (const { movesWith } of book.currencies.values()) if (movesWith !== null) ids.add(movesWith);
  if (ids.size === 0)
    return failAt('not-applicable', '/portfolio/positions', 'nothing in the book has a price that moves');
  return succeed([...ids].toSorted());
}
