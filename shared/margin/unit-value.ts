import { type Book, baseRate, type Line, valuationOf } from '../risk/index.ts';

/** Worth of one unit of an asset, or market value of one contract, in the book's base currency. */
export function valuePerUnit(book: Book, each: Line): number {
  if (each.kind === 'asset') return baseRate(book, each.asset);
  const { instrument } = each.contract;
  return instrument.multiplier * valuationOf(book, instrument.id).mark * baseRate(book, instrument.settlementCurrency);
}
