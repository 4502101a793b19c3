import type { Highs, ModelData } from 'highs';
import type { LinearProblem, Row } from '../problem.ts';

/** The problem in compressed rows, which HiGHS takes in a hundredth of the time of its text form. */
export function modelData(
  highs: Highs,
  problem: LinearProblem,
  rows: readonly Row[],
  whole: readonly number[],
): ModelData {
  const { columns, constant } = problem;
  const { integer, continuous } = highs.constants.variableType;
  const isWhole = new Set(whole);
  return {
    numCols: columns.length,
    numRows: rows.length,
    offset: constant,
    colCost: Float64Array.from(columns, (column) => column.cost),
    colLower: Float64Array.from(columns, (column) => column.lower),
    colUpper: Float64Array.from(columns, (column) => column.upper),
    rowLower: Float64Array.from(rows, (row) => row.lower),
    rowUpper: Float64Array.from(rows, (row) => row.upper),
    matrix: {
      format: 'csr',
      numRows: rows.length,
      numCols: columns.length,
      ...compressed(rows),
    },
    ...(whole.length === 0 ? {} : { integrality: columns.map((_, j) => (isWhole.has(j) ? integer : continuous)) }),
  };
}

export type Compressed = { readonly starts: Int32Array; readonly indices: Int32Array; readonly values: Float64Array };

export function compressed(rows: readonly Row[]): Compressed {
  const nEntries = rows.reduce((sum, row) => sum + row.columns.length, 0);
  const starts = new Int32Array(rows.length + 1);
  const indices = new Int32Array(nEntries);
  const values = new Float64Array(nEntries);
  let at = 0;
  for (const [i, row] of rows.entries()) {
    indices.set(row.columns, at);
    values.set(row.coefficients, at);
    at += row.columns.length;
    starts[i + 1] = at;
  }
  return { starts, indices, values };
}
