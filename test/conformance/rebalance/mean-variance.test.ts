import { afterAll, describe, expect, it } from 'vitest';
import type { MarketSnapshot } from '../../../shared/market/index.ts';
import { calculateRebalance, type RebalanceRequest, verifyRebalance } from '../../../shared/usecases/index.ts';
import { recordConformance } from '../../support/conformance-record.ts';
import { covarianceOfSeries } from '../../support/frontier/budget-frontier.ts';
import { type LequantCase, STOPPED_EARLY } from '../../support/frontier/lequant-cases.ts';
import { historyBook } from '../../support/history-book.ts';
import { valueIn } from '../../support/margins.ts';
import { instrument, marketOf, marketSnapshot } from '../../support/markets.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

type Vector = readonly number[];
type Matrix = readonly Vector[];
type Weights = {
  readonly lower?: Vector | number;
  readonly upper?: Vector | number;
  readonly budget?: { readonly min: number; readonly max: number };
};

const boundAt = (bound: Vector | number, i: number) => (typeof bound === 'number' ? bound : bound[i]!);
const nameOf = (i: number) => `A${i}`;

/** Names at a price of 1, of which nothing is held. */
function marketOfNames(size: number): MarketSnapshot {
  const ids = Array.from({ length: size }, (_, i) => nameOf(i));
  return marketSnapshot({
    asOf: '2026-01-02T00:00:00Z',
    underlyings: ids.map((id) => ({ id, price: 1, assetClass: 'equity', rate: 0, dividendYield: 0 })),
    instruments: ids.map((id) => instrument({ id, kind: 'spot', underlying: id, mark: 1 })),
  });
}

/** The weights that a rebalance buys of nothing held, with its certificate verified. */
function weightsBy(
  size: number,
  objective: RebalanceRequest['objective'],
  { lower = 0, upper = 1, budget = { min: 1, max: 1 } }: Weights,
  market: MarketSnapshot = marketOfNames(size),
): number[] {
  const ids = Array.from({ length: size }, (_, i) => nameOf(i));
  const portfolio = { baseCurrency: 'USD', positions: [], collateral: [], orders: [] };
  const subject = { portfolio, market: marketOf(market), marketDigest: 'names' };
  const request: RebalanceRequest = {
    objective,
    universe: ids.map((id, i) => ({
      instrument: id,
      minTrade: String(boundAt(lower, i)),
      maxTrade: String(boundAt(upper, i)),
    })),
    constraints: {
      linear: [{ id: 'budget', coefficients: Object.fromEntries(ids.map((id) => [id, 1])), ...budget }],
    },
  };
  const { status, trades, certificate } = valueIn(calculateRebalance(subject, request));
  expect(status).toEqual({ termination: 'optimal', exactness: 'exact' });
  expect(valueIn(verifyRebalance(subject, request, certificate!))).toMatchObject({ valid: true, refuted: [] });
  const bought = new Map(trades.map((trade) => [trade.instrument, Number(trade.quantity)]));
  return ids.map((id) => bought.get(id) ?? 0);
}

function given(matrix: Matrix) {
  return { names: matrix.map((_, i) => nameOf(i)), matrix: matrix.map((row) => [...row]) };
}

const rowsOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(','));
const dot = (a: Vector, b: Vector) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const quadratic = (matrix: Matrix, w: Vector) =>
  dot(
    w,
    matrix.map((row) => dot(row, w)),
  );
const byName = (values: Vector) => Object.fromEntries(values.map((value, i) => [nameOf(i), value]));

