import { valuePerContract } from '../instruments/index.ts';
import { type Book, valuationOf } from './book.ts';
import type { AssetLine, Line, PositionLine } from './line.ts';

/**
 * The book once every contract that has expired by the market's instant is settled: its value and its gain since entry become cash in its
 * settlement currency at its venue, its orders are gone. Equity is what it was.
 */
export function settleExpired(book: Book): Book {
  const isExpired = (line: Line): boolean => {
    if (line.kind === 'asset') return false;
    const { instrument } = line.contract;
    return 'expiryMs' in instrument && instrument.expiryMs <= book.market.asOfMs;
  };
  if (!book.lines.some(isExpired)) return book;
  const lines = book.lines.filter((line) => !isExpired(line));
  const expired = book.lines.filter((line) => line.kind === 'position' && isExpired(line));
  return { ...book, lines: expired.reduce((held, line) => addCash(held, cashOf(book, line as PositionLine)), lines) };
}

function cashOf(book: Book, { contract, quantity, gainSinceEntry, venue }: PositionLine): AssetLine {
  const { instrument } = contract;
  const value = quantity * valuePerContract(instrument, valuationOf(book, instrument.id).mark);
  return { kind: 'asset', asset: instrument.settlementCurrency, venue, quantity: value + gainSinceEntry };
}

function addCash(lines: readonly Line[], cash: AssetLine): Line[] {
  const isSame = (line: Line) => line.kind === 'asset' && line.asset === cash.asset && line.venue === cash.venue;
  return lines.some(isSame)
    ? lines.map((line) => (isSame(line) ? { ...line, quantity: line.quantity + cash.quantity } : line))
    : [...lines, cash];
}
