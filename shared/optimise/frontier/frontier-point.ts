import { type CornerPortfolio, type Frontier, isEqual } from './critical-line.ts';
import type { FrontierProblem } from './frontier-problem.ts';
import { covarianceProduct } from './frontier-residuals.ts';

/** Where a portfolio is: `corner + position·(next − corner)`, or beyond the last corner by units of risk tolerance. */
export type FrontierPlace = { readonly segment: number; readonly position: number };

/** An efficient portfolio: a corner, or one between two. */
export type FrontierPoint = CornerPortfolio & {
  readonly mean: number;
  readonly variance: number;
  readonly place: FrontierPlace;
};

function pointOf({ covariance, means }: FrontierProblem, corner: CornerPortfolio, place: FrontierPlace): FrontierPoint {
  const { weights } = corner;
  const marginal = covarianceProduct(covariance, weights);
  return {
    ...corner,
    place,
    mean: weights.reduce((sum, weight, i) => sum + weight * means[i]!, 0),
    variance: Math.max(
      0,
      weights.reduce((sum, weight, i) => sum + weight * marginal[i]!, 0),
    ),
  };
}

/** From one corner to the next: weights, multipliers and risk tolerance are `from + t·step`, 0 ≤ t ≤ end. */
type Segment = {
  readonly from: FrontierPoint;
  readonly step: CornerPortfolio;
  readonly end: number;
  /** μᵀ·step, from·Σ·step and step·Σ·step: mean and variance along it are `mean + t·rise` and `variance + 2t·cross + t²·curvature` */
  readonly rise: number;
  readonly cross: number;
  readonly curvature: number;
};

type Traced = Pick<Frontier, 'corners' | 'beyond'>;

/** A traced frontier with all that is needed to find its points. */
export type FrontierCurve = {
  readonly problem: FrontierProblem;
  /** by ascending risk tolerance */
  readonly corners: readonly FrontierPoint[];
  /** from each corner to the next, and from the last one on */
  readonly segments: readonly Segment[];
  readonly isBounded: boolean;
};

export function frontierCurve(problem: FrontierProblem, frontier: Traced): FrontierCurve {
  const { corners, beyond } = frontier;
  const points = corners.map((corner, segment) => pointOf(problem, corner, { segment, position: 0 }));
  const segments = points.map((from, k) =>
    segmentFrom(problem, from, stepFrom(frontier, k), k === points.length - 1 ? Infinity : 1),
  );
  const isBounded = beyond.weights.every((weight) => weight === 0);
  return { problem, corners: points, segments, isBounded };
}

/** The efficient portfolio of this mean; null where there is none. */
export function pointAtMean(curve: FrontierCurve, mean: number): FrontierPoint | null {
  return firstOn(curve, ({ from, rise }) => (rise === 0 ? (mean === from.mean ? 0 : null) : (mean - from.mean) / rise));
}

/** The efficient portfolio of this risk tolerance; null where it is below 0. */
export function pointAtRiskTolerance(curve: FrontierCurve, riskTolerance: number): FrontierPoint | null {
  return firstOn(curve, ({ from, step }) => {
    if (step.riskTolerance === 0) return riskTolerance === from.riskTolerance ? 0 : null;
    return (riskTolerance - from.riskTolerance) / step.riskTolerance;
  });
}

/** The efficient portfolio of this variance; null where there is none. */
export function pointAtVariance(curve: FrontierCurve, variance: number): FrontierPoint | null {
  return firstOn(curve, ({ from, cross, curvature }) => {
    const rest = variance - from.variance;
    // The variance rises along the frontier: the larger root, in the form without cancellation.
    const root = Math.sqrt(Math.max(0, cross * cross + curvature * rest));
    return rest === 0 ? 0 : cross + root === 0 ? null : rest / (cross + root);
  });
}

/**
 * The efficient portfolio of the greatest (mean − rate)/√variance, `rate` that of a riskless asset: on each segment in closed form, so
 * exact. Null where no portfolio that isn't riskless has a mean of at least the rate.
 */
