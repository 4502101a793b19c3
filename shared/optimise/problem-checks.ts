import { requireThat } from '../foundation/index.ts';
import type { LinearProblem, Row } from './problem.ts';

/** @throws DefectError when a bound pair is out of order, an index out of range or descending, or a coefficient or cost not finite */
export function requireWellFormed({ columns, rows, constant }: LinearProblem): void {
  requireThat(Number.isFinite(constant), 'constant is finite', { constant });
  for (const { id, lower, upper, cost } of columns) {
    requireThat(lower <= upper && lower < Infinity && upper > -Infinity, 'column bounds in order', {
      id,
      lower,
      upper,
    });
    requireThat(Number.isFinite(cost), 'cost is finite', { id, cost });
  }
  for (const row of rows) requireWellFormedRow(row, columns.length);
}

function requireWellFormedRow({ id, columns, coefficients, lower, upper }: Row, nColumns: number): void {
  requireThat(lower <= upper && lower < Infinity && upper > -Infinity, 'row sides in order', { id, lower, upper });
  requireThat(columns.length === coefficients.length, 'a coefficient per column', { id });
  requireThat(coefficients.every(Number.isFinite), 'coefficients are finite', { id });
  for (const [k, column] of columns.entries()) {
    const isAscending = Number.isInteger(column) && column > (columns[k - 1] ?? -1) && column < nColumns;
    requireThat(isAscending, 'column indices ascend within the problem', { id, column });
  }
}
