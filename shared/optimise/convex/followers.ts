import { affineAt } from '../affine.ts';
import type { Row } from '../problem.ts';
import { valueAt } from '../smooth-function.ts';
import type { ConvexProblem } from './convex-problem.ts';

/**
 * The values with every column that follows from others where those put it: at the least that its rows, of which it is the last column, and its
 * smooth function leave it, or at the most where they only bound it from above; within its bounds.
 */
export function followed({ linear, epigraphs, followers }: ConvexProblem, decided: readonly number[]): number[] {
  const values = [...decided];
  const epigraphOf = new Map(epigraphs.map((each) => [each.column, each]));
  const rowsOf = rowsByLastColumn(linear.rows);
  for (const j of followers) {
    const { lower, upper } = linear.columns[j]!;
    const epigraph = epigraphOf.get(j);
    const rows = rowsOf.get(j) ?? [];
    const least = rows.map((row) => leftBy(row, values, 1)).filter((side) => side > -Infinity);
    if (epigraph !== undefined) {
      const z = epigraph.arguments.map((each) => affineAt(each, values));
      least.push(valueAt(epigraph.fn, z));
    }
    const most = rows.map((row) => leftBy(row, values, -1)).filter((side) => side < Infinity);
    if (least.length + most.length === 0) continue;
    const value = least.length > 0 ? Math.max(...least) : Math.min(...most);
    values[j] = Math.min(upper, Math.max(lower, value));
  }
  return values;
}

function rowsByLastColumn(rows: readonly Row[]): Map<number, Row[]> {
  const byLast = new Map<number, Row[]>();
  for (const row of rows) {
    const last = row.columns.at(-1);
    if (last === undefined) continue;
    const others = byLast.get(last);
    if (others === undefined) byLast.set(last, [row]);
    else others.push(row);
  }
  return byLast;
}

/** The bound that a row leaves for its last column, from below (`way` 1) or from above; infinite where it leaves none. */
function leftBy({ columns, coefficients, lower, upper }: Row, values: readonly number[], way: 1 | -1): number {
  let rest = 0;
  for (let k = 0; k < columns.length - 1; k += 1) rest += coefficients[k]! * values[columns[k]!]!;
  const last = coefficients.at(-1)!;
  return ((last > 0 === way > 0 ? lower : upper) - rest) / last;
}
