import { type Book, underlyingOf, underlyingPrice } from './book.ts';
import { deltaOfLine, greeksPerContract } from './greeks.ts';

/** What a unit of the line gains for a move of its underlying by its whole price, in money; open orders gain nothing. */
export function cashDelta(book: Book, index: number): number {
  const each = book.lines[index]!;
  const underlying = underlyingOf(book, each);
  return underlying === null ? 0 : deltaOfLine(book, each) * underlyingPrice(book, underlying);
}

/** What bends that gain, `gamma·S²` in money; only positions have any. */
export function cashGamma(book: Book, index: number): number {
  const each = book.lines[index]!;
  if (each.kind !== 'position') return 0;
  const price = underlyingPrice(book, each.contract.instrument.underlying);
  return greeksPerContract(book, each.contract.instrument.id).gamma * price * price;
}

/** Money per year that passes, of a unit of the line; only positions have any. */
export function cashTheta(book: Book, index: number): number {
  const each = book.lines[index]!;
  return each.kind === 'position' ? greeksPerContract(book, each.contract.instrument.id).theta : 0;
}
