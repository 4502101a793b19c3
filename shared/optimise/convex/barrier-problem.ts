import { Scaling, type SparseAffine } from './column-scaling.ts';
import { ConeWriter, type SmoothCones } from './cones.ts';
import type { ConvexProblem } from './convex-problem.ts';
import type { Magnitudes } from './magnitudes.ts';

/** `scale` units of row `source` are what one unit of a scaled multiplier is in the problem; without a source it defines a column. */
export type ScaledRow = SparseAffine & { readonly source: number | null; readonly scale: number };

/**
 * A convex problem in scaled typed arrays, without the columns that can't move: minimise cost·x with inequalities ≥ 0, equalities = 0,
 * vectors within second-order cones, and lower ≤ x ≤ upper. Columns are measured by their magnitude, rows by their largest coefficient, costs by
 * the largest; all by powers of two, so that nothing is rounded. Behind the problem's columns are those that cones need for themselves.
 */
export type BarrierProblem = {
  readonly cost: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly start: Float64Array;
  readonly inequalities: readonly ScaledRow[];
  readonly equalities: readonly ScaledRow[];
  readonly cones: readonly (readonly SparseAffine[])[];
  /** per epigraph, how many cones it is, and how their multipliers read */
  readonly smooth: readonly SmoothCones[];
  /** of the problem's columns, those that can move, and their scales */
  readonly movable: readonly number[];
  readonly columnScales: Float64Array;
  readonly costScale: number;
};

export function toBarrierProblem({ linear, epigraphs }: ConvexProblem, { values, sizes }: Magnitudes): BarrierProblem {
  const scaling = new Scaling(linear.columns, sizes);
  const { movable, columnScales, costScale } = scaling;
  const inequalities: ScaledRow[] = [];
  const equalities: ScaledRow[] = [];
  for (const [source, { columns, coefficients, lower, upper }] of linear.rows.entries()) {
    const terms = columns.map((j, k) => [j, coefficients[k]!] as const);
    const size = 1 / scaling.largestOf(terms);
    const side = (value: number, sign: 1 | -1) => ({
      ...scaling.affine({ terms, constant: -value }, sign * size),
      source,
      scale: sign * size * costScale,
    });
    if (lower === upper) equalities.push(side(lower, 1));
    else {
      if (lower > -Infinity) inequalities.push(side(lower, 1));
      if (upper < Infinity) inequalities.push(side(upper, -1));
    }
  }
  const writer = new ConeWriter(scaling, movable.length);
  const smooth = epigraphs.map((epigraph) => writer.write(epigraph));
  const own = Array.from({ length: writer.nColumns - movable.length });
  return {
    cost: Float64Array.from([
      ...movable.map((j, p) => (linear.columns[j]!.cost * columnScales[p]!) / costScale),
      ...own.map(() => 0),
    ]),
    lower: Float64Array.from([
      ...movable.map((j, p) => linear.columns[j]!.lower / columnScales[p]!),
      ...own.map(() => -Infinity),
    ]),
    upper: Float64Array.from([
      ...movable.map((j, p) => linear.columns[j]!.upper / columnScales[p]!),
      ...own.map(() => Infinity),
    ]),
    start: Float64Array.from([...movable.map((j, p) => values[j]! / columnScales[p]!), ...own.map(() => 1)]),
    inequalities,
    equalities,
    cones: writer.cones,
    smooth,
    movable,
    columnScales,
    costScale,
  };
}
