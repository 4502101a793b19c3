import { once } from '../foundation/index.ts';
import { type Book, entriesOf } from './book.ts';
import { holdingOf, type Line, type SensitivityLine } from './line.ts';

/** The lines of each holding, in order of first appearance; assets stand apart from instruments of the same id. */
export const linesByHolding: (book: Book) => ReadonlyMap<string, readonly number[]> = once((book: Book) =>
  grouped(book, (line) => `${namespaceOf(line)}:${holdingOf(line)}`),
);

/** The same at each venue, in order of first appearance. */
export const linesByVenueHolding: (book: Book) => readonly (readonly number[])[] = once((book: Book) => [
  ...grouped(book, (line) => `${line.kind === 'asset'}|${line.venue}|${holdingOf(line)}`).values(),
]);

function grouped(book: Book, keyOf: (line: Line | SensitivityLine) => string): Map<string, number[]> {
  const groups = new Map<string, number[]>();
  for (const [index, line] of entriesOf(book).entries()) {
    const key = keyOf(line);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  return groups;
}

function namespaceOf({ kind }: Line | SensitivityLine): string {
  return kind === 'position' || kind === 'order' ? 'instrument' : kind;
}
