import type { Tableau } from './tableau.ts';

/**
 * Pivots while a right-hand side is negative, keeping reduced costs on their side of zero; then phase 2 for those that weren't
 * there from the start. Stops where a negative row has no entry to raise it: that row says infeasible.
 *
 * The leaving row is the steepest, max rhs² / (1 + |row|²): a quarter of the pivots of the most negative one on a 100 × 91
 * scenario problem, for about the work of one more pivot each.
 */
export function dualSimplex(tableau: Tableau): void {
  for (let row = steepestRow(tableau); row > 0; row = steepestRow(tableau)) {
    const column = dualRatioColumn(tableau, row);
    if (column === 0) return;
    tableau.pivot(row, column);
  }
  tableau.phase2();
}

/** 0 where no right-hand side is negative. */
function steepestRow({ matrix, width, height, precision }: Tableau): number {
  let steepest = 0;
  let most = 0;
  for (let r = 1; r < height; r += 1) {
    const short = matrix[r * width]!;
    if (short >= -precision) continue;
    let norm = 1;
    for (let k = r * width + 1; k < (r + 1) * width; k += 1) norm += matrix[k]! * matrix[k]!;
    const gain = (short * short) / norm;
    if (gain <= most) continue;
    most = gain;
    steepest = r;
  }
  return steepest;
}

/** Of the columns that would raise the row, the one whose reduced cost reaches zero first; of equals, that of the largest entry. */
function dualRatioColumn({ matrix, width, precision }: Tableau, row: number): number {
  let chosen = 0;
  let leastRatio = Infinity;
  let largest = 0;
  for (let c = 1; c < width; c += 1) {
    const entry = -matrix[row * width + c]!;
    if (entry <= precision) continue;
    const ratio = Math.max(0, -matrix[c]!) / entry;
    if (ratio > leastRatio || (ratio === leastRatio && entry <= largest)) continue;
    chosen = c;
    leastRatio = ratio;
    largest = entry;
  }
  return chosen;
}
