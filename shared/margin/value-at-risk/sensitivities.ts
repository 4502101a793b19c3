import { type Expression, line } from '../../requirement/index.ts';
import {
  type Book,
  deltaOfLine,
  greeksPerContract,
  type Line,
  underlyingOf,
  underlyingPrice,
} from '../../risk/index.ts';

/** The first and second derivatives of some lines by one factor's return, in money. */
export type FactorSensitivities = { readonly delta: Expression; readonly gamma: Expression };

/** What a unit of the line gains for a move of its underlying by its whole price, in money. */
export function cashDelta(book: Book, index: number): number {
  const each = book.lines[index]!;
  const underlying = underlyingOf(book, each);
  return underlying === null ? 0 : deltaOfLine(book, each) * underlyingPrice(book, underlying);
}

/** `delta·S` and `gamma·S²` per factor, as lines; open orders have none. */
export function factorSensitivities(
  book: Book,
  factors: readonly string[],
  lines: readonly number[],
): FactorSensitivities[] {
  return factors.map((factor) => {
    const own = lines.filter((index) => underlyingOf(book, book.lines[index]!) === factor);
    const price = own.length === 0 ? 0 : underlyingPrice(book, factor);
    const along = (perUnit: (each: Line) => number) =>
      line(
        own,
        own.map((index) => perUnit(book.lines[index]!)),
      );
    return {
      delta: line(
        own,
        own.map((index) => cashDelta(book, index)),
      ),
      gamma: along((each) =>
        each.kind === 'position' ? gammaOf(book, each.contract.instrument.id) * price * price : 0,
      ),
    };
  });
}

/** Money per year that passes, of all the lines. */
export function thetaLine(book: Book, lines: readonly number[]): Expression {
  return line(
    lines,
    lines.map((index) => {
      const each = book.lines[index]!;
      return each.kind === 'position' ? greeksPerContract(book, each.contract.instrument.id).theta : 0;
    }),
  );
}

function gammaOf(book: Book, instrument: string): number {
  return greeksPerContract(book, instrument).gamma;
}

/** What a linear figure says of a book with options, and of one with open orders. */
export function approximationWarnings(book: Book, linear: boolean): string[] {
  const hasOptions = [...book.valuations.values()].some((each) => each.contract.instrument.kind === 'option');
  const hasOrders = book.lines.some((each) => each.kind === 'order');
  return [
    ...(linear && hasOptions ? ['convexity-not-captured'] : []),
    ...(hasOrders ? ['orders-not-counted: the figure is of what is held'] : []),
  ];
}
