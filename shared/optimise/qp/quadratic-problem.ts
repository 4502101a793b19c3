import { requireThat } from '../../foundation/index.ts';
import type { LinearProblem } from '../problem.ts';
import { requireWellFormed } from '../problem-checks.ts';

/** `cost · |x[column] − centre|` in the objective, and `weight · |x[column] − centre|` in the sum that `deviationLimit` bounds. */
export type Deviation = {
  readonly column: number;
  readonly centre: number;
  readonly cost: number;
  readonly weight: number;
};

/**
 * minimise `½·xᵀPx + c·x + constant + Σ cost·|x − centre|` subject to the rows, the columns' bounds and
 * `Σ weight·|x − centre| ≤ deviationLimit`: a convex quadratic with linear costs of moving away from a point, and a limit on the
 * movement, without columns for buying and selling.
 *
 * Shape: hessian is P, [n × n], symmetric, positive semi-definite; at most one deviation per column, costs and weights ≥ 0.
 */
export type QuadraticProblem = {
  readonly linear: LinearProblem;
  readonly hessian: Float64Array;
  readonly deviations: readonly Deviation[];
  /** Infinity where there is none */
  readonly deviationLimit: number;
};

/** Relative asymmetry of the hessian that is taken for rounding. */
const SYMMETRIC_WITHIN = 1e-12;

/** @throws DefectError where the linear part is malformed, P isn't a finite symmetric matrix, or a deviation is */
export function requireQuadratic({ linear, hessian, deviations, deviationLimit }: QuadraticProblem): void {
  requireWellFormed(linear);
  const n = linear.columns.length;
  requireThat(hessian.length === n * n && hessian.every(Number.isFinite), 'a finite square matrix', { n });
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const [a, b] = [hessian[i * n + j]!, hessian[j * n + i]!];
      const scale = Math.abs(a) + Math.abs(b);
      requireThat(Math.abs(a - b) <= SYMMETRIC_WITHIN * scale, 'a symmetric matrix', { i, j });
    }
  }
  requireThat(deviationLimit >= 0, 'a deviation limit of at least 0', { deviationLimit });
  requireThat(new Set(deviations.map((each) => each.column)).size === deviations.length, 'a deviation per column');
  for (const { column, centre, cost, weight } of deviations) {
    requireThat(column in linear.columns && Number.isFinite(centre), 'a deviation of a column', { column, centre });
    requireThat(cost >= 0 && weight >= 0 && cost + weight < Infinity, 'deviation costs ≥ 0', { column, cost, weight });
  }
}
