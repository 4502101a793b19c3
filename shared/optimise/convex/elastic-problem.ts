import type { LinearProblem, Row } from '../problem.ts';
import type { ConvexProblem } from './convex-problem.ts';

/**
 * How little the rows would have to give, all at once and each by its largest coefficient: minimise t, `lower − s·t ≤ a·x ≤ upper + s·t`. It
 * always has a point, and where its optimum is above 0 the supports there, and the rows, contradict each other.
 */
export function elasticProblem({ linear, ...rest }: ConvexProblem): ConvexProblem {
  const place = linear.columns.length;
  const most = linear.rows.reduce((largest, row) => Math.max(largest, excessAtStart(linear, row) / scaleOf(row)), 0);
  const columns = linear.columns.map((column) => ({ ...column, cost: 0 }));
  const elastic = { id: 'given', lower: 0, upper: 2 * most + 1, cost: 1 };
  const rows = linear.rows.flatMap((row) => [
    ...(row.lower > -Infinity ? [given(row, place, 1)] : []),
    ...(row.upper < Infinity ? [given(row, place, -1)] : []),
  ]);
  return { linear: { columns: [...columns, elastic], rows, constant: 0 }, ...rest };
}

function given(row: Row, place: number, side: 1 | -1): Row {
  const { id, lower, upper } = row;
  const bounds = side > 0 ? { lower, upper: Infinity } : { lower: -Infinity, upper };
  return {
    id: `${id}/${side > 0 ? 'lower' : 'upper'}`,
    columns: [...row.columns, place],
    coefficients: [...row.coefficients, side * scaleOf(row)],
    ...bounds,
  };
}

function scaleOf({ coefficients }: Row): number {
  return coefficients.reduce((largest, each) => Math.max(largest, Math.abs(each)), 0) || 1;
}

/** By how much a row is broken with every column at its lower bound. */
function excessAtStart({ columns }: LinearProblem, row: Row): number {
  const value = row.columns.reduce((sum, j, k) => {
    const { lower } = columns[j]!;
    return sum + row.coefficients[k]! * (lower > -Infinity ? lower : 0);
  }, 0);
  return Math.max(0, row.lower - value, value - row.upper);
}
