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
  const broken = firstBroken(columns, coefficients, nColumns);
  if (broken < 0) return;
  requireThat(Number.isFinite(coefficients[broken]), 'coefficients are finite', { id });
  requireThat(false, 'column indices ascend within the problem', { id, column: columns[broken] });
}

/** The first entry that isn't finite or in its place; −1 where there is none. Apart from the messages, as it is asked for every entry. */
function firstBroken(columns: readonly number[], coefficients: readonly number[], nColumns: number): number {
  let before = -1;
  for (let k = 0; k < columns.length; k += 1) {
    const column = columns[k]!;
    const isInPlace = Number.isInteger(column) && column > before && column < nColumns;
    if (!isInPlace || !Number.isFinite(coefficients[k])) return k;
    before = column;
  }
  return -1;
}
