import { type Book, holdingOf } from '../risk/index.ts';

/** The given lines by what they hold: the same contract at several venues nets. In order of first appearance. */
export function linesByInstrument(book: Book, lines: readonly number[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const index of lines) {
    const id = holdingOf(book.lines[index]!);
    groups.set(id, [...(groups.get(id) ?? []), index]);
  }
  return [...groups.values()];
}
