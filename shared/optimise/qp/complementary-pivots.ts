import { type StandardForm, toStandardForm } from '../lp/standard-form.ts';
import type { LinearProblem } from '../problem.ts';

/** Below it an entry is no pivot, in scaled units. */
const PIVOT_FLOOR = 1e-9;
const TIE = 1e-12;
/** A value of z₀ that a tie left behind: rounding. */
const TIE_LEFT = 1e-9;

export type Complementary = {
  readonly x: readonly number[];
  /** > 0 charges a row's lower side */
  readonly y: readonly number[];
};

/**
 * Lemke's complementary pivoting (1965): minimise ½·xᵀPx + c·x by walking from one complementary basis to the next, which for a
 * positive semi-definite P ends at an optimum however degenerate it is. A dense tableau of the size of all rows, sides and bounds
 * together: for what the splitting method can't tell apart.
 *
 * @param hessian [size × size] of the problem's first `size` columns; the others are linear
 * @returns null where it ends in a ray, or takes more pivots than allowed
 */
export function complementaryPivots(
  problem: LinearProblem,
  hessian: Float64Array,
  size: number,
  pivotsMost: number,
): Complementary | null {
  const form = toStandardForm(problem);
  const order = form.nColumns + form.nRows;
  const tableau = fill(form, hessian, size);
  const basis = Int32Array.from({ length: order }, (_, i) => i);
  const values = lemke(tableau, basis, order, pivotsMost);
  if (values === null) return null;
  const x = [...form.origin];
  for (const [p, { column, sign }] of form.parts.entries()) x[column]! += sign * values[p]!;
  const y = problem.rows.map(() => 0);
  for (const [r, { row, sign }] of form.sources.entries())
    if (row !== null) y[row]! -= sign * values[form.nColumns + r]!;
  return { x, y };
}

/**
 * Rows `w − M·z − z₀ = q` with w = (reduced costs, slacks), z = (parts, multipliers): columns w, z, z₀, q. Shape: [order × 2·order + 2].
 */
function fill(
  { nColumns, nRows, matrix, rhs, costs, parts, origin }: StandardForm,
  hessian: Float64Array,
  size: number,
): Float64Array {
  const order = nColumns + nRows;
  const width = 2 * order + 2;
  const tableau = new Float64Array(order * width);
  const curvature = (a: number, b: number) => (a < size && b < size ? hessian[a * size + b]! : 0);
  for (let p = 0; p < nColumns; p += 1) {
    const { column, sign } = parts[p]!;
    let slope = costs[p]!;
    for (let k = 0; k < size; k += 1) slope += sign * curvature(column, k) * origin[k]!;
    for (let o = 0; o < nColumns; o += 1) {
      const other = parts[o]!;
      tableau[p * width + order + o] = -sign * other.sign * curvature(column, other.column);
    }
    for (let r = 0; r < nRows; r += 1) {
      tableau[p * width + order + nColumns + r] = -matrix[r * nColumns + p]!;
      tableau[(nColumns + r) * width + order + p] = matrix[r * nColumns + p]!;
    }
    tableau[p * width + width - 1] = slope;
  }
  for (let r = 0; r < nRows; r += 1) tableau[(nColumns + r) * width + width - 1] = rhs[r]!;
  for (let i = 0; i < order; i += 1) {
    tableau[i * width + i] = 1;
    tableau[i * width + width - 2] = -1;
  }
  return tableau;
}

/** The values of z, or null. Mutates: tableau and basis. */
function lemke(tableau: Float64Array, basis: Int32Array, order: number, pivotsMost: number): Float64Array | null {
  const width = 2 * order + 2;
  const artificial = 2 * order;
  let leaving = 0;
  for (let i = 1; i < order; i += 1)
    if (tableau[i * width + width - 1]! < tableau[leaving * width + width - 1]!) leaving = i;
  let entering = artificial;
  if (order > 0 && tableau[leaving * width + width - 1]! < 0) {
    for (let pivots = 0; ; pivots += 1) {
      if (pivots >= pivotsMost) return null;
      const left = basis[leaving]!;
      pivot(tableau, order, leaving, entering);
      basis[leaving] = entering;
      if (left === artificial) break;
      entering = left < order ? left + order : left - order;
      leaving = ratioRow(tableau, basis, order, entering);
      if (leaving >= 0) continue;
      if (valueOf(tableau, basis, order, artificial) > TIE_LEFT) return null;
      break;
    }
  }
  const values = new Float64Array(order);
  for (let i = 0; i < order; i += 1) {
    const variable = basis[i]! - order;
    if (variable >= 0 && variable < order) values[variable] = Math.max(0, tableau[i * width + width - 1]!);
  }
  return values;
}

function valueOf(tableau: Float64Array, basis: Int32Array, order: number, variable: number): number {
  const row = basis.indexOf(variable);
  return row < 0 ? 0 : tableau[(row + 1) * (2 * order + 2) - 1]!;
}

/** The row that reaches zero first; of equals z₀'s, else that of the largest pivot. −1 where none does. */
function ratioRow(tableau: Float64Array, basis: Int32Array, order: number, entering: number): number {
  const width = 2 * order + 2;
  let [chosen, least] = [-1, Infinity];
  for (let i = 0; i < order; i += 1) {
    const entry = tableau[i * width + entering]!;
    if (entry <= PIVOT_FLOOR) continue;
    const ratio = Math.max(0, tableau[i * width + width - 1]!) / entry;
    const isTie = chosen >= 0 && Math.abs(ratio - least) <= TIE * Math.max(1, least);
    const isBetter = isTie
      ? basis[chosen] !== 2 * order && (basis[i] === 2 * order || entry > tableau[chosen * width + entering]!)
      : ratio < least;
    if (isBetter) [chosen, least] = [i, ratio];
  }
  return chosen;
}

function pivot(tableau: Float64Array, order: number, row: number, column: number): void {
  const width = 2 * order + 2;
  const scale = tableau[row * width + column]!;
  for (let c = 0; c < width; c += 1) tableau[row * width + c]! /= scale;
  for (let i = 0; i < order; i += 1) {
    const factor = tableau[i * width + column]!;
    if (i === row || factor === 0) continue;
    for (let c = 0; c < width; c += 1) tableau[i * width + c]! -= factor * tableau[row * width + c]!;
    tableau[i * width + column] = 0;
  }
}
