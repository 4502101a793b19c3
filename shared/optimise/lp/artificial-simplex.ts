import type { StandardForm } from './standard-form.ts';
import type { Tableau } from './tableau.ts';

/**
 * Primal simplex from one artificial column a with −1 in every violated row: one pivot on the most violated row makes every
 * right-hand side non-negative; phase 2 then drives a to zero, a leaves the tableau, the costs go in, and phase 2 runs again.
 * Slower than the dual simplex, but phase 2 has a rule against cycling. Stops where a can't be driven to zero.
 */
export function artificialSimplex(tableau: Tableau, form: StandardForm): void {
  const artificial = form.nColumns + form.nRows;
  const worst = mostNegativeRow(tableau);
  if (worst > 0) {
    tableau.matrix[form.nColumns + 1] = -1;
    tableau.pivot(worst, form.nColumns + 1);
    tableau.phase2();
    if (!expel(tableau, artificial)) return;
  }
  const column = tableau.colByVarIndex[artificial]!;
  for (let r = 0; r < tableau.height; r += 1) tableau.matrix[r * tableau.width + column] = 0;
  priceOut(tableau, form.costs);
  tableau.phase2();
}

/** 0 where no right-hand side is negative. */
function mostNegativeRow({ matrix, width, height, precision }: Tableau): number {
  let worst = 0;
  let least = -precision;
  for (let r = 1; r < height; r += 1) {
    if (matrix[r * width]! >= least) continue;
    least = matrix[r * width]!;
    worst = r;
  }
  return worst;
}

/** Takes the artificial variable out of the basis if it is there at zero; false where it can't be. */
function expel(tableau: Tableau, artificial: number): boolean {
  const row = tableau.rowByVarIndex[artificial]!;
  if (row < 0) return true;
  const { matrix, width, precision } = tableau;
  let column = 1;
  for (let c = 2; c < width; c += 1)
    if (Math.abs(matrix[row * width + c]!) > Math.abs(matrix[row * width + column]!)) column = c;
  if (matrix[row * width]! > precision || Math.abs(matrix[row * width + column]!) <= precision) return false;
  tableau.pivot(row, column);
  return true;
}

/** Writes the cost row of the present basis: c_B·B⁻¹·A − c. */
function priceOut(tableau: Tableau, costs: Float64Array): void {
  const { matrix, width, height, varIndexByCol, varIndexByRow } = tableau;
  for (let c = 1; c < width; c += 1) matrix[c] = -(costs[varIndexByCol[c]!] ?? 0);
  matrix[0] = 0;
  for (let r = 1; r < height; r += 1) {
    const cost = costs[varIndexByRow[r]!] ?? 0;
    if (cost !== 0) for (let c = 0; c < width; c += 1) matrix[c]! += cost * matrix[r * width + c]!;
  }
}
