import { type Book, holdingOf } from '../risk/index.ts';

/** The given lines by what they hold: the same contract at several venues nets. In order of first appearance. */
export function linesByInstrument(book: Book, lines: readonly number[]): number[][] {
  return [...Map.groupBy(lines, (index) => holdingOf(book.lines[index]!)).values()];
}
