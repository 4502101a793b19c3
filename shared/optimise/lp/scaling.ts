import type { LinearProblem, Row } from '../problem.ts';

const PASSES = 4;

/**
 * An equilibrated problem x', y' and the way back: x_j = columnScales_j · x'_j, y_i = rowScales_i · y'_i. All scales are powers
 * of two, so that nothing is rounded, whichever way one goes (barring overflow).
 */
export type ScaledProblem = {
  readonly problem: LinearProblem;
  readonly columnScales: readonly number[];
  readonly rowScales: readonly number[];
};

/**
 * Geometric-mean scaling: rows and columns are divided in turn by √(smallest·largest entry), rounded to a power of two; then all
 * sides and bounds together, and all costs together, by their median magnitude. The constant is left out.
 */
export function scaleProblem(problem: LinearProblem): ScaledProblem {
  const { rowFactors, columnFactors } = equilibrate(problem);
  const sides = problem.rows.flatMap((row, i) => [row.lower * rowFactors[i]!, row.upper * rowFactors[i]!]);
  const bounds = problem.columns.flatMap((column, j) => [
    column.lower / columnFactors[j]!,
    column.upper / columnFactors[j]!,
  ]);
  const length = medianPowerOfTwo([...sides, ...bounds]);
  const money = medianPowerOfTwo(problem.columns.map((column, j) => column.cost * columnFactors[j]!));
  const columns = problem.columns.map((column, j) => ({
    id: column.id,
    lower: column.lower / columnFactors[j]! / length,
    upper: column.upper / columnFactors[j]! / length,
    cost: (column.cost * columnFactors[j]!) / money,
  }));
  const rows = problem.rows.map((row, i) => ({
    id: row.id,
    columns: row.columns,
    coefficients: row.coefficients.map((a, k) => a * rowFactors[i]! * columnFactors[row.columns[k]!]!),
    lower: (row.lower * rowFactors[i]!) / length,
    upper: (row.upper * rowFactors[i]!) / length,
  }));
  return {
    problem: { columns, rows, constant: 0 },
    columnScales: columnFactors.map((factor) => factor * length),
    rowScales: rowFactors.map((factor) => factor * money),
  };
}

type Factors = { rowFactors: number[]; columnFactors: number[] };

function equilibrate(problem: LinearProblem): Factors {
  const rowFactors = problem.rows.map(() => 1);
  const columnFactors = problem.columns.map(() => 1);
  const smallest = new Float64Array(problem.columns.length);
  const largest = new Float64Array(problem.columns.length);
  for (let pass = 0; pass < PASSES; pass += 1) {
    smallest.fill(Infinity);
    largest.fill(0);
    for (let i = 0; i < problem.rows.length; i += 1) {
      const factor = rowFactor(problem.rows[i]!, columnFactors);
      rowFactors[i] = factor;
      widen(problem.rows[i]!, factor, smallest, largest);
    }
    for (let j = 0; j < columnFactors.length; j += 1) columnFactors[j] = 1 / middle(smallest[j]!, largest[j]!);
  }
  return { rowFactors, columnFactors };
}

function rowFactor({ columns, coefficients }: Row, columnFactors: readonly number[]): number {
  let smallest = Infinity;
  let largest = 0;
  for (let k = 0; k < columns.length; k += 1) {
    const magnitude = Math.abs(coefficients[k]! * columnFactors[columns[k]!]!);
    if (magnitude === 0) continue;
    smallest = Math.min(smallest, magnitude);
    largest = Math.max(largest, magnitude);
  }
  return 1 / middle(smallest, largest);
}

/** Mutates: smallest and largest, the range of magnitudes of each column. */
function widen({ columns, coefficients }: Row, factor: number, smallest: Float64Array, largest: Float64Array): void {
  for (let k = 0; k < columns.length; k += 1) {
    const magnitude = Math.abs(coefficients[k]! * factor);
    if (magnitude === 0) continue;
    const j = columns[k]!;
    smallest[j] = Math.min(smallest[j]!, magnitude);
    largest[j] = Math.max(largest[j]!, magnitude);
  }
}

/** The geometric middle as a power of two; 1 where there is no entry. */
function middle(smallest: number, largest: number): number {
  return largest === 0 ? 1 : powerOfTwoBelow(Math.sqrt(smallest) * Math.sqrt(largest));
}

function medianPowerOfTwo(values: readonly number[]): number {
  const magnitudes = values.map(Math.abs).filter((magnitude) => magnitude > 0 && magnitude < Infinity);
  if (magnitudes.length === 0) return 1;
  return powerOfTwoBelow(magnitudes.toSorted((a, b) => a - b)[magnitudes.length >> 1]!);
}

/** The largest power of two that is ≤ x, from the exponent bits: `Math.log2` isn't the same on every machine. */
export function powerOfTwoBelow(x: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  view.setUint32(0, view.getUint32(0) & 0x7ff00000);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}
