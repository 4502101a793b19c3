import type { ScaleFactors } from '../lp/scaling.ts';
import type { LinearProblem, Row } from '../problem.ts';
import { type OnlyEntries, onlyEntries } from './only-entries.ts';

/** A column that its cost puts onto a side of its only row: where none of its own bounds stops it, it is what the row's others make of it. */
export type Resting = {
  readonly column: number;
  readonly row: number;
  readonly coefficient: number;
  /** the side of the row that it rests on */
  readonly end: number;
  /** of the row */
  readonly multiplier: number;
};

/** Without columns that rest on rows, and without those rows: the others of the row bear the cost. Places stay as they are. */
export type Rested = { readonly problem: LinearProblem; readonly resting: readonly Resting[] };

/**
 * Takes out the columns that rest on a row where that leaves another column with one entry, so that it may be absorbed: the requirement over
 * an expected shortfall, `t ≥ a + Σ w_k z_k, t ≥ 0`, ties all scenarios' excesses z_k together, although its floor at 0 seldom counts.
 *
 * @param mayRest for which columns that is tried: the bound that would stop the column is left out
 */
export function withoutResting(problem: LinearProblem, mayRest: (column: number) => boolean): Rested {
  const candidates = restingColumns(problem, onlyEntries(problem), mayRest);
  if (candidates.length === 0) return { problem, resting: [] };
  const entries = countEntries(problem);
  const resting = candidates.filter(({ row, column }) => frees(problem.rows[row]!, column, entries));
  if (resting.length === 0) return { problem, resting };
  const [columns, rows] = [[...problem.columns], [...problem.rows]];
  for (const { column, row, multiplier } of resting) {
    columns[column] = { ...columns[column]!, lower: 0, upper: 0, cost: 0 };
    const { id, columns: places, coefficients } = rows[row]!;
    for (const [k, j] of places.entries())
      if (j !== column) columns[j] = { ...columns[j]!, cost: columns[j]!.cost - multiplier * coefficients[k]! };
    rows[row] = { id, columns: [], coefficients: [], lower: -Infinity, upper: Infinity };
  }
  return { problem: { ...problem, columns, rows }, resting };
}

/** At most one per row. */
function restingColumns(
  { columns, rows }: LinearProblem,
  { rowOf, coefficientOf }: OnlyEntries,
  mayRest: (column: number) => boolean,
): Resting[] {
  const taken = new Set<number>();
  const resting: Resting[] = [];
  for (const [column, { lower, upper, cost }] of columns.entries()) {
    const [row, coefficient] = [rowOf[column]!, coefficientOf[column]!];
    if (row < 0 || cost === 0 || lower === upper || taken.has(row) || !mayRest(column)) continue;
    const multiplier = cost / coefficient;
    const end = multiplier > 0 ? rows[row]!.lower : rows[row]!.upper;
    if (!Number.isFinite(end)) continue;
    taken.add(row);
    resting.push({ column, row, coefficient, end, multiplier });
  }
  return resting;
}

function countEntries({ columns, rows }: LinearProblem): Int32Array {
  const counts = new Int32Array(columns.length);
  for (const row of rows) for (const [k, j] of row.columns.entries()) if (row.coefficients[k] !== 0) counts[j]! += 1;
  return counts;
}

function frees(row: Row, column: number, entries: Int32Array): boolean {
  return row.columns.some((j, k) => j !== column && row.coefficients[k] !== 0 && entries[j] === 2);
}

/** Puts the columns where they rest, and their rows' multipliers. Mutates the point, which is in scaled units. */
export function rest(
  { rows }: LinearProblem,
  resting: readonly Resting[],
  factors: ScaleFactors,
  { x, y }: { readonly x: Float64Array; readonly y: Float64Array },
): void {
  for (const { column, row, coefficient, end, multiplier } of resting) {
    const { columns: places, coefficients } = rows[row]!;
    let activity = 0;
    for (const [k, j] of places.entries()) if (j !== column) activity += coefficients[k]! * x[j]! * factors.columns[j]!;
    x[column] = (end / factors.length - activity) / coefficient / factors.columns[column]!;
    y[row] = multiplier / factors.rows[row]! / factors.money;
  }
}
