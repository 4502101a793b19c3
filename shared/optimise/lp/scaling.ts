import type { LinearProblem, Row } from '../problem.ts';

const PASSES = 4;
/** Past this many entries one pass has to do: another takes as long as a tenth of the solve, and saves no steps there. */
const ENTRIES_LARGE = 50_000;

/** Powers of two: x_j = columns[j] · length · x'_j and y_i = rows[i] · money · y'_i, primes in scaled units. */
export type ScaleFactors = {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
  readonly length: number;
  readonly money: number;
};

/**
 * An equilibrated problem x', y' and the way back: x_j = columnScales_j · x'_j, y_i = rowScales_i · y'_i. All scales are powers
 * of two, so that nothing is rounded, whichever way one goes (barring overflow).
 */
export type ScaledProblem = {
  readonly problem: LinearProblem;
  readonly columnScales: Float64Array;
  readonly rowScales: Float64Array;
};

/**
 * Geometric-mean scaling: rows and columns are divided in turn by √(smallest·largest entry), rounded to a power of two; then all
 * sides and bounds together, and all costs together, by their median magnitude.
 */
export function scaleFactors(problem: LinearProblem): ScaleFactors {
  const { rows, columns } = equilibrate(problem);
  return { rows, columns, length: lengthOf(problem, rows, columns), money: moneyOf(problem, columns) };
}

function lengthOf(problem: LinearProblem, rows: Float64Array, columns: Float64Array): number {
  const lengths = new Float64Array(2 * (problem.rows.length + problem.columns.length));
  let at = 0;
  for (let i = 0; i < rows.length; i += 1) {
    lengths[at++] = problem.rows[i]!.lower * rows[i]!;
    lengths[at++] = problem.rows[i]!.upper * rows[i]!;
  }
  for (let j = 0; j < columns.length; j += 1) {
    lengths[at++] = problem.columns[j]!.lower / columns[j]!;
    lengths[at++] = problem.columns[j]!.upper / columns[j]!;
  }
  return medianPowerOfTwo(lengths);
}

function moneyOf(problem: LinearProblem, columns: Float64Array): number {
  return medianPowerOfTwo(columns.map((factor, j) => problem.columns[j]!.cost * factor));
}

/** The problem in scaled units; the constant is left out. */
export function scaleProblem(problem: LinearProblem, factors: ScaleFactors = scaleFactors(problem)): ScaledProblem {
  const { rows: rowFactors, columns: columnFactors, length, money } = factors;
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

/** Ends early where a pass changes no column: all further ones would be the same. */
function equilibrate({ rows, columns }: LinearProblem): { rows: Float64Array; columns: Float64Array } {
  const rowFactors = new Float64Array(rows.length).fill(1);
  const columnFactors = new Float64Array(columns.length).fill(1);
  const smallest = new Float64Array(columns.length);
  const largest = new Float64Array(columns.length);
  const nEntries = rows.reduce((sum, row) => sum + row.columns.length, 0);
  const passes = nEntries > ENTRIES_LARGE ? 1 : PASSES;
  let changed = true;
  for (let pass = 0; pass < passes && changed; pass += 1) {
    smallest.fill(Infinity);
    largest.fill(0);
    for (let i = 0; i < rows.length; i += 1) {
      rowFactors[i] = rowFactor(rows[i]!, columnFactors);
      widen(rows[i]!, rowFactors[i]!, smallest, largest);
    }
    changed = false;
    for (let j = 0; j < columns.length; j += 1) {
      const factor = 1 / middle(smallest[j]!, largest[j]!);
      changed ||= factor !== columnFactors[j];
      columnFactors[j] = factor;
    }
  }
  return { rows: rowFactors, columns: columnFactors };
}

function rowFactor({ columns, coefficients }: Row, columnFactors: Float64Array): number {
  let smallest = Infinity;
  let largest = 0;
  for (let k = 0; k < columns.length; k += 1) {
    const magnitude = Math.abs(coefficients[k]! * columnFactors[columns[k]!]!);
    if (magnitude === 0) continue;
    if (magnitude < smallest) smallest = magnitude;
    if (magnitude > largest) largest = magnitude;
  }
  return 1 / middle(smallest, largest);
}

/** Mutates: smallest and largest, the range of magnitudes of each column. */
function widen({ columns, coefficients }: Row, factor: number, smallest: Float64Array, largest: Float64Array): void {
  for (let k = 0; k < columns.length; k += 1) {
    const magnitude = Math.abs(coefficients[k]! * factor);
    if (magnitude === 0) continue;
    const j = columns[k]!;
    if (magnitude < smallest[j]!) smallest[j] = magnitude;
    if (magnitude > largest[j]!) largest[j] = magnitude;
  }
}

/** The geometric middle as a power of two; 1 where there is no entry. */
function middle(smallest: number, largest: number): number {
  return largest === 0 ? 1 : powerOfTwoBelow(Math.sqrt(smallest) * Math.sqrt(largest));
}

function medianPowerOfTwo(values: Float64Array): number {
  const magnitudes = values.map(Math.abs).filter((magnitude) => magnitude > 0 && magnitude < Infinity);
  if (magnitudes.length === 0) return 1;
  return powerOfTwoBelow(magnitudes.sort()[magnitudes.length >> 1]!);
}

const BITS = new DataView(new ArrayBuffer(8));

/** The largest power of two that is ≤ x, from the exponent bits: `Math.log2` isn't the same on every machine. */
export function powerOfTwoBelow(x: number): number {
  BITS.setFloat64(0, x);
  BITS.setUint32(0, BITS.getUint32(0) & 0x7ff00000);
  BITS.setUint32(4, 0);
  return BITS.getFloat64(0);
}
