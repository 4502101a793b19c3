import imported from 'javascript-lp-solver';
import type { StandardForm } from './standard-form.ts';

// The package's types describe its CommonJS build, where the solver is one level deeper than in the ES module that Node loads.
const solver = imported as unknown as typeof imported.default;

export const SOLVER_NAME = 'javascript-lp-solver 1.0.3';

/** javascript-lp-solver's dense tableau, [height × width]: row 0 the negated costs, column 0 the right-hand sides. */
export type Tableau = InstanceType<typeof solver.Tableau>;

/**
 * How a run starts and what it takes for zero.
 *
 * - `dual`: the dual simplex, from z = 0; quick, and sound where all costs are ≥ 0 there.
 * - `artificial`: one artificial column, in every violated row, is pivoted in first and then driven to zero.
 */
export type Settings = {
  readonly start: 'dual' | 'artificial';
  /** below it a pivot element, reduced cost or right-hand side counts as zero */
  readonly precision: number;
  /** right-hand sides are raised by 0.5 to 1.5 of this, relative (floor 1), so that few vertices are degenerate; only the basis is read */
  readonly perturbation: number;
};

/**
 * The tableau at z = 0. Variables are numbered columns, slacks, artificial; the artificial start begins without costs.
 *
 * Filled here directly: no model, so no presolve (it drops costs) and no free variables (both give false answers). This and its
 * users read the solver's internals: its version is pinned exactly.
 */
export function fillTableau({ nColumns, nRows, matrix, rhs, costs }: StandardForm, settings: Settings): Tableau {
  const { start, precision, perturbation } = settings;
  const tableau = new solver.Tableau(precision);
  tableau.model = new solver.Model(precision);
  tableau.model.checkForCycles = false;
  const width = nColumns + (start === 'artificial' ? 2 : 1);
  tableau.initialize(width, nRows + 1, [], {});
  for (let c = 0; c < nColumns; c += 1) placeColumn(tableau, c + 1, c);
  if (start === 'artificial') placeColumn(tableau, nColumns + 1, nColumns + nRows);
  else for (let c = 0; c < nColumns; c += 1) tableau.matrix[c + 1] = -costs[c]!;
  for (let r = 0; r < nRows; r += 1) {
    const offset = (r + 1) * width;
    const side = perturbed(rhs[r]!, r, perturbation);
    tableau.matrix[offset] = side;
    tableau.matrix.set(matrix.subarray(r * nColumns, (r + 1) * nColumns), offset + 1);
    if (start === 'artificial' && side < 0) tableau.matrix[offset + nColumns + 1] = -1;
    tableau.varIndexByRow[r + 1] = nColumns + r;
    tableau.rowByVarIndex[nColumns + r] = r + 1;
    tableau.colByVarIndex[nColumns + r] = -1;
  }
  return tableau;
}

/** Raised, so that no feasible point is lost; by fractions that repeat nowhere (multiples of the golden ratio). */
function perturbed(rhs: number, r: number, perturbation: number): number {
  const fraction = ((r + 1) * 0.6180339887498949) % 1;
  return rhs + perturbation * (0.5 + fraction) * Math.max(1, Math.abs(rhs));
}

function placeColumn(tableau: Tableau, column: number, variable: number): void {
  tableau.varIndexByCol[column] = variable;
  tableau.rowByVarIndex[variable] = -1;
  tableau.colByVarIndex[variable] = column;
}
