import { nearestDefinite } from '../../../shared/numerics/index.ts';
import {
  type FrontierCurve,
  frontierCurve,
  type LinearProblem,
  pointAtMean,
  pointAtRiskTolerance,
  pointAtVariance,
  solveLinear,
  tangencyPoint,
} from '../../../shared/optimise/index.ts';
import { budgetProblem, provenGap, residualOf, traced } from './budget-frontier.ts';

export type LequantCase = {
  readonly id: string;
  readonly fn: string;
  readonly args: readonly unknown[];
  readonly result?: unknown;
  readonly error?: string;
};

type Vector = readonly number[];
type Matrix = readonly Vector[];
type Options = {
  readonly optimizationMethod?: string;
  readonly mu?: Vector;
  readonly constraints?: {
    readonly minWeights?: Vector;
    readonly maxWeights?: Vector;
    readonly fullInvestment?: boolean;
    readonly minNbAssets?: number;
    readonly maxNbAssets?: number;
    readonly return?: number;
    readonly volatility?: number;
    readonly riskTolerance?: number;
    readonly maxVolatility?: number;
  };
};

/** The same figure of our answer and of theirs, and the scale of their difference; null: no such portfolio. */
type Compared = { readonly ours: number | null; readonly theirs: number | null; readonly scale: number };

const NONE: Compared = { ours: null, theirs: null, scale: 1 };

/**
 * Cases whose figure comes from an iteration that stops at 1e-4, before the optimum: by how much it is worse than ours, relative.
 * Ours have residuals that prove them; LQ231 is LQ238 without a limit that doesn't bind, and theirs of it is six times worse.
 */
export const STOPPED_EARLY: Readonly<Record<string, number>> = {
  // Told to stop at once: the answer is where it starts.
  LQ075: 1,
  LQ110: 1e-5,
  LQ137: 1e-5,
  LQ206: 2e-4,
  LQ215: 1e-4,
  LQ230: 5e-5,
  LQ231: 5e-5,
  LQ239: 1e-5,
};

