import { type Book, cashDelta, cashGamma, type Gains, holdingOf, underlyingOf } from '../../risk/index.ts';

/** `δx + ½Γx²` of one unit of each line on each path, x the move of its underlying; what nothing moves, and open orders, gain nothing. */
export function quadraticGains(
  book: Book,
  factors: readonly string[],
  moves: Float64Array,
  axis: readonly string[],
): Gains {
  const paths = axis.length;
  const rowsByHolding = new Map<string, number>();
  const rowOf = new Map<number, number>();
  const first: number[] = [];
  for (const [index, line] of book.lines.entries()) {
    const key = `${line.kind}:${holdingOf(line)}`;
    const row = rowsByHolding.get(key) ?? first.push(index) - 1;
    rowsByHolding.set(key, row);
    rowOf.set(index, row);
  }
  const matrix = new Float64Array(first.length * paths);
  for (const [row, index] of first.entries()) {
    const factor = factors.indexOf(underlyingOf(book, book.lines[index]!) ?? '');
    if (factor >= 0)
      writeUnitGains(book, index, moves.subarray(factor * paths), matrix.subarray(row * paths, (row + 1) * paths));
  }
  return { axis, rowOf, matrix };
}

/** @param moves of the line's underlying, one per path from the first on */
function writeUnitGains(book: Book, index: number, moves: Float64Array, gains: Float64Array): void {
  const delta = cashDelta(book, index);
  const halfGamma = 0.5 * cashGamma(book, index);
  for (let k = 0; k < gains.length; k++) gains[k] = moves[k]! * (delta + halfGamma * moves[k]!);
}
