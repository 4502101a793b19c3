import { collect, failAt, type Outcome, succeed } from '../foundation/index.ts';
import { type Book, deltaOfLine, greeksPerContract, type Line, underlyingOf } from '../risk/index.ts';
import type { LineLimit } from './model.ts';
import type { GreekBand } from './terms.ts';

/** Greek bands as limits over a book's lines; coins held as collateral count with their delta, open orders don't count. */
export function greekLimits(book: Book, bands: readonly GreekBand[]): Outcome<LineLimit[]> {
  const seen = new Set<string>();
  return collect(
    bands.map((band, i) => {
      const pointer = `/constraints/greeks/${i}`;
      const name = limitName(band);
      if (seen.has(name)) return failAt('invalid-input', pointer, `${name} has two bands: state min and max in one`);
      seen.add(name);
      return greekLimit(book, band, pointer);
    }),
  );
}

function limitName({ underlying, greek }: GreekBand): string {
  return `greeks/${underlying}/${greek}`;
}

function greekLimit(book: Book, band: GreekBand, pointer: string): Outcome<LineLimit> {
  const lines = [...book.lines.keys()].filter((index) => {
    const line = book.lines[index]!;
    return line.kind !== 'order' && underlyingOf(book, line) === band.underlying;
  });
  if (lines.length === 0) {
    return failAt('invalid-input', `${pointer}/underlying`, `nothing held or tradable follows ${band.underlying}`);
  }
  const coefficients = lines.map((index) => greekOfLine(book, book.lines[index]!, band.greek));
  const id = limitName(band);
  if (band.unchanged !== true) {
    const { min = -Infinity, max = Infinity } = band;
    if (min > max) return failAt('invalid-input', `${pointer}/min`, 'min is above max');
    return succeed({ id, lines, coefficients, lower: min, upper: max });
  }
  const now = lines.reduce((total, index, j) => total + coefficients[j]! * book.lines[index]!.quantity, 0);
  return succeed({ id, lines, coefficients, lower: now, upper: now });
}

function greekOfLine(book: Book, line: Line, greek: GreekBand['greek']): number {
  if (line.kind === 'asset') return greek === 'delta' ? deltaOfLine(book, line) : 0;
  return line.kind === 'order' ? 0 : greeksPerContract(book, line.contract.instrument.id)[greek];
}
