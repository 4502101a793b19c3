import { powerOfTwoBelow } from '../lp/scaling.ts';
import type { Row } from '../problem.ts';
import type { QuadraticPoint } from './quadratic-certificate.ts';
import type { QuadraticProblem } from './quadratic-problem.ts';

const PASSES = 8;

/**
 * The equilibrated problem in typed arrays, x = columnScales · x': every column of [P; A] and every row of A has a largest entry
 * near 1. Scales are powers of two, so nothing is rounded either way. Shape: hessian [n × n].
 */
export type ScaledQuadratic = {
  readonly n: number;
  readonly hessian: Float64Array;
  readonly slopes: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** of the deviations; cost and weight 0 where a column has none */
  readonly centre: Float64Array;
  readonly cost: Float64Array;
  readonly weight: Float64Array;
  readonly limit: number;
  readonly rows: readonly ScaledRow[];
  readonly columnScales: Float64Array;
  readonly rowScales: Float64Array;
};

export type ScaledRow = {
  readonly columns: readonly number[];
  readonly coefficients: Float64Array;
  readonly lower: number;
  readonly upper: number;
};

export function scaleQuadratic(problem: QuadraticProblem): ScaledQuadratic {
  const { linear, hessian, deviations, deviationLimit } = problem;
  const n = linear.columns.length;
  const columnScales = new Float64Array(n).fill(1);
  const rowScales = new Float64Array(linear.rows.length).fill(1);
  for (let pass = 0; pass < PASSES; pass += 1) equilibrate(problem, columnScales, rowScales);
  const scaled = new Float64Array(n * n);
  for (let i = 0; i < n; i += 1)
    for (let j = 0; j < n; j += 1) scaled[i * n + j] = hessian[i * n + j]! * columnScales[i]! * columnScales[j]!;
  const [centre, cost, weight] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (const each of deviations) {
    const j = each.column;
    centre[j] = each.centre / columnScales[j]!;
    cost[j] = each.cost * columnScales[j]!;
    weight[j] = deviationLimit < Infinity ? each.weight * columnScales[j]! : 0;
  }
  const ofColumns = (value: (j: number) => number) => Float64Array.from({ length: n }, (_, j) => value(j));
  return {
    n,
    hessian: scaled,
    slopes: ofColumns((j) => linear.columns[j]!.cost * columnScales[j]!),
    lower: ofColumns((j) => linear.columns[j]!.lower / columnScales[j]!),
    upper: ofColumns((j) => linear.columns[j]!.upper / columnScales[j]!),
    centre,
    cost,
    weight,
    limit: deviationLimit,
    rows: linear.rows.map((row, i) => scaledRow(row, rowScales[i]!, columnScales)),
    columnScales,
    rowScales,
  };
}

/** A point of the scaled problem in the problem's own units, within the columns' bounds. */
export function unscaled(
  { linear }: QuadraticProblem,
  { columnScales, rowScales }: ScaledQuadratic,
  x: Float64Array,
  y: Float64Array,
  limitMultiplier: number,
): QuadraticPoint {
  return {
    x: linear.columns.map(({ lower, upper }, j) => Math.min(upper, Math.max(lower, x[j]! * columnScales[j]!))),
    y: linear.rows.map((_, i) => y[i]! * rowScales[i]!),
    limitMultiplier,
  };
}

function scaledRow({ columns, coefficients, lower, upper }: Row, scale: number, columnScales: Float64Array): ScaledRow {
  return {
    columns,
    coefficients: Float64Array.from(coefficients, (a, k) => a * scale * columnScales[columns[k]!]!),
    lower: lower * scale,
    upper: upper * scale,
  };
}

/** One pass of Ruiz's equilibration. Mutates: both scales. */
function equilibrate({ linear, hessian }: QuadraticProblem, columnScales: Float64Array, rowScales: Float64Array): void {
  const n = columnScales.length;
  const columnMost = new Float64Array(n);
  for (let j = 0; j < n; j += 1) {
    let most = 0;
    for (let k = 0; k < n; k += 1) most = Math.max(most, Math.abs(hessian[j * n + k]!) * columnScales[k]!);
    columnMost[j] = most * columnScales[j]!;
  }
  linear.rows.forEach(({ columns, coefficients }, i) => {
    let most = 0;
    for (let k = 0; k < columns.length; k += 1) {
      const j = columns[k]!;
      const entry = Math.abs(coefficients[k]!) * rowScales[i]! * columnScales[j]!;
      columnMost[j] = Math.max(columnMost[j]!, entry);
      most = Math.max(most, entry);
    }
    rowScales[i]! *= inverseRoot(most);
  });
  for (let j = 0; j < n; j += 1) columnScales[j]! *= inverseRoot(columnMost[j]!);
}

function inverseRoot(most: number): number {
  return most > 0 ? powerOfTwoBelow(Math.SQRT2 / Math.sqrt(most)) : 1;
}
