import { type Expression, line } from '../../requirement/index.ts';
import { type Book, cashDelta, cashGamma, cashTheta, underlyingOf } from '../../risk/index.ts';

/** A book's lines that move with each of some names; open orders, which hold nothing, are not among them. */
export type NamedLines = { readonly names: readonly string[]; readonly linesOf: readonly (readonly number[])[] };

export function linesByName(book: Book, names: readonly string[]): NamedLines {
  const held = [...book.lines.keys()].filter((index) => book.lines[index]!.kind !== 'order');
  return {
    names,
    linesOf: names.map((name) => held.filter((index) => underlyingOf(book, book.lines[index]!) === name)),
  };
}

type PerUnit = (book: Book, index: number) => number;

/** `Σ_names weight · (what their lines gain per unit of `perUnit` − target)`. */
export function weightedLine(
  book: Book,
  { linesOf }: NamedLines,
  perUnit: PerUnit,
  weights: ArrayLike<number>,
  targets: ArrayLike<number>,
): Expression {
  const coefficients = new Map<number, number>();
  let constant = 0;
  for (const [i, lines] of linesOf.entries()) {
    constant -= weights[i]! * targets[i]!;
    for (const index of lines) coefficients.set(index, weights[i]! * perUnit(book, index));
  }
  const sorted = [...coefficients.keys()].toSorted((a, b) => a - b);
  return line(
    sorted,
    sorted.map((index) => coefficients.get(index)!),
    constant,
  );
}

/** Money per year that passes, of all the lines. */
export function thetaLine(book: Book, weightYears: number): Expression {
  const lines = [...book.lines.keys()];
  return line(
    lines,
    lines.map((index) => weightYears * cashTheta(book, index)),
  );
}

export const PER_UNIT: Readonly<Record<'delta' | 'gamma', PerUnit>> = { delta: cashDelta, gamma: cashGamma };