export function tangencyPoint(curve: FrontierCurve, rate: number): FrontierPoint | null {
  const sharpe = ({ mean, variance }: FrontierPoint) => (mean - rate) / Math.sqrt(variance);
  const inner = curve.segments.flatMap((segment) => stationaryPoint(curve, segment, rate) ?? []);
  let best: FrontierPoint | null = null;
  for (const point of [...curve.corners, ...inner]) {
    if (point.mean < rate || !(point.variance > 0)) continue;
    if (best === null || sharpe(point) > sharpe(best)) best = point;
  }
  return best === null ? null : atOwnTolerance(curve, best, rate);
}

/** A corner has many risk tolerances; that at which the ratio's slope is zero is variance ÷ (mean − rate). */
function atOwnTolerance(curve: FrontierCurve, point: FrontierPoint, rate: number): FrontierPoint {
  const other = pointAtRiskTolerance(curve, point.variance / (point.mean - rate));
  return other !== null && isEqual(other.weights, point.weights) ? other : point;
}

/** Where the ratio's derivative along the segment is zero: `t = (rise·V − e·cross)/(e·curvature − rise·cross)`, e the excess mean. */
function stationaryPoint(curve: FrontierCurve, segment: Segment, rate: number): FrontierPoint | null {
  const { from, end, rise, cross, curvature } = segment;
  const excess = from.mean - rate;
  const t = (rise * from.variance - excess * cross) / (excess * curvature - rise * cross);
  return t >= 0 && t <= end ? between(curve, segment, t) : null;
}

/** Slack with which a portfolio counts as on a segment: corners would fall between two otherwise. */
const END_SLACK = 1e-12;

function firstOn(curve: FrontierCurve, place: (segment: Segment) => number | null): FrontierPoint | null {
  for (const segment of curve.segments) {
    const t = place(segment);
    if (t === null || !(t >= -END_SLACK && t <= segment.end + END_SLACK)) continue;
    return between(curve, segment, Math.min(Math.max(t, 0), segment.end));
  }
  return null;
}

function segmentFrom(problem: FrontierProblem, from: FrontierPoint, step: CornerPortfolio, end: number): Segment {
  const marginal = covarianceProduct(problem.covariance, step.weights);
  return {
    from,
    step,
    end,
    rise: step.weights.reduce((sum, weight, i) => sum + weight * problem.means[i]!, 0),
    cross: from.weights.reduce((sum, weight, i) => sum + weight * marginal[i]!, 0),
    curvature: step.weights.reduce((sum, weight, i) => sum + weight * marginal[i]!, 0),
  };
}

/** From a corner to the next, or how the last one goes on. */
function stepFrom({ corners, beyond }: Traced, k: number): CornerPortfolio {
  const [from, to] = [corners[k]!, corners[k + 1]];
  if (to === undefined) return { riskTolerance: 1, ...beyond };
  return {
    riskTolerance: to.riskTolerance - from.riskTolerance,
    weights: to.weights.map((weight, i) => weight - from.weights[i]!),
    multipliers: to.multipliers.map((multiplier, r) => multiplier - from.multipliers[r]!),
  };
}

/** The portfolio at a place. */
export function cornerAt(frontier: Traced, { segment, position }: FrontierPlace): CornerPortfolio {
  return stepped(frontier.corners[segment]!, stepFrom(frontier, segment), position);
}

/** The same with its mean and variance. */
export function pointAt(problem: FrontierProblem, frontier: Traced, place: FrontierPlace): FrontierPoint {
  return pointOf(problem, cornerAt(frontier, place), place);
}

function stepped(from: CornerPortfolio, step: CornerPortfolio, t: number): CornerPortfolio {
  return {
    riskTolerance: from.riskTolerance + t * step.riskTolerance,
    weights: from.weights.map((weight, i) => weight + t * step.weights[i]!),
    multipliers: from.multipliers.map((multiplier, r) => multiplier + t * step.multipliers[r]!),
  };
}

function between({ problem }: FrontierCurve, { from, step }: Segment, position: number): FrontierPoint {
  return pointOf(problem, stepped(from, step, position), { segment: from.place.segment, position });
}
