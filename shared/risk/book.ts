import { type CurrencyQuote, type Market, underlyingPriceIn } from '../market/index.ts';
import type { Line, SensitivityLine } from './line.ts';
import type { Valuation } from './valuation.ts';

/** A portfolio joined with a market: its lines, and the value of every contract and currency among them. */
export type Book = {
  readonly market: Market;
  /** of the portfolio: every amount of an answer is in it */
  readonly baseCurrency: string;
  readonly lines: readonly Line[];
  /** sent beside the holdings; a requirement over them counts them after the lines */
  readonly sensitivities: readonly SensitivityLine[];
  /** by instrument id */
  readonly valuations: ReadonlyMap<string, Valuation>;
  /** by currency, coin or security id; in the market's base currency */
  readonly currencies: ReadonlyMap<string, CurrencyQuote>;
  /** the underlyings whose moves change anything in the whole book; a part has those of the whole, so as to be measured on the same days */
  readonly moving: readonly string[];
  readonly warnings: readonly string[];
};

export function quantitiesOf(book: Book): Float64Array {
  const entries = entriesOf(book);
  const quantities = new Float64Array(entries.length);
  for (let j = 0; j < entries.length; j++) quantities[j] = entries[j]!.quantity;
  return quantities;
}

/** All that a requirement may be affine in, in the order of its indices: lines, then sensitivities. */
export function entriesOf({ lines, sensitivities }: Book): readonly (Line | SensitivityLine)[] {
  return sensitivities.length === 0 ? lines : [...lines, ...sensitivities];
}

/** The same book with only some of its lines and sensitivities, by index and lines first; valuations are shared. */
export function selectLines(book: Book, indices: readonly number[]): Book {
  const { length } = book.lines;
  return {
    ...book,
    lines: indices.flatMap((index) => book.lines[index] ?? []),
    sensitivities: indices.flatMap((index) => (index < length ? [] : book.sensitivities[index - length]!)),
  };
}

/** The part of a book that a method sees: its holdings, or the sensitivities sent with it. */
export function partOf(book: Book, part: 'holdings' | 'sensitivities'): Book {
  if (part === 'holdings' && book.sensitivities.length === 0) return book;
  return part === 'holdings' ? { ...book, sensitivities: [] } : { ...book, lines: [] };
}

export function valuationOf(book: Book, instrumentId: string): Valuation {
  return book.valuations.get(instrumentId)!;
}

/** Price of an underlying in the book's base currency; every underlying of a book that was read has one. */
export function underlyingPrice(book: Book, id: string): number {
  return underlyingPriceIn(book.market, id)! / book.currencies.get(book.baseCurrency)!.price;
}

/** Price of a currency in the book's base currency, before any shock. */
export function baseRate(book: Book, currency: string): number {
  return book.currencies.get(currency)!.price / book.currencies.get(book.baseCurrency)!.price;
}

/** The underlying whose moves a line follows; null for cash that no scenario moves. */
export function underlyingOf(book: Book, line: Line): string | null {
  return line.kind === 'asset' ? book.currencies.get(line.asset)!.movesWith : line.contract.instrument.underlying;
}
