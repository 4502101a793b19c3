import { notionalPerContract } from '../../instruments/index.ts';
import { type Expression, line } from '../../requirement/index.ts';
import { type Book, baseRate, deltaOfLine, underlyingPrice, valuationOf } from '../../risk/index.ts';

/** Delta of one unit of a line in money, in base currency: a future or perpetual at its mark, all else at the index. */
export function cashDeltaPerUnit(book: Book, index: number, underlying: string): number {
  const each = book.lines[index]!;
  if (each.kind === 'position' && valuationOf(book, each.contract.instrument.id).option === null) {
    const { instrument } = each.contract;
    const { mark } = valuationOf(book, instrument.id);
    return notionalPerContract(instrument, mark) * baseRate(book, instrument.settlementCurrency);
  }
  return deltaOfLine(book, each) * underlyingPrice(book, underlying);
}

/** `Σ cash delta` of some lines. */
export function netCashDelta(book: Book, lines: readonly number[], underlying: string): Expression {
  return line(
    lines,
    lines.map((index) => cashDeltaPerUnit(book, index, underlying)),
  );
}