describe('rebalances to mean-variance optima, against others', () => {
  const lequantText = sharedVectors('optimisation/lequant40_cases.jsonl');
  const pyPortfolioText = sharedVectors('optimisation/pyportfolioopt_cases.json');
  const riskfolioText = sharedVectors('optimisation/riskfolio/Classic_MinRisk.csv');
  const pricesText = sharedVectors('optimisation/riskfolio/stock_prices.csv.gz');
  const seen = new Map<string, { cases: number; largestError: number }>();
  const note = (set: string, error: number) => {
    expect(error).toBeLessThan(1e-6);
    const before = seen.get(set) ?? { cases: 0, largestError: 0 };
    seen.set(set, { cases: before.cases + 1, largestError: Math.max(before.largestError, error) });
  };
  afterAll(() => {
    for (const [set, figures] of seen) {
      recordConformance({
        ...figures,
        method: 'rebalance',
        set,
        unit: 'relative objective',
        tolerance: '1e-6',
        source: 'the vectors of the frontier, by POST /v1/rebalance with a certificate each',
      });
    }
  });

  type Constraints = {
    readonly minWeights?: Vector;
    readonly maxWeights?: Vector;
    readonly fullInvestment?: boolean;
    readonly minNbAssets?: number;
    readonly maxNbAssets?: number;
    readonly riskTolerance?: number;
  };
  type Options = { readonly mu?: Vector; readonly constraints?: Constraints };
  const weightsIn = ({ constraints = {} }: Options): Weights => ({
    lower: constraints.minWeights ?? 0,
    upper: constraints.maxWeights ?? 1,
    budget: { min: constraints.fullInvestment === false ? 0 : 1, max: 1 },
  });
  const lequant = (lequantText ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as LequantCase)
    .filter(({ id, result }) => result !== undefined && !(id in STOPPED_EARLY));

  const LEAST = lequant.filter(
    ({ fn, args }) => fn === 'globalMinimumVarianceWeights' && (args[1] as Options)?.mu === undefined,
  );
  it.runIf(lequantText !== null).each(LEAST.map((each) => [each.id, each] as const))(
    'least variance %s',
    (_, { args, result }) => {
      const [sigma, options = {}] = args as [Matrix, Options?];
      const weights = weightsBy(
        sigma.length,
        { minimise: 'variance', covariance: given(sigma), capital: 1 },
        weightsIn(options),
      );
      note('lequant40: least variance', Math.abs(quadratic(sigma, weights) / quadratic(sigma, result as Vector) - 1));
    },
  );

  const TOLERANT = lequant.filter(
    ({ fn, args }) =>
      fn === 'meanVarianceOptimizationWeights' && ((args[2] as Options).constraints?.riskTolerance ?? 0) > 0,
  );
  it.runIf(lequantText !== null).each(TOLERANT.map((each) => [each.id, each] as const))(
    'risk tolerance %s',
    (_, { args, result }) => {
      const [means, sigma, options] = args as [Vector, Matrix, Options];
      const tolerance = options.constraints!.riskTolerance!;
      const objective = (w: Vector) => quadratic(sigma, w) / 2 / tolerance - dot(means, w);
      const term = {
        minimise: 'mean-variance',
        riskAversion: 1 / tolerance,
        expectedReturns: byName(means),
        covariance: given(sigma),
        capital: 1,
      } as const;
      const weights = weightsBy(sigma.length, term, weightsIn(options));
      const theirs = objective(result as Vector);
      note('lequant40: mean-variance', Math.abs(objective(weights) - theirs) / Math.abs(theirs));
    },
  );

  const TRACKING = lequant.filter(({ fn, args }) => {
    const { minNbAssets, maxNbAssets } = (args[2] as Options | undefined)?.constraints ?? {};
    return fn === 'minimumTrackingErrorWeights' && minNbAssets === undefined && maxNbAssets === undefined;
  });
  it.runIf(lequantText !== null).each(TRACKING.map((each) => [each.id, each] as const))(
    'tracking %s',
    (_, { args, result }) => {
      const [returns, benchmark, options = {}] = args as [Matrix, Vector, Options?];
      const series = [...returns, benchmark];
      const moments = series.map((a) => series.map((b) => dot(a, b)));
      const last = returns.length;
      const error = (w: Vector) => quadratic(moments, [...w, -1]);
      const bounds = weightsIn(options);
      const widened = (bound: Vector | number) => [...returns.map((__, i) => boundAt(bound, i)), 0];
      const weights = weightsBy(
        series.length,
        { minimise: 'tracking', covariance: given(moments), capital: 1, target: { weights: { [nameOf(last)]: 1 } } },
        { ...bounds, lower: widened(bounds.lower!), upper: widened(bounds.upper!) },
      );
      const scale = dot(benchmark, benchmark);
      note('lequant40: tracking', Math.abs(error(weights.slice(0, last)) - error(result as Vector)) / scale);
    },
  );

  type PyCase = {
    readonly name: string;
    readonly spec: { readonly lb: number | null; readonly ub: number | null; readonly sum: number };
    readonly expectedPerformance: { readonly ret: number; readonly vol: number };
  };
  const { mu, cov, cases } = JSON.parse(pyPortfolioText ?? '{"mu":[],"cov":[],"cases":[]}') as {
    readonly mu: Vector;
    readonly cov: Matrix;
    readonly cases: readonly PyCase[];
  };
  const UTILITY = cases.filter(({ name }) => /^(min_volatility|max_quadratic_utility)/.test(name));
  it.runIf(pyPortfolioText !== null).each(UTILITY.map((each) => [each.name, each] as const))(
    'PyPortfolioOpt %s',
    (name, { spec, expectedPerformance: { ret, vol } }) => {
      // −5·|w|² is 10 on the diagonal of the covariance.
      const ridge = name.endsWith('L2_5') ? 10 : 0;
      const sigma = cov.map((row, i) => row.map((value, j) => (i === j ? value + ridge : value)));
      const term = name.startsWith('min_volatility')
        ? ({ minimise: 'variance' } as const)
        : ({ minimise: 'mean-variance', riskAversion: 1, expectedReturns: byName(mu) } as const);
      const bounds = { lower: spec.lb ?? -100, upper: spec.ub ?? 100, budget: { min: spec.sum, max: spec.sum } };
      const weights = weightsBy(mu.length, { ...term, covariance: given(sigma), capital: 1 }, bounds);
      const volatility = Math.sqrt(quadratic(cov, weights));
      const objective = (mean: number, deviation: number) =>
        name.startsWith('min_volatility') ? deviation : (deviation * deviation) / 2 - mean;
      note('PyPortfolioOpt', Math.abs(objective(dot(mu, weights), volatility) / objective(ret, vol) - 1));
    },
  );

  it.runIf(riskfolioText !== null)('Riskfolio-Lib: MV, and CVaR over the last 200 days', () => {
    const [measures = [], ...lines] = rowsOf(riskfolioText!);
    const names = lines.map(([name]) => name!);
    const theirs = (measure: string) => lines.map((line) => Number(line[measures.indexOf(measure)]));
    const [header = [], ...days] = rowsOf(pricesText!);
    const prices = days.map((day) => names.map((name) => Number(day[header.indexOf(name)])));
    const returns = prices
      .slice(1)
      .map((row, t) => row.map((price, i) => price / prices[t]![i]! - 1))
      .slice(-200);
    const { market } = historyBook(
      names.map(() => 0),
      returns,
    );
    const series = names.map((_, i) => returns.map((row) => row[i]!));
    const sigma = covarianceOfSeries(series, 1);
    const least = weightsBy(names.length, { minimise: 'variance', capital: 1 }, {}, market);
    note('Riskfolio-Lib', Math.abs(quadratic(sigma, least) / quadratic(sigma, theirs('MV')) - 1));
    const shortfall = (w: Vector) => {
      const losses = returns.map((row) => -dot(row, w)).toSorted((a, b) => b - a);
      return losses.slice(0, 10).reduce((sum, loss) => sum + loss, 0) / 10;
    };
    const mildest = weightsBy(
      names.length,
      { minimise: 'expected-shortfall', confidence: 0.95, window: 200 },
      {},
      market,
    );
    note('Riskfolio-Lib', Math.abs(shortfall(mildest) / shortfall(theirs('CVaR')) - 1));
  });
});
