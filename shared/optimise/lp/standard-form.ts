import type { Column, LinearProblem, Row } from '../problem.ts';

/**
 * minimise costs·z subject to matrix·z ≤ rhs, z ≥ 0: what a dense tableau takes. Fixed columns are gone; each other one starts
 * at its cheaper bound (the upper one where its cost is negative), shifted and mirrored to zero, or at its only bound; free ones
 * are split in two. So a problem whose column bounds are all finite has costs ≥ 0 and z = 0 is dual feasible.
 *
 * Shape: matrix is [nRows × nColumns], row-major.
 */
export type StandardForm = {
  readonly nColumns: number;
  readonly nRows: number;
  readonly matrix: Float64Array;
  readonly rhs: Float64Array;
  readonly costs: Float64Array;
  /** how each z came from the problem: x_column += sign · z */
  readonly parts: readonly Part[];
  /** what each row came from: ±(row of the problem), or a column's upper bound */
  readonly sources: readonly Source[];
  /** x at z = 0 */
  readonly origin: readonly number[];
};

type Part = { readonly column: number; readonly sign: 1 | -1 };

/** `row` null for a column's second bound, `side` then for sign·x; `sign` −1 where the row's lower side was turned round */
type Source = { readonly row: number | null; readonly sign: 1 | -1; readonly side: number };

/** How many columns and rows the standard form will have, without building it. */
export function standardFormSize(problem: LinearProblem): { nColumns: number; nRows: number } {
  const partCounts = problem.columns.map((column) => partsOf(column, 0).length);
  const nColumns = partCounts.reduce((sum, count) => sum + count, 0);
  const nBoundRows = problem.columns.filter(hasUpperRow).length;
  const nRows = problem.rows.reduce((sum, row) => sum + sourcesOf(row, 0).length, nBoundRows);
  return { nColumns, nRows };
}

export function toStandardForm(problem: LinearProblem): StandardForm {
  const origin = problem.columns.map(originOf);
  const parts = problem.columns.flatMap(partsOf);
  const partsByColumn: number[][] = problem.columns.map(() => []);
  for (const [p, part] of parts.entries()) partsByColumn[part.column]!.push(p);
  const rowSources = problem.rows.flatMap(sourcesOf);
  const bounded = problem.columns.flatMap((column, j) => (hasUpperRow(column) ? [j] : []));
  const nColumns = parts.length;
  const nRows = rowSources.length + bounded.length;
  const matrix = new Float64Array(nRows * nColumns);
  const rhs = new Float64Array(nRows);
  for (const [r, { row, sign, side }] of rowSources.entries()) {
    const { columns, coefficients } = problem.rows[row!]!;
    let atOrigin = 0;
    for (const [k, j] of columns.entries()) {
      atOrigin += coefficients[k]! * origin[j]!;
      for (const p of partsByColumn[j]!) matrix[r * nColumns + p] = sign * coefficients[k]! * parts[p]!.sign;
    }
    rhs[r] = sign * (side - atOrigin);
  }
  const boundSources = bounded.map((j, b): Source => {
    const r = rowSources.length + b;
    const p = partsByColumn[j]![0]!;
    const { lower, upper } = problem.columns[j]!;
    matrix[r * nColumns + p] = 1;
    rhs[r] = upper - lower;
    return { row: null, sign: 1, side: parts[p]!.sign === 1 ? upper : -lower };
  });
  const costs = Float64Array.from(parts, (part) => part.sign * problem.columns[part.column]!.cost);
  return { nColumns, nRows, matrix, rhs, costs, parts, sources: [...rowSources, ...boundSources], origin };
}

/** Row multipliers of the problem from those of the standard form's rows (each ≤ 0). */
export function dualFrom(form: StandardForm, problem: LinearProblem, multipliers: Float64Array): number[] {
  const y = problem.rows.map(() => 0);
  for (const [r, { row, sign }] of form.sources.entries()) if (row !== null) y[row]! += sign * multipliers[r]!;
  return y;
}

function originOf({ lower, upper, cost }: Column): number {
  const cheaper = cost < 0 ? upper : lower;
  if (Number.isFinite(cheaper)) return cheaper;
  const other = cost < 0 ? lower : upper;
  return Number.isFinite(other) ? other : 0;
}

function partsOf(bounds: Column, column: number): Part[] {
  const { lower, upper } = bounds;
  if (lower === upper) return [];
  if (lower === -Infinity && upper === Infinity) return [1, -1].map((sign) => ({ column, sign }) as Part);
  return [{ column, sign: originOf(bounds) === lower ? 1 : -1 }];
}

function hasUpperRow({ lower, upper }: Column): boolean {
  return Number.isFinite(lower) && Number.isFinite(upper) && lower < upper;
}

function sourcesOf({ lower, upper }: Row, row: number): Source[] {
  const sources: Source[] = [];
  if (Number.isFinite(upper)) sources.push({ row, sign: 1, side: upper });
  if (Number.isFinite(lower)) sources.push({ row, sign: -1, side: lower });
  return sources;
}
