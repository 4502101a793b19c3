import { once } from '../foundation/index.ts';
import { valuePerContract } from '../instruments/index.ts';
import { type Book, baseRate, valuationOf } from './book.ts';
import type { Line } from './line.ts';

export type Equity = {
  /** in the book's base currency, signed */
  readonly amount: number;
  /** futures and perpetuals without an average price, whose gain since entry is therefore not in the amount */
  readonly withoutEntry: readonly string[];
};

/**
 * What the book is worth: assets and option marks at market, plus the gain of futures and perpetuals since entry, plus
 * funding not yet paid. Open orders are worth nothing.
 */
export const equityOf: (book: Book) => Equity = once((book: Book) => ({
  amount: book.lines.reduce((total, line) => total + worthOfLine(book, line), 0),
  withoutEntry: book.lines.flatMap((line) =>
    line.kind === 'position' && !line.entryKnown ? [line.contract.instrument.id] : [],
  ),
}));

/** Worth of one line in base currency. */
export function worthOfLine(book: Book, line: Line): number {
  if (line.kind === 'order') return 0;
  if (line.kind === 'asset') return line.quantity * baseRate(book, line.asset);
  const { instrument } = line.contract;
  const value = line.quantity * valuePerContract(instrument, valuationOf(book, instrument.id).mark);
  return (value + line.gainSinceEntry) * baseRate(book, instrument.settlementCurrency);
}
