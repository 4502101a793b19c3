import { weakDualBound } from '../dual-bound.ts';
import type { FrontierProblem } from './frontier-problem.ts';
import type { PortfolioProof, ProvableFrontier } from './frontier-proof.ts';
import { leastSlope } from './frontier-support.ts';

/** No portfolio within the limits has a mean above this, by the multipliers of minimise −μ·w; null where they show nothing. */
export function greatestMean({ columns, rows, means }: FrontierProblem, multipliers: readonly number[]): number | null {
  const costed = columns.map((column, i) => ({ ...column, cost: -means[i]! }));
  const { bound } = weakDualBound({ columns: costed, rows, constant: 0 }, multipliers);
  return bound === null ? null : -bound;
}

/** More than a few operations, or a sum of some hundred products, round by. */
const ROUNDING = 2 ** -44;

/**
 * No portfolio within the limits has a (mean − rate)/√variance above this. From the slopes g = Σw − λμ of a portfolio whose risk tolerance λ
 * is variance ÷ (mean − rate): for every v, by weak duality and Cauchy–Schwarz,
 *
 *   λ·(μ·v − rate) = wᵀΣv − g·v − λ·rate ≤ √(wᵀΣw)·√(vᵀΣv) − least g·v − λ·rate
 *
 * and the last two together are 0 at the optimum. What they are short of it by is divided by the least variance.
 *
 * @param leastVariance that every portfolio has
 * @returns null where that is not above 0, or there is no such λ
 */
export function sharpeBound(
  { problem, leastCurvature }: ProvableFrontier,
  { support }: PortfolioProof,
  rate: number,
  leastVariance: number,
): number | null {
  const { riskTolerance, weights } = support.corner;
  if (!(riskTolerance > 0 && leastVariance > 0 && leastCurvature > 0)) return null;
  const { least, loose } = leastSlope(problem, support, () => 0);
  const mean = weights.reduce((sum, weight, i) => sum + weight * problem.means[i]!, 0);
  const meanError = ROUNDING * weights.reduce((sum, weight, i) => sum + Math.abs(weight * problem.means[i]!), 0);
  const variance = 2 * (support.objective + support.objectiveError + riskTolerance * (mean + meanError));
  const excess = Math.max(
    0,
    -least - riskTolerance * rate + ROUNDING * (Math.abs(least) + Math.abs(riskTolerance * rate)),
  );
  const drift = Math.sqrt(loose.reduce((sum, slope) => sum + slope * slope, 0) / leastCurvature);
  return ((Math.sqrt(variance) + drift + excess / Math.sqrt(leastVariance)) / riskTolerance) * (1 + ROUNDING);
}
