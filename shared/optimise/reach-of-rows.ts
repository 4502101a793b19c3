import type { LinearProblem, Row } from './problem.ts';

/** The most by which rows can be broken at all within the column bounds, in total. */
export function reachOfRows(problem: LinearProblem, rows: readonly Row[]): number {
  return rows.reduce((sum, row) => sum + reachOfRow(problem, row), 0);
}

function reachOfRow({ columns }: LinearProblem, row: Row): number {
  let [least, most] = [0, 0];
  for (const [k, j] of row.columns.entries()) {
    const { lower, upper } = columns[j]!;
    const [a, b] = [row.coefficients[k]! * lower, row.coefficients[k]! * upper];
    least += Math.min(a, b);
    most += Math.max(a, b);
  }
  return Math.max(0, row.lower - least, most - row.upper);
}
