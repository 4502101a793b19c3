import { chain, type Outcome, succeed } from '../../foundation/index.ts';
import {
  type Frontier,
  type FrontierCurve,
  type FrontierPoint,
  type FrontierProblem,
  type FrontierResiduals,
  frontierCurve,
  frontierResiduals,
  pointAtMean,
  type SolveLimits,
  tangencyPoint,
  traceFrontier,
  worstResiduals,
} from '../../optimise/index.ts';
import type { Book } from '../../risk/index.ts';
import { certifyFrontier, type FrontierCertificate } from './certificate.ts';
import { explainFrontier } from './explain-frontier.ts';
import type { FrontierNames } from './names.ts';
import { frontierProgram, rateOf } from './program.ts';
import type { FrontierSpec } from './terms.ts';

export type FrontierPortfolio = {
  /** λ of minimise ½·variance − λ·mean */
  readonly riskTolerance: number;
  readonly mean: number;
  readonly volatility: number;
  /** fractions of the capital, by name */
  readonly weights: Readonly<Record<string, number>>;
  /** change of ½·variance − λ·mean per unit of slack, by limit; bounds of single weights not among them */
  readonly prices: Readonly<Record<string, number>>;
};

export type EfficientFrontier = {
  readonly capital: number;
  readonly names: readonly { readonly id: string; readonly mean: number; readonly volatility: number }[];
  readonly observations: number;
  readonly shrinkage: number | null;
  /** from the least variance to the greatest mean: all efficient portfolios are between neighbours, linear in the weights */
  readonly corners: readonly FrontierPortfolio[];
  readonly points: readonly FrontierPortfolio[];
  readonly minimumVariance: FrontierPortfolio;
  /** of the greatest (mean − risk-free return)/volatility, with that ratio; null where no risky portfolio reaches the rate */
  readonly tangency: (FrontierPortfolio & { readonly sharpeRatio: number }) | null;
  /** the book by its cash deltas; `efficientVolatility`: the least at its mean, null where no efficient portfolio has it */
  readonly current: {
    readonly weights: Readonly<Record<string, number>>;
    readonly mean: number;
    readonly volatility: number;
    readonly efficientVolatility: number | null;
  };
  /** null, with a warning, where nothing shows that the covariance is positive semi-definite */
  readonly certificate: FrontierCertificate | null;
  /** the worst over all portfolios of the answer */
  readonly residuals: FrontierResiduals & { readonly kkt: number };
  readonly steps: number;
  readonly warnings: readonly string[];
};

const DEFAULT_POINTS = 20;

/**
 * The efficient frontier of a book's underlyings by the critical line algorithm, minimise ½·wᵀΣw − λ·μᵀw within the limits for all λ.
 *
 * Deterministic. Accuracy: certificate and residuals are in the answer; test/conformance/optimise/frontier.test.ts.
 *
 * @returns `infeasible` as `explainFrontier`, `missing-market-data` where a name has no closes, `invalid-input` by pointer
 */
export function efficientFrontier(book: Book, spec: FrontierSpec, limits: SolveLimits): Outcome<EfficientFrontier> {
  return chain(frontierProgram(book, spec), ({ read, problem }) => {
    const frontier = traceFrontier(problem, limits);
    if (frontier.ok) return succeed(describe(read, spec, problem, frontier.value));
    return frontier.failure.reason === 'infeasible'
      ? explainFrontier(spec.constraints ?? {}, problem, limits)
      : frontier;
  });
}

function describe(
  read: FrontierNames,
  spec: FrontierSpec,
  problem: FrontierProblem,
  frontier: Frontier,
): EfficientFrontier {
  const curve = frontierCurve(problem, frontier);
  const { names, means, covariance, heldWeights } = read;
  const rate = rateOf(spec);
  const tangency = tangencyPoint(curve, rate);
  const points = evenPoints(curve, tangency, spec.points ?? DEFAULT_POINTS);
  const shown = [...curve.corners, ...points, ...(tangency === null ? [] : [tangency])];
  const residuals = worstResiduals(shown.map((point) => frontierResiduals(curve.problem, point)));
  const portfolio = (point: FrontierPoint) => portfolioOf(curve, point);
  const [first] = curve.corners;
  const shownPlaces = { points: points.map(({ place }) => place), tangency: tangency?.place ?? null };
  const certificate = certifyFrontier(problem, { ...frontier, ...shownPlaces }, rate);
  return {
    capital: read.capital,
    names: names.map((id, i) => ({
      id,
      mean: means[i]!,
      volatility: Math.sqrt(covariance[i * names.length + i]!),
    })),
    observations: read.observations,
    shrinkage: read.shrinkage,
    corners: curve.corners.map(portfolio),
    points: points.map(portfolio),
    minimumVariance: portfolio(first!),
    tangency:
      tangency === null
        ? null
        : { ...portfolio(tangency), sharpeRatio: (tangency.mean - rate) / Math.sqrt(tangency.variance) },
    current: currentOf(curve, names, heldWeights),
    certificate,
    residuals: { ...residuals, kkt: Math.max(...Object.values(residuals)) },
    steps: frontier.steps,
    warnings: [
      ...read.warnings,
      ...(curve.isBounded
        ? []
        : ['frontier-unbounded: the limits leave the mean open; it goes on beyond the last corner']),
      ...(tangency === null ? [`no-tangency: no risky portfolio has a mean of ${rate} or more`] : []),
      ...(certificate === null ? ['no-certificate: nothing shows that the covariance has no negative direction'] : []),
    ],
  };
}

/** Equally far apart in mean from the least variance to the greatest mean; where that is unbounded, to the tangency. */
function evenPoints(curve: FrontierCurve, tangency: FrontierPoint | null, count: number): FrontierPoint[] {
  const [first, last] = [curve.corners[0]!, curve.corners.at(-1)!];
  const end = curve.isBounded || tangency === null || tangency.mean < last.mean ? last : tangency;
  const rise = end.mean - first.mean;
  if (!(rise > 0) || count === 1) return [first];
  const inner = Array.from({ length: count - 2 }, (_, k) => first.mean + (rise * (k + 1)) / (count - 1));
  return [first, ...inner.flatMap((mean) => pointAtMean(curve, mean) ?? []), end];
}

function portfolioOf({ problem }: FrontierCurve, point: FrontierPoint): FrontierPortfolio {
  const { riskTolerance, mean, variance, weights, multipliers } = point;
  return {
    riskTolerance,
    mean,
    volatility: Math.sqrt(variance),
    weights: byName(problem.columns, weights),
    prices: byName(
      problem.rows,
      multipliers.map((multiplier) => (multiplier === 0 ? 0 : -Math.abs(multiplier))),
    ),
  };
}

function currentOf(
  curve: FrontierCurve,
  names: readonly string[],
  held: readonly number[],
): EfficientFrontier['current'] {
  const { covariance, means, columns } = curve.problem;
  const n = names.length;
  const mean = held.reduce((sum, weight, i) => sum + weight * means[i]!, 0);
  const variance = held.reduce(
    (sum, a, i) => sum + held.reduce((inner, b, j) => inner + a * b * covariance[i * n + j]!, 0),
    0,
  );
  const efficient = pointAtMean(curve, mean);
  return {
    weights: byName(columns, held),
    mean,
    volatility: Math.sqrt(Math.max(0, variance)),
    efficientVolatility: efficient === null ? null : Math.sqrt(efficient.variance),
  };
}

function byName(items: readonly { readonly id: string }[], values: readonly number[]): Record<string, number> {
  return Object.fromEntries(items.map(({ id }, i) => [id, values[i]!]));
}
