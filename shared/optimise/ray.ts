import { requireThat } from '../foundation/index.ts';
import { rowActivity } from './certificate.ts';
import { CompensatedSum } from './compensated-sum.ts';
import { weakDualBoundWithoutCosts } from './dual-bound.ts';
import type { LinearProblem } from './problem.ts';

/** Relative size below which a ray's figure counts as zero. */
const RAY_TOLERANCE = 1e-9;

export type InfeasibilityCertificate = {
  readonly isInfeasible: boolean;
  /** true where the contradiction holds with all rounding accounted for; false where it needs the tolerance of 1e-9 */
  readonly isProven: boolean;
  /** the contradiction `0 ≥ margin` that the ray adds up to, the ray scaled to a largest |y_i·a_ij| of 1 */
  readonly margin: number;
};

/**
 * Farkas: row multipliers y whose weak-duality bound with zero costs is positive prove that no x within the column bounds
 * satisfies the rows, as such an x would have objective 0.
 *
 * Proven where the bound, lowered by its rounding error, is positive, which needs every reduced cost to point at a finite
 * column bound. Where columns are unbounded, a reduced cost of up to 1e-9 of the largest |y_i·a_ij| that points at infinity is
 * forgiven (`isProven` false). In both cases the margin must exceed 1e-9 of what it sums.
 *
 * @param ray one finite multiplier per row; > 0 charges the lower side
 * @throws DefectError when the ray's length is wrong or a value isn't finite
 */
export function certifyInfeasible(problem: LinearProblem, ray: readonly number[]): InfeasibilityCertificate {
  requireThat(ray.length === problem.rows.length, 'ray has one multiplier per row', { length: ray.length });
  requireThat(ray.every(Number.isFinite), 'ray is finite');
  const scale = largest(problem.rows.map((row, i) => Math.abs(ray[i]!) * largest(row.coefficients)));
  const normalised = scale > 0 ? ray.map((multiplier) => multiplier / scale) : ray;
  const { dualObjective, bound, reducedCostViolation, gross } = weakDualBoundWithoutCosts(problem, normalised);
  return {
    isInfeasible: dualObjective > RAY_TOLERANCE * gross && reducedCostViolation.absolute <= RAY_TOLERANCE,
    isProven: bound !== null && bound > 0,
    margin: dualObjective,
  };
}

/**
 * Whether `ray` is a direction in which every feasible point can go on for ever while the objective falls: A·ray keeps to every
 * finite side of the rows to 1e-9 of max|ray| · Σ|a_ij|, the ray to every finite column bound exactly, and c·ray < 0 beyond 1e-9 of
 * what it sums. With a feasible point that makes the problem unbounded.
 *
 * @throws DefectError when the ray's length is wrong or a value isn't finite
 */
export function certifyUnboundedRay(problem: LinearProblem, ray: readonly number[]): boolean {
  requireThat(ray.length === problem.columns.length, 'ray has one value per column', { length: ray.length });
  requireThat(ray.every(Number.isFinite), 'ray is finite');
  const length = largest(ray);
  const slope = new CompensatedSum();
  for (const [j, column] of problem.columns.entries()) slope.addProduct(column.cost, ray[j]!);
  return (
    slope.value < -RAY_TOLERANCE * slope.gross &&
    problem.columns.every((column, j) => recedes(ray[j]!, 0, column.lower, column.upper)) &&
    problem.rows.every((row) => {
      const reach = row.coefficients.reduce((sum, coefficient) => sum + Math.abs(coefficient), 0) * length;
      return recedes(rowActivity(row, ray), RAY_TOLERANCE * reach, row.lower, row.upper);
    })
  );
}

/** The directions within |r_j| ≤ 1 that keep to every row and bound for ever, with the problem's costs: its optimum is the steepest. */
export function recessionProblem({ columns, rows }: LinearProblem): LinearProblem {
  return {
    columns: columns.map((column) => ({
      ...column,
      lower: column.lower === -Infinity ? -1 : 0,
      upper: column.upper === Infinity ? 1 : 0,
    })),
    rows: rows.map((row) => ({
      ...row,
      lower: row.lower === -Infinity ? -Infinity : 0,
      upper: row.upper === Infinity ? Infinity : 0,
    })),
    constant: 0,
  };
}

function recedes(change: number, tolerance: number, lower: number, upper: number): boolean {
  return (lower === -Infinity || change >= -tolerance) && (upper === Infinity || change <= tolerance);
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
