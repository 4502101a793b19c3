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

/** The magnitudes under which an error is not measured against what it breaks but against these: 1 each in a problem's own units. */
export type Floors = {
  readonly rows: Float64Array;
  readonly columns: Float64Array;
  readonly costs: Float64Array;
  readonly objective: number;
};

/**
 * minimise c·x + constant, lower ≤ A·x ≤ upper, l ≤ x ≤ u: the objective at x, the weak-duality bound at y, their gap and the residuals.
 *
 * Sums are compensated, so the figures are those of the exact problem to about one rounding. Any y is allowed: a worse one only
 * lowers the bound. Accuracy: test/property/optimise/certificate.test.ts checks the bound against exact rationals.
 *
 * @param x one finite value per column
 * @param y one finite multiplier per row; > 0 charges the lower side, < 0 the upper side
 * @param floors of the relative figures; 1 each where not given
 * @throws DefectError when a length is wrong or a value isn't finite
 */
export function certifyOptimality(
  problem: LinearProblem,
  x: readonly number[],
  y: readonly number[],
  floors: Floors = floorsOfOne(problem),
): OptimalityCertificate {
  requireVector('x', x, problem.columns.length);
  requireVector('y', y, problem.rows.length);
  const objective = objectiveAt(problem, x);
  const { dualObjective, bound, reducedCostViolation } = weakDualBound(problem, y, floors.costs);
  const gapAbsolute = objective - dualObjective;
  return {
    objective,
    bound,
    dualObjective,
    gapAbsolute,
    gapFraction: Math.abs(gapAbsolute) / Math.max(floors.objective, Math.abs(objective), Math.abs(dualObjective)),
    residuals: {
      rowViolation: worstRowViolation(problem, x, floors.rows),
      boundViolation: worstBoundViolation(problem, x, floors.columns),
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
  for (let k = 0; k < row.columns.length; k += 1) activity.addProduct(row.coefficients[k]!, x[row.columns[k]!]!);
  return activity.value;
}

/** Whether plain summation is enough to see that `row · x` is within the row's sides: it is, whatever was rounded. */
export function isClearlyKept({ columns, coefficients, lower, upper }: Row, x: readonly number[]): boolean {
  let sum = 0;
  let gross = 0;
  for (let k = 0; k < columns.length; k += 1) {
    const term = coefficients[k]! * x[columns[k]!]!;
    sum += term;
    gross += Math.abs(term);
  }
  const error = (columns.length + 2) * (2 ** -52 * gross + Number.MIN_VALUE);
  return sum - error >= lower && sum + error <= upper;
}

function objectiveAt(problem: LinearProblem, x: readonly number[]): number {
  const objective = new CompensatedSum();
  objective.add(problem.constant);
  for (const [j, column] of problem.columns.entries()) objective.addProduct(column.cost, x[j]!);
  return objective.value;
}

function worstRowViolation({ rows }: LinearProblem, x: readonly number[], floors: Float64Array): Violation {
  let worst = NO_VIOLATION;
  for (let i = 0; i < rows.length; i += 1) {
    const row = rows[i]!;
    if (isClearlyKept(row, x)) continue;
    worst = worse(worst, outside(rowActivity(row, x), row.lower, row.upper, floors[i]!));
  }
  return worst;
}

function worstBoundViolation({ columns }: LinearProblem, x: readonly number[], floors: Float64Array): Violation {
  let worst = NO_VIOLATION;
  for (let j = 0; j < columns.length; j += 1) {
    const { lower, upper } = columns[j]!;
    worst = worse(worst, outside(x[j]!, lower, upper, floors[j]!));
  }
  return worst;
}

function outside(value: number, lower: number, upper: number, floor: number): Violation {
  if (value >= lower && value <= upper) return NO_VIOLATION;
  const side = value < lower ? lower : upper;
  return violationOf(Math.abs(value - side), Math.max(floor, Math.abs(side)));
}

function ones(length: number): Float64Array {
  return new Float64Array(length).fill(1);
}

function floorsOfOne({ columns, rows }: LinearProblem): Floors {
  return { rows: ones(rows.length), columns: ones(columns.length), costs: ones(columns.length), objective: 1 };
}

function requireVector(name: string, vector: readonly number[], length: number): void {
  requireThat(vector.length === length, 'vector has one value per column or row', { name, length: vector.length });
  requireThat(vector.every(Number.isFinite), 'vector is finite', { name });
}