/** What is compared per function of lequant40's portfolio_allocation_js; the functions that aren't here are left out. */
export const LEQUANT: Readonly<Record<string, (each: LequantCase) => readonly Compared[]>> = {
  globalMinimumVarianceWeights: ({ args, result }) => {
    const [sigma, options = {}] = args as [Matrix, Options?];
    const means = options.mu ?? sigma.map(() => 0);
    const [least] = curveOf(means, sigma, options).corners;
    const weights = result as Vector;
    return [
      relative(least!.variance, quadratic(sigma, weights)),
      ...(options.mu === undefined ? [] : [relative(least!.mean, dot(means, weights))]),
    ];
  },
  meanVarianceOptimizationWeights: ({ args, result, error }) => {
    const [means, sigma, options] = args as [Vector, Matrix, Options];
    const { return: mean, volatility, riskTolerance, maxVolatility } = options.constraints!;
    // Two wishes at once are refused by their interface; ours has no place for them.
    if (error?.startsWith('simultaneous') === true) return [];
    const weights = (result ?? null) as Vector | null;
    if (error?.startsWith('infeasible') === true) return isInfeasible(means, sigma, options) ? [NONE] : [];
    const curve = curveOf(means, sigma, options);
    if (riskTolerance !== undefined) {
      const objective = (variance: number, at: number) => variance / 2 - riskTolerance * at;
      const { variance, mean: at } = pointAtRiskTolerance(curve, riskTolerance)!;
      return [relative(objective(variance, at), objective(quadratic(sigma, weights!), dot(means, weights!)))];
    }
    const theirs = weights === null ? null : { variance: quadratic(sigma, weights), mean: dot(means, weights) };
    if (mean !== undefined) {
      return [relative(pointAtMean(curve, mean)?.variance ?? null, theirs?.variance ?? null)];
    }
    const [first, last] = [curve.corners[0]!, curve.corners.at(-1)!];
    const most = volatility ?? maxVolatility!;
    const isBeyond = maxVolatility !== undefined && last.variance <= most * most;
    const isNear = Math.abs(first.variance - most * most) <= 1e-15;
    const point = isBeyond ? last : isNear ? first : pointAtVariance(curve, most * most);
    const scale = Math.max(...means.map(Math.abs));
    return [{ ours: point?.mean ?? null, theirs: theirs?.mean ?? null, scale }];
  },
  meanVarianceEfficientFrontierPortfolios: ({ args, result }) => {
    const [means, sigma, options = {}] = args as [Vector, Matrix, Options?];
    const curve = curveOf(means, sigma, options);
    return (result as readonly [Vector, number, number][]).map(([, mean, volatility]) =>
      relative(pointAtMean(curve, mean)?.variance ?? null, volatility * volatility),
    );
  },
  meanVarianceEfficientFrontierNearestWeights: ({ args, result }) => {
    const [target, means, sigma, options] = args as [Vector, Vector, Matrix, Options];
    const corners = curveOf(means, sigma, options).corners.map((corner) => corner.weights);
    const ours = Math.min(...corners.map((from, k) => distanceToSegment(target, from, corners[k + 1] ?? from)));
    return [{ ours, theirs: distance(target, result as Vector), scale: 1 }];
  },
  maximumSharpeRatioWeights: ({ args, result }) => {
    const [means, sigma, rate, options = {}] = args as [Vector, Matrix, number, Options?];
    const best = tangencyPoint(curveOf(means, sigma, options), rate);
    const weights = (result ?? null) as Vector | null;
    return [
      relative(
        best === null ? null : (best.mean - rate) / Math.sqrt(best.variance),
        weights === null ? null : (dot(means, weights) - rate) / Math.sqrt(quadratic(sigma, weights)),
      ),
    ];
  },
  mostDiversifiedWeights: ({ args, result }) => {
    const [sigma, options = {}] = args as [Matrix, Options?];
    const deviations = sigma.map((row, i) => Math.sqrt(row[i]!));
    const best = tangencyPoint(curveOf(deviations, sigma, options), 0)!;
    const weights = result as Vector;
    return [
      relative(best.mean / Math.sqrt(best.variance), dot(deviations, weights) / Math.sqrt(quadratic(sigma, weights))),
    ];
  },
  minimaxWeights: ({ args, result }) => {
    const [returns, options = {}] = args as [Matrix, (Options & { outputMinimumPortfolioReturn?: boolean })?];
    const weights = (options.outputMinimumPortfolioReturn === true ? (result as [Vector])[0] : result) as Vector;
    const worst = Math.min(
      ...returns[0]!.map((_, t) =>
        dot(
          returns.map((row) => row[t]!),
          weights,
        ),
      ),
    );
    const scale = Math.max(...returns.flat().map(Math.abs));
    return [{ ours: bestWorst(returns, options.constraints?.fullInvestment ?? true), theirs: worst, scale }];
  },
  minimumTrackingErrorWeights: ({ args, result }) => {
    const [returns, benchmark, options = {}] = args as [Matrix, Vector, Options?];
    const means = returns.map((row) => dot(row, benchmark));
    const sigma = returns.map((a) => returns.map((b) => dot(a, b)));
    const error = (weights: Vector) =>
      benchmark.reduce(
        (sum, value, t) =>
          sum +
          (dot(
            returns.map((row) => row[t]!),
            weights,
          ) -
            value) **
            2,
        0,
      );
    const ours = Math.min(
      ...choicesOf(returns.length, options).map((each) => error(leastTracking(means, sigma, each))),
    );
    return [{ ours, theirs: error(result as Vector), scale: dot(benchmark, benchmark) }];
  },
};

/** The weights of least |R·w − b|² = w·Σw − 2·μ·w + …, whose optimum is that of risk tolerance 1. */
function leastTracking(means: Vector, sigma: Matrix, options: Options): Vector {
  return pointAtRiskTolerance(curveOf(means, sigma, options), 1)!.weights;
}

