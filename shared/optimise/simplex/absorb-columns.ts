import type { ScaleFactors } from '../lp/scaling.ts';
import type { LinearProblem } from '../problem.ts';
import { type CompressedMatrix, transposed } from './compressed-matrix.ts';
import type { KinkedProgram } from './kinked-program.ts';

/** A column that is in one row only and rests at `base`: it leaves there, at its cost, as far as the row needs it. */
export type Absorbed = {
  readonly column: number;
  readonly row: number;
  /** the end of the row's interval that it serves */
  readonly end: -1 | 1;
  readonly coefficient: number;
  readonly base: number;
};

/** A problem in scaled units as a kinked program, with what leads back. */
export type KinkedForm = {
  readonly program: KinkedProgram;
  /** per column of the program, that of the problem */
  readonly columnOf: Int32Array;
  readonly absorbed: readonly Absorbed[];
};

/**
 * The problem with every column that serves only as one row's slack at a price turned into a charge on that row. Its other bound is
 * left out: `mayAbsorb` says for which columns that is tried.
 */
export function absorbColumns(
  problem: LinearProblem,
  factors: ScaleFactors,
  mayAbsorb: (column: number) => boolean,
): KinkedForm {
  const absorbed = absorbable(problem, mayAbsorb).map(
    ({ column, row, end, coefficient, base }): Absorbed => ({
      column,
      row,
      end,
      coefficient: coefficient * factors.rows[row]! * factors.columns[column]!,
      base: base / factors.columns[column]! / factors.length,
    }),
  );
  const isAbsorbed = new Uint8Array(problem.columns.length);
  for (const { column } of absorbed) isAbsorbed[column] = 1;
  const columnOf = Int32Array.from(problem.columns.keys()).filter((j) => isAbsorbed[j] === 0);
  const byRow = compressed(problem, factors, columnOf);
  let columns: CompressedMatrix | null = null;
  const byColumn = () => (columns ??= transposed(byRow, columnOf.length));
  const ends = endsOf(problem, factors, columnOf);
  for (const { row, end, coefficient, base, column } of absorbed) {
    const variable = columnOf.length + row;
    ends.lower[variable]! -= coefficient * base;
    ends.upper[variable]! -= coefficient * base;
    const charge = Math.abs(scaledCost(problem, factors, column) / coefficient);
    (end < 0 ? ends.below : ends.above)[variable] = charge;
  }
  const costs = Float64Array.from(columnOf, (j) => scaledCost(problem, factors, j));
  const program = { nColumns: columnOf.length, nRows: problem.rows.length, byRow, byColumn, costs, ...ends };
  return { program, columnOf, absorbed };
}

/** Whether the program's columns × rows, the most that a dictionary of it can come to, are within a limit. */
export function fitsKinked(problem: LinearProblem, cellsMost: number): boolean {
  const { columns, rows } = problem;
  if (columns.length * rows.length <= cellsMost) return true;
  return (columns.length - absorbable(problem, () => true).length) * rows.length <= cellsMost;
}

/** Unscaled. */
function absorbable(problem: LinearProblem, mayAbsorb: (column: number) => boolean): Absorbed[] {
  const { rowOf, coefficientOf } = onlyEntries(problem);
  const taken = new Set<number>();
  const absorbed: Absorbed[] = [];
  for (const [column, { lower, upper, cost }] of problem.columns.entries()) {
    const row = rowOf[column]!;
    if (row < 0 || lower === upper || !mayAbsorb(column)) continue;
    const rests = cost < 0 ? upper : lower;
    const end = cost < 0 === coefficientOf[column]! < 0 ? -1 : 1;
    const served = end < 0 ? problem.rows[row]!.lower : problem.rows[row]!.upper;
    const place = 2 * row + (end < 0 ? 0 : 1);
    if (!Number.isFinite(rests) || !Number.isFinite(served) || taken.has(place)) continue;
    taken.add(place);
    absorbed.push({ column, row, end, coefficient: coefficientOf[column]!, base: rests });
  }
  return absorbed;
}

const NO_ENTRY = -1;
const SEVERAL_ENTRIES = -2;

/**
 * Per column the row and the coefficient of its only entry; a negative row where it has none or several. Ends as soon as all columns have
 * several, which with full rows is after two of them.
 */
function onlyEntries({ columns, rows }: LinearProblem): { rowOf: Int32Array; coefficientOf: Float64Array } {
  const rowOf = new Int32Array(columns.length).fill(NO_ENTRY);
  const coefficientOf = new Float64Array(columns.length);
  let left = columns.length;
  for (let i = 0; i < rows.length && left > 0; i += 1) {
    const { columns: places, coefficients } = rows[i]!;
    for (let k = 0; k < places.length; k += 1) {
      const j = places[k]!;
      if (coefficients[k] === 0 || rowOf[j] === SEVERAL_ENTRIES) continue;
      if (rowOf[j] !== NO_ENTRY) left -= 1;
      rowOf[j] = rowOf[j] === NO_ENTRY ? i : SEVERAL_ENTRIES;
      coefficientOf[j] = coefficients[k]!;
    }
  }
  return { rowOf, coefficientOf };
}

function compressed({ rows, columns }: LinearProblem, factors: ScaleFactors, columnOf: Int32Array): CompressedMatrix {
  const place = new Int32Array(columns.length).fill(-1);
  for (let k = 0; k < columnOf.length; k += 1) place[columnOf[k]!] = k;
  const most = rows.reduce((sum, row) => sum + row.columns.length, 0);
  const starts = new Int32Array(rows.length + 1);
  const indices = new Int32Array(most);
  const values = new Float64Array(most);
  let at = 0;
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i]!;
    const factor = factors.rows[i]!;
    for (let k = 0; k < row.columns.length; k += 1) {
      const j = row.columns[k]!;
      const coefficient = row.coefficients[k]!;
      if (place[j]! < 0 || coefficient === 0) continue;
      indices[at] = place[j]!;
      values[at] = coefficient * factor * factors.columns[j]!;
      at += 1;
    }
    starts[i + 1] = at;
  }
  return { starts, indices: indices.subarray(0, at), values: values.subarray(0, at) };
}

function endsOf({ columns, rows }: LinearProblem, factors: ScaleFactors, columnOf: Int32Array) {
  const nColumns = columnOf.length;
  const nVariables = nColumns + rows.length;
  const [lower, upper] = [new Float64Array(nVariables), new Float64Array(nVariables)];
  for (let k = 0; k < nColumns; k += 1) {
    const j = columnOf[k]!;
    lower[k] = columns[j]!.lower / factors.columns[j]! / factors.length;
    upper[k] = columns[j]!.upper / factors.columns[j]! / factors.length;
  }
  for (let i = 0; i < rows.length; i += 1) {
    lower[nColumns + i] = (rows[i]!.lower * factors.rows[i]!) / factors.length;
    upper[nColumns + i] = (rows[i]!.upper * factors.rows[i]!) / factors.length;
  }
  const unlimited = () => new Float64Array(nVariables).fill(Infinity);
  return { lower, upper, below: unlimited(), above: unlimited() };
}

function scaledCost({ columns }: LinearProblem, factors: ScaleFactors, j: number): number {
  return (columns[j]!.cost * factors.columns[j]!) / factors.money;
}
