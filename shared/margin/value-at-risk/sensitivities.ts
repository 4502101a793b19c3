import { type Expression, line } from '../../requirement/index.ts';
import { type Book, cashDelta, cashGamma, cashTheta, underlyingOf } from '../../risk/index.ts';

/** The first and second derivatives of some lines by one factor's return, in money. */
export type FactorSensitivities = { readonly delta: Expression; readonly gamma: Expression };

/** `delta·S` and `gamma·S²` per factor, as lines; open orders have none. */
export function factorSensitivities(
  book: Book,
  factors: readonly string[],
  lines: readonly number[],
): FactorSensitivities[] {
  return factors.map((factor) => {
    const own = lines.filter((index) => underlyingOf(book, book.lines[index]!) === factor);
    const along = (perUnit: (book: Book, index: number) => number) =>
      line(
        own,
        own.map((index) => perUnit(book, index)),
      );
    return { delta: along(cashDelta), gamma: along(cashGamma) };
  });
}

/** Money per year that passes, of all the lines. */
export function thetaLine(book: Book, lines: readonly number[]): Expression {
  return line(
    lines,
    lines.map((index) => cashTheta(book, index)),
  );
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