/** A limit on the number of assets as all limits on weights that keep to it and can be met: an asset that is left out has none of its own. */
function choicesOf(n: number, { constraints = {} }: Options): Options[] {
  const { minNbAssets = 1, maxNbAssets = n, minWeights, maxWeights, fullInvestment = true } = constraints;
  if (minNbAssets === 1 && maxNbAssets === n) return [{ constraints }];
  return Array.from({ length: 2 ** n }, (_, bits) => Array.from({ length: n }, (__, i) => (bits >> i) % 2 === 1))
    .filter((held) => {
      const count = held.filter(Boolean).length;
      return count >= minNbAssets && count <= maxNbAssets;
    })
    .map((held) => ({
      constraints: {
        fullInvestment,
        minWeights: held.map((isHeld, i) => (isHeld ? (minWeights?.[i] ?? 0) : 0)),
        maxWeights: held.map((isHeld, i) => (isHeld ? (maxWeights?.[i] ?? 1) : 0)),
      },
    }))
    .filter(
      ({ constraints: { minWeights: low, maxWeights: high } }) =>
        totalOf(low) <= 1 && (!fullInvestment || totalOf(high) >= 1),
    );
}

function totalOf(values: Vector): number {
  return values.reduce((total, value) => total + value, 0);
}

/** What a corner may miss its optimality conditions by, relative. */
const RESIDUAL_MOST = 1e-9;
/** What is proven of the corners and of all portfolios between them, relative. */
const GAP_MOST = 1e-8;

function curveOf(means: Vector, covariance: Matrix, { constraints = {} }: Options): FrontierCurve {
  const problem = problemOf(means, covariance, { constraints });
  const curve = frontierCurve(problem, traced(problem));
  const residual = Math.max(...curve.corners.map((corner) => residualOf(problem, corner)));
  if (!(residual < RESIDUAL_MOST)) throw new Error(`a corner with a residual of ${residual}`);
  const gap = provenGap(problem, curve);
  const { smallest, largest } = nearestDefinite(problem.covariance, means.length, 0);
  // Four of their matrices have a negative eigenvalue, and then there is nothing to prove.
  if (gap === null ? smallest > -1e-6 * largest : !(gap < GAP_MOST)) throw new Error(`corners with a gap of ${gap}`);
  return curve;
}

function problemOf(means: Vector, covariance: Matrix, { constraints = {} }: Options) {
  const { minWeights = 0, maxWeights = 1, fullInvestment = true } = constraints;
  return budgetProblem({
    means,
    covariance,
    lower: minWeights,
    upper: maxWeights,
    budget: { lower: fullInvestment ? 1 : 0, upper: 1 },
  });
}

function isInfeasible(means: Vector, covariance: Matrix, options: Options): boolean {
  try {
    traced(problemOf(means, covariance, options));
    return false;
  } catch (error) {
    return String(error).includes('no point is within');
  }
}

/** The greatest return of the worst date. */
function bestWorst(returns: Matrix, isFull: boolean): number {
  const n = returns.length;
  const indices = returns.map((_, i) => i);
  const problem: LinearProblem = {
    columns: [
      ...indices.map((i) => ({ id: `w${i}`, lower: 0, upper: 1, cost: 0 })),
      { id: 'worst', lower: -Infinity, upper: Infinity, cost: -1 },
    ],
    rows: [
      { id: 'budget', columns: indices, coefficients: indices.map(() => 1), lower: isFull ? 1 : 0, upper: 1 },
      ...returns[0]!.map((_, t) => ({
        id: `t${t}`,
        columns: [...indices, n],
        coefficients: [...returns.map((row) => row[t]!), -1],
        lower: 0,
        upper: Infinity,
      })),
    ],
    constant: 0,
  };
  const solved = solveLinear(problem, { pivots: 1_000, cells: 1_000_000 });
  if (!solved.ok || solved.value.certificate === null) throw new Error('no certified optimum');
  return -solved.value.certificate.objective;
}

function distanceToSegment(target: Vector, from: Vector, to: Vector): number {
  const step = to.map((value, i) => value - from[i]!);
  const length = dot(step, step);
  const share =
    length === 0
      ? 0
      : dot(
          step,
          target.map((value, i) => value - from[i]!),
        ) / length;
  const t = Math.min(Math.max(share, 0), 1);
  return distance(
    target,
    from.map((value, i) => value + t * step[i]!),
  );
}

function distance(a: Vector, b: Vector): number {
  return Math.sqrt(a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0));
}

function relative(ours: number | null, theirs: number | null): Compared {
  return { ours, theirs, scale: Math.max(Math.abs(theirs ?? 0), 1e-9) };
}

function dot(a: Vector, b: Vector): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

function quadratic(sigma: Matrix, weights: Vector): number {
  return dot(
    weights,
    sigma.map((row) => dot(row, weights)),
  );
}
