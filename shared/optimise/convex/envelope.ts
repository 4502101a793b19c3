import type { BarrierProblem } from './barrier-problem.ts';
import type { SparseAffine } from './column-scaling.ts';

/** Rows in the order in which they are eliminated, and where each went. */
export type RowOrder = {
  readonly rows: readonly SparseAffine[];
  readonly places: Int32Array;
  /** per row as ordered, the first of its epigraph's */
  readonly groupStarts: Int32Array;
};

/**
 * Rows of few columns first, those of one epigraph together: costs of single trades then share columns with each other's rows nowhere, and
 * only the rows that look at the whole book are full.
 */
export function rowOrder({ inequalities, cones, smooth }: BarrierProblem, rows: readonly SparseAffine[]): RowOrder {
  const groups = inequalities.map((_, i) => [i]);
  let [at, cone] = [inequalities.length, 0];
  for (const { nCones } of smooth) {
    const size = cones.slice(cone, cone + nCones).reduce((sum, parts) => sum + parts.length, 0);
    groups.push(Array.from({ length: size }, (_, k) => at + k));
    [at, cone] = [at + size, cone + nCones];
  }
  for (; at < rows.length; at += 1) groups.push([at]);
  const widthOf = (group: readonly number[]) => new Set(group.flatMap((i) => [...rows[i]!.columns])).size;
  const sorted = groups.map((group) => ({ group, width: widthOf(group) })).toSorted((a, b) => a.width - b.width);
  const order = sorted.flatMap(({ group }) => group);
  const places = new Int32Array(rows.length);
  for (const [place, i] of order.entries()) places[i] = place;
  const groupStarts = sorted.flatMap(({ group }) => group.map(() => places[group[0]!]!));
  return { rows: order.map((i) => rows[i]!), places, groupStarts: Int32Array.from(groupStarts) };
}

/** Per row, the first one that it shares a column with, or is of one epigraph with: left of that the factor is 0. */
export function envelopeOf({ rows, groupStarts }: RowOrder, nColumns: number): Int32Array {
  const firstOf = new Int32Array(nColumns).fill(-1);
  return Int32Array.from(rows, ({ columns }, i) => {
    let first = groupStarts[i]!;
    for (const j of columns) {
      if (firstOf[j]! < 0) firstOf[j] = i;
      first = Math.min(first, firstOf[j]!);
    }
    return first;
  });
}

/** A pivot below this part of its diagonal is rounding. */
const PIVOT_FLOOR = 1e-15;

/**
 * Cholesky in the lower triangle, within the envelope. A pivot lost in rounding is made so large that its row counts for nothing. Mutates:
 * matrix.
 */
export function factorEnvelope(matrix: Float64Array, envelope: Int32Array): void {
  const size = envelope.length;
  for (let i = 0; i < size; i += 1) {
    const row = i * size;
    const diagonal = matrix[row + i]!;
    let pivot = diagonal;
    for (let j = envelope[i]!; j < i; j += 1) {
      const other = j * size;
      let rest = matrix[row + j]!;
      for (let k = Math.max(envelope[i]!, envelope[j]!); k < j; k += 1) rest -= matrix[row + k]! * matrix[other + k]!;
      rest /= matrix[other + j]!;
      matrix[row + j] = rest;
      pivot -= rest * rest;
    }
    matrix[row + i] = pivot > PIVOT_FLOOR * diagonal ? Math.sqrt(pivot) : Math.sqrt(diagonal) / PIVOT_FLOOR;
  }
}
