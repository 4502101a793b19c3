import type { ScaleFactors } from '../lp/scaling.ts';
import type { Bounds, LinearProblem } from '../problem.ts';
import { type Charged, chargedColumns } from './charged-columns.ts';
import { type CompressedMatrix, transposed } from './compressed-matrix.ts';
import type { KinkedProgram } from './kinked-program.ts';
import { type OnlyEntries, onlyEntries } from './only-entries.ts';
import { withoutResting } from './resting-columns.ts';
import { type Slack, slackColumns, widened } from './slack-columns.ts';

/** A problem in scaled units as a kinked program, with what leads back. */
export type KinkedForm = {
  readonly program: KinkedProgram;
  /** per column of the program, that of the problem */
  readonly columnOf: Int32Array;
  readonly charged: readonly Charged[];
  readonly slacks: readonly Slack[];
};

/**
 * The problem with every column that serves only as one row's slack turned into ends further off, where it has no cost, or into a charge
 * on that row. With a charge its other bound is left out: `mayCharge` says for which columns that is tried.
 */
export function absorbColumns(
  problem: LinearProblem,
  factors: ScaleFactors,
  mayCharge: (column: number) => boolean,
  isWhole: (column: number) => boolean = () => false,
): KinkedForm {
  const only = onlyEntries(problem);
  const slackOf = new Set(slackColumns(problem, only, isWhole));
  const charged = chargedColumns(problem, only, (column) => !slackOf.has(column) && mayCharge(column)).map((each) =>
    scaledCharge(each, factors),
  );
  const isLeftOut = new Set([...slackOf, ...charged.map(({ column }) => column)]);
  const columnOf = Int32Array.from(problem.columns.keys()).filter((j) => !isLeftOut.has(j));
  const program = programOf(problem, factors, columnOf);
  for (const each of charged) charge(program, each, scaledCost(problem, factors, each.column));
  const slacks = [...slackOf].map((column) => slackIn(program, column, only, factors));
  for (const each of slacks) widen(program, each, scaledBounds(problem.columns[each.column]!, factors, each.column));
  return { program, columnOf, charged, slacks };
}

function scaledCharge(each: Charged, { rows, columns, length }: ScaleFactors): Charged {
  const { column, row, coefficient, base } = each;
  const scale = columns[column]!;
  return { ...each, coefficient: coefficient * rows[row]! * scale, base: base / scale / length };
}

/** Mutates the program. */
function charge(program: KinkedProgram, { row, end, coefficient, base }: Charged, cost: number): void {
  const variable = program.nColumns + row;
  program.lower[variable]! -= coefficient * base;
  program.upper[variable]! -= coefficient * base;
  (end < 0 ? program.below : program.above)[variable] = Math.abs(cost / coefficient);
}

function slackIn(program: KinkedProgram, column: number, only: OnlyEntries, factors: ScaleFactors): Slack {
  const row = only.rowOf[column]!;
  const variable = program.nColumns + row;
  return {
    column,
    row,
    coefficient: only.coefficientOf[column]! * factors.rows[row]! * factors.columns[column]!,
    ends: { lower: program.lower[variable]!, upper: program.upper[variable]! },
  };
}

/** Mutates the ends of the slack's row. */
export function widen(
  program: Pick<KinkedProgram, 'nColumns' | 'lower' | 'upper'>,
  slack: Slack,
  bounds: Bounds,
): void {
  const { lower, upper } = widened(slack, bounds);
  program.lower[program.nColumns + slack.row] = lower;
  program.upper[program.nColumns + slack.row] = upper;
}

export function scaledBounds({ lower, upper }: Bounds, { columns, length }: ScaleFactors, column: number): Bounds {
  const scale = columns[column]! * length;
  return { lower: lower / scale, upper: upper / scale };
}

/**
 * Columns × rows of the program that a problem comes to: the most that a dictionary of it can. A tail over 5,000 scenarios is 5,000 × its
 * trades, not × the excesses as well.
 *
 * @param mayLeave which columns may be absorbed
 */
export function kinkedCells(problem: LinearProblem, mayLeave: (column: number) => boolean = () => true): number {
  const rested = withoutResting(problem, mayLeave).problem;
  const charged = chargedColumns(rested, onlyEntries(rested), mayLeave);
  return (problem.columns.length - charged.length) * problem.rows.length;
}

function programOf(problem: LinearProblem, factors: ScaleFactors, columnOf: Int32Array): KinkedProgram {
  const byRow = compressed(problem, factors, columnOf);
  let columns: CompressedMatrix | null = null;
  const byColumn = () => (columns ??= transposed(byRow, columnOf.length));
  const costs = Float64Array.from(columnOf, (j) => scaledCost(problem, factors, j));
  const ends = endsOf(problem, factors, columnOf);
  return { nColumns: columnOf.length, nRows: problem.rows.length, byRow, byColumn, costs, ...ends };
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
