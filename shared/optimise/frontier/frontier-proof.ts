import { eigenvalueFloor } from '../../numerics/index.ts';
import { CompensatedSum } from '../compensated-sum.ts';
import type { CornerPortfolio } from './critical-line.ts';
import type { FrontierProblem } from './frontier-problem.ts';
import { above, type FrontierSupport, isBounded, leastSlope, supportAt } from './frontier-support.ts';

/**
 * A frontier problem and κ, which no eigenvalue of its covariance is below: then for all portfolios v and w
 *
 *   f(v) ≥ f(w) + g(w)·(v − w) + ½κ·|v − w|²
 */
export type ProvableFrontier = { readonly problem: FrontierProblem; readonly leastCurvature: number };

/** What a portfolio and multipliers prove of the optimum at their risk tolerance. */
export type PortfolioProof = {
  readonly support: FrontierSupport;
  readonly objective: number;
  /** no portfolio within the limits has an objective below this, rounding included */
  readonly bound: number;
  /** at least the difference of the two, relative to `scale` */
  readonly gapFraction: number;
  readonly scale: number;
};

/** Of the largest variance times the square of the gross weights, 1 of none: what a gap is relative to where the objective is next to nothing. */
const SCALE_FLOOR = 1e-4;

/** Null where nothing shows that the covariance is positive semi-definite, or nothing bounds a weight. */
export function provableFrontier(problem: FrontierProblem): ProvableFrontier | null {
  const leastCurvature = eigenvalueFloor(problem.covariance, problem.columns.length);
  if (leastCurvature === null) return null;
  return leastCurvature > 0 || problem.columns.every(isBounded) ? { problem, leastCurvature } : null;
}

/**
 * Weak duality for minimise f(w) = ½·wᵀΣw − λ·μᵀw within the limits, at any w and y:
 *
 *   f(v) ≥ f(w) − gap,   gap = g·w − Σ_r y_r·side_r − Σ_i min z_i·v_i,   z = g − Aᵀy
 *
 * the last over the bounds of v_i; where z_i points at none, over all v_i with the curvature: `z_i·w_i − z_i²/2κ`. Interval arithmetic: sums
 * in twice the working precision, lowered by all that was rounded.
 *
 * Accuracy: test/property/optimise/frontier-proof.test.ts, against exact rationals.
 */
export function provePortfolio(provable: ProvableFrontier, corner: CornerPortfolio): PortfolioProof {
  const support = supportAt(provable.problem, corner);
  const { objective, objectiveError, gross } = support;
  const gap = gapAt(provable, support, corner.weights);
  const lowered = objective - above(objectiveError) - gap;
  const bound = lowered - 2 ** -51 * (Math.abs(objective) + Math.abs(gap));
  const scale = Math.max(gross, SCALE_FLOOR * sizeOf(provable.problem, corner.weights)) || 1;
  return { support, objective, bound, gapFraction: Math.max(gap, objective - bound) / scale, scale };
}

/**
 * At least the gap of every portfolio between two neighbours at its own risk tolerance, relative to the smaller of their scales. With weights,
 * multipliers and risk tolerance at `(1 − t)·a + t·b`, g is so too, the dual part is concave in (z, y), and what is left is bilinear:
 *
 *   gap(t) ≤ (1 − t)²·gap(a, a) + t(1 − t)·(gap(a, b) + gap(b, a)) + t²·gap(b, b)
 *
 * where gap(a, b) has the slopes of one and the weights of the other.
 */
export function gapBetween(provable: ProvableFrontier, a: PortfolioProof, b: PortfolioProof): number {
  const [ab, ba] = [
    gapAt(provable, a.support, b.support.corner.weights),
    gapAt(provable, b.support, a.support.corner.weights),
  ];
  const scale = Math.min(a.scale, b.scale);
  const ends = Math.max(a.gapFraction * a.scale, b.gapFraction * b.scale);
  const most = Math.max(ends, (ab + ba) / 2 + 2 ** -52 * (Math.abs(ab) + Math.abs(ba)));
  return (most + 2 ** -51 * Math.abs(most)) / scale;
}

/** At least `g·w` less the dual part, for the slopes of one portfolio and the weights of another. */
function gapAt(provable: ProvableFrontier, support: FrontierSupport, weights: readonly number[]): number {
  const { problem, leastCurvature } = provable;
  const { least, loose } = leastSlope(problem, support, (i) => weights[i]!);
  const gap = new CompensatedSum();
  gap.add(-least);
  let slack = 0;
  for (const [i, weight] of weights.entries()) {
    gap.addProduct(support.gradient[i]!, weight);
    slack += support.errors[i]! * Math.abs(weight);
  }
  for (const slope of loose) slack += (slope * slope) / (2 * leastCurvature) + Number.MIN_VALUE;
  if (leastCurvature < 0) slack += (-leastCurvature / 2) * squaredDiameter(problem);
  return gap.value + above(gap.errorBound + slack);
}

function squaredDiameter({ columns }: FrontierProblem): number {
  return columns.reduce((sum, { lower, upper }) => sum + (upper - lower) * (upper - lower), 0);
}

function sizeOf({ covariance, columns }: FrontierProblem, weights: readonly number[]): number {
  const n = columns.length;
  const largestVariance = columns.reduce((most, _, i) => Math.max(most, covariance[i * n + i]!), 0);
  const size = weights.reduce((sum, weight) => sum + Math.abs(weight), 0) || 1;
  return largestVariance * size * size;
}
