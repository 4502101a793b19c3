import { requireThat } from '../foundation/index.ts';
import { CompensatedSum } from './compensated-sum.ts';
import { NO_VIOLATION, type Violation, violationOf, weakDualBound, worse } from './dual-bound.ts';
import type { LinearProblem, Row } from './problem.ts';

/**
 * What a primal point x and row multipliers y prove about a problem, recomputed from the problem's own data: the solver that
 * found them isn't asked. Only this module calls anything optimal (`isOptimalWithin`).
 */
export type OptimalityCertificate = {
  /** c·x + constant */
  readonly objective: number;
  /** proven lower bound on every feasible point's objective, rounding included; null when an infinite column bound leaves none */
  readonly bound: number | null;
  /** the bound of `bound`'s formula without the reduced costs that point at infinite bounds */
  readonly dualObjective: number;
  /** objective − dualObjective; slightly negative where x breaks a row by a rounding error */
  readonly gapAbsolute: number;
  /** |gapAbsolute| / max(1, |objective|, |dualObjective|) */
  readonly gapFraction: number;
  readonly residuals: {
    /** worst row: distance of A·x outside [lower, upper]; relative to the side that is broken, floor 1 */
    readonly rowViolation: Violation;
    /** worst column: distance of x outside [l, u]; relative to the bound, floor 1 */
    readonly boundViolation: Violation;
    /** worst reduced cost d_j that points at an infinite bound; relative to |c_j|, floor 1 */
    readonly reducedCostViolation: Violation;
  };
};

/**
 * minimise c·x + constant, lower ≤ A·x ≤ upper, l ≤ x ≤ u: the objective at x, the weak-duality bound at y, their gap and the residuals.
 *
 * Sums are compensated, so the figures are those of the exact problem to about one rounding. Any y is allowed: a worse one only
 * lowers the bound. Accuracy: test/property/optimise/certificate.test.ts checks the bound against exact rationals.
 *
 * @param x one finite value per column
 * @param y one finite multiplier per row; > 0 charges the lower side, < 0 the upper side
 * @throws DefectError when a length is wrong or a value isn't finite
 */
export function certifyOptimality(
  problem: LinearProblem,
  x: readonly number[],
  y: readonly number[],
): OptimalityCertificate {
  requireVector('x', x, problem.columns.length);
  requireVector('y', y, problem.rows.length);
  const objective = objectiveAt(problem, x);
  const { dualObjective, bound, reducedCostViolation } = weakDualBound(problem, y);
  const gapAbsolute = objective - dualObjective;
  return {
    objective,
    bound,
    dualObjective,
    gapAbsolute,
    gapFraction: Math.abs(gapAbsolute) / Math.max(1, Math.abs(objective), Math.abs(dualObjective)),
    residuals: {
      rowViolation: worstRowViolation(problem, x),
      boundViolation: worstBoundViolation(problem, x),
      reducedCostViolation,
    },
  };
}

/** True when x is feasible, y dual feasible and the gap closed, each to `tolerance` relative. False on any NaN. */
export function isOptimalWithin(certificate: OptimalityCertificate, tolerance: number): boolean {
  return (
    isFeasibleWithin(certificate, tolerance) &&
    certificate.residuals.reducedCostViolation.relative <= tolerance &&
    certificate.gapFraction <= tolerance
  );
}

export function isFeasibleWithin({ residuals }: OptimalityCertificate, tolerance: number): boolean {
  return residuals.rowViolation.relative <= tolerance && residuals.boundViolation.relative <= tolerance;
}

/** The largest of the four relative figures that `isOptimalWithin` compares. */
export function worstRelativeError({ residuals, gapFraction }: OptimalityCertificate): number {
  return Math.max(
    residuals.rowViolation.relative,
    residuals.boundViolation.relative,
    residuals.reducedCostViolation.relative,
    gapFraction,
  );
}

/** `row · x`, compensated. */
export function rowActivity(row: Row, x: readonly number[]): number {
  const activity = new CompensatedSum();
  for (const [k, j] of row.columns.entries()) activity.addProduct(row.coefficients[k]!, x[j]!);
  return activity.value;
}

function objectiveAt(problem: LinearProblem, x: readonly number[]): number {
  const objective = new CompensatedSum();
  objective.add(problem.constant);
  for (const [j, column] of problem.columns.entries()) objective.addProduct(column.cost, x[j]!);
  return objective.value;
}

function worstRowViolation(problem: LinearProblem, x: readonly number[]): Violation {
  let worst = NO_VIOLATION;
  for (const row of problem.rows) {
    const activity = rowActivity(row, x);
    worst = worse(worst, outside(activity, row.lower, row.upper));
  }
  return worst;
}

function worstBoundViolation(problem: LinearProblem, x: readonly number[]): Violation {
  let worst = NO_VIOLATION;
  for (const [j, { lower, upper }] of problem.columns.entries()) worst = worse(worst, outside(x[j]!, lower, upper));
  return worst;
}

function outside(value: number, lower: number, upper: number): Violation {
  if (value >= lower && value <= upper) return NO_VIOLATION;
  const side = value < lower ? lower : upper;
  return violationOf(Math.abs(value - side), Math.abs(side));
}

function requireVector(name: string, vector: readonly number[], length: number): void {
  requireThat(vector.length === length, 'vector has one value per column or row', { name, length: vector.length });
  requireThat(vector.every(Number.isFinite), 'vector is finite', { name });
}
