import { rowActivity } from '../certificate.ts';
import type { Bounds } from '../problem.ts';
import { type CornerPortfolio, clamped } from './critical-line.ts';
import type { FrontierProblem } from './frontier-problem.ts';

/** How far weights are outside their limits. */
export type FrontierViolations = {
  /** worst row, relative to the side that is broken, floor 1 */
  readonly rowViolation: number;
  /** worst bound, relative to it, floor 1 */
  readonly boundViolation: number;
};

/** How far a portfolio is from the optimum of its risk tolerance, from the problem's own data. */
export type FrontierResiduals = FrontierViolations & {
  /** worst |w − clip(w − z/σ², l, u)|: how far a weight would go down its reduced gradient z, in weight; σ² the largest variance */
  readonly stationarity: number;
  /**
   * objective − the bound that the multipliers prove for every portfolio within the limits, relative to the objective's terms; of
   * those at least a ten-thousandth of the largest variance times (Σ|w|)², so that a riskless portfolio has one
   */
  readonly gapFraction: number;
};

const GAP_FLOOR = 1e-4;

/**
 * KKT residuals of minimise ½·wᵀΣw − λ·μᵀw at a portfolio and its multipliers y: with z = Σw − λμ − Aᵀy,
 *
 *   bound = ½·wᵀΣw − λ·μᵀw − zᵀw + yᵀ(sides − A·w) + Σ_i min(z_i·l_i, z_i·u_i)
 *
 * holds for every portfolio within the limits, because the objective is convex. Nothing is taken from the solver but w, λ and y.
 */
export function frontierResiduals(problem: FrontierProblem, corner: CornerPortfolio): FrontierResiduals {
  const { covariance, columns, rows, means } = problem;
  const { weights, multipliers, riskTolerance } = corner;
  const n = columns.length;
  const marginal = covarianceProduct(covariance, weights);
  const gradients = marginal.map((value, i) => value - riskTolerance * means[i]!);
  for (const [r, row] of rows.entries()) {
    for (const [k, j] of row.columns.entries()) gradients[j]! -= multipliers[r]! * row.coefficients[k]!;
  }
  const largestVariance = columns.reduce((most, _, i) => Math.max(most, covariance[i * n + i]!), 0) || 1;
  const all = [
    ...columns.map((column, i) => partOf(weights[i]!, column, gradients[i]!, largestVariance)),
    ...rows.map((row, r) => partOf(rowActivity(row, weights), row, multipliers[r]!, largestVariance)),
  ];
  const terms = weights.reduce(
    (sum, weight, i) => sum + Math.abs(weight * marginal[i]!) / 2 + Math.abs(riskTolerance * weight * means[i]!),
    0,
  );
  const size = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
  const gap = all.reduce((sum, part) => sum + part.gap, 0);
  return {
    ...violationsAt(problem, weights),
    stationarity: worst(all.map((part) => part.stationarity)),
    gapFraction: gap / Math.max(terms, GAP_FLOOR * largestVariance * size * size, Number.MIN_VALUE),
  };
}

export function violationsAt(
  { columns, rows }: Pick<FrontierProblem, 'columns' | 'rows'>,
  weights: readonly number[],
): FrontierViolations {
  return {
    rowViolation: worst(rows.map((row) => violation(rowActivity(row, weights), row))),
    boundViolation: worst(columns.map((column, i) => violation(weights[i]!, column))),
  };
}

/** The worst of the four over some portfolios. */
export function worstResiduals(residuals: readonly FrontierResiduals[]): FrontierResiduals {
  return {
    rowViolation: worst(residuals.map((each) => each.rowViolation)),
    boundViolation: worst(residuals.map((each) => each.boundViolation)),
    stationarity: worst(residuals.map((each) => each.stationarity)),
    gapFraction: worst(residuals.map((each) => Math.abs(each.gapFraction))),
  };
}

/** Σ·w. */
export function covarianceProduct(covariance: Float64Array, weights: readonly number[]): number[] {
  const n = weights.length;
  return weights.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += covariance[i * n + j]! * weights[j]!;
    return sum;
  });
}

type Part = { readonly stationarity: number; readonly gap: number };

/** What one variable, or one row with its multiplier in place of the gradient, adds to the residuals. */
function partOf(value: number, { lower, upper }: Bounds, gradient: number, scale: number): Part {
  const wanted = clamped(value - gradient / scale, lower, upper);
  const ahead = gradient > 0 ? lower : upper;
  return {
    stationarity: Math.abs(value - wanted),
    gap: Number.isFinite(ahead) ? gradient * (value - ahead) : 0,
  };
}

function violation(value: number, { lower, upper }: Bounds): number {
  const side = clamped(value, lower, upper);
  return Math.abs(value - side) / Math.max(1, Math.abs(side));
}

function worst(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
