import { CompensatedSum } from '../compensated-sum.ts';
import { weakDualBound } from '../dual-bound.ts';
import type { Column } from '../problem.ts';
import type { CornerPortfolio } from './critical-line.ts';
import type { FrontierProblem } from './frontier-problem.ts';

/** The objective ½·wᵀΣw − λ·μᵀw at a portfolio, and its gradient g there with what rounding may have changed. */
export type FrontierSupport = {
  readonly corner: CornerPortfolio;
  readonly objective: number;
  readonly objectiveError: number;
  /** g = Σw − λμ, and per name by how much it may be wrong */
  readonly gradient: Float64Array;
  readonly errors: Float64Array;
  /** what the objective adds up, each term without its sign */
  readonly gross: number;
};

export function supportAt(problem: FrontierProblem, given: CornerPortfolio): FrontierSupport {
  const corner = { ...given, multipliers: projected(problem, given.multipliers) };
  const { riskTolerance, weights } = corner;
  const n = weights.length;
  const [gradient, errors] = [new Float64Array(n), new Float64Array(n)];
  const twice = new CompensatedSum();
  let [error, gross] = [0, 0];
  for (const [i, weight] of weights.entries()) {
    const linear = -riskTolerance * problem.means[i]!;
    const slope = new CompensatedSum();
    slope.add(linear);
    for (let j = 0; j < n; j++) slope.addProduct(problem.covariance[i * n + j]!, weights[j]!);
    const linearError = riskTolerance === 0 ? 0 : 2 ** -52 * Math.abs(linear) + Number.MIN_VALUE;
    const slopeError = slope.errorBound + linearError;
    gradient[i] = slope.value;
    errors[i] = slopeError;
    twice.addProduct(slope.value, weight);
    twice.addProduct(linear, weight);
    error += slopeError * Math.abs(weight);
    gross += Math.abs(weight) * (Math.abs(slope.value - linear) / 2 + Math.abs(linear));
  }
  return {
    corner,
    objective: twice.value / 2,
    objectiveError: above(error + twice.errorBound),
    gradient,
    errors,
    gross,
  };
}

/** A multiplier on a side that is infinite charges nothing. */
function projected({ rows }: FrontierProblem, multipliers: readonly number[]): number[] {
  return multipliers.map((value, r) => (Number.isFinite(value > 0 ? rows[r]!.lower : rows[r]!.upper) ? value : 0));
}

export type LeastSlope = {
  /** no portfolio within the limits has a `g·v` below this, but for what the loose ones may take off; rounding included */
  readonly least: number;
  /** per name without a bound on some side: how much `g·v` may fall per unit that its weight is away from where it rests */
  readonly loose: readonly number[];
};

/**
 * Weak duality for `g·v` at the multipliers: Σ_r y_r·side_r + Σ_i min z_i·v_i, z = g − Aᵀy. A name whose z points at no bound rests where
 * `restAt` puts it.
 */
export function leastSlope(
  problem: FrontierProblem,
  { corner, gradient, errors }: FrontierSupport,
  restAt: (i: number) => number,
): LeastSlope {
  const { columns, rows } = problem;
  const reduced = columns.every(isBounded) ? null : reducedGradient(problem, corner.multipliers, gradient);
  const loose: number[] = [];
  let slack = 0;
  const held = columns.map((column, i): Column => {
    const { lower, upper } = column;
    if (isBounded(column)) {
      slack += errors[i]! * Math.max(Math.abs(lower), Math.abs(upper));
      return { ...column, cost: gradient[i]! };
    }
    const { value, errorBound } = reduced![i]!;
    const ahead = value > 0 ? lower : upper;
    const rest = Number.isFinite(ahead) ? ahead : restAt(i);
    const reach = Math.max(...[lower, upper].filter(Number.isFinite).map(Math.abs), Math.abs(restAt(i)));
    const error = errors[i]! + errorBound;
    loose.push((Number.isFinite(ahead) ? 0 : Math.abs(value)) + error);
    slack += 2 * error * reach;
    return { ...column, lower: rest, upper: rest, cost: gradient[i]! };
  });
  const { bound } = weakDualBound({ columns: held, rows, constant: 0 }, corner.multipliers);
  return { least: (bound ?? -Infinity) - above(slack), loose };
}

export function isBounded({ lower, upper }: Column): boolean {
  return Number.isFinite(lower) && Number.isFinite(upper);
}

function reducedGradient({ rows }: FrontierProblem, multipliers: readonly number[], gradient: Float64Array) {
  const sums = Array.from(gradient, (value) => {
    const sum = new CompensatedSum();
    sum.add(value);
    return sum;
  });
  for (const [r, { columns, coefficients }] of rows.entries()) {
    for (const [k, j] of columns.entries()) sums[j]!.addProduct(-multipliers[r]!, coefficients[k]!);
  }
  return sums;
}

/** More than the sum of a few numbers of this size can have been rounded by. */
export function above(amount: number): number {
  return amount * (1 + 2 ** -20);
}
