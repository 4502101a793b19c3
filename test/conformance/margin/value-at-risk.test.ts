import { afterAll, describe, expect, it } from 'vitest';
import { choleskyFactor, cornishFisher, exp, normalCdf, normalQuantile } from '../../../shared/numerics/index.ts';
import { recordConformance } from '../../support/conformance-record.ts';
import { historyBook } from '../../support/history-book.ts';
import { marginUnder } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { RISK_HISTORIES, type RiskHistory } from '../../support/risk-histories.ts';

const TOLERANCE = 1e-10;
const CASES = RISK_HISTORIES.flatMap((history) =>
  Object.entries(history.expected.tail).map(
    ([confidence, tail]) => [history.id, Number(confidence), history, tail] as const,
  ),
);

function figure(history: Pick<RiskHistory, 'weights' | 'returns'>, id: string, parameters: Record<string, unknown>) {
  const { portfolio, market } = historyBook(history.weights, history.returns);
  const margin = marginUnder(portfolio, marketOf(market), { id, parameters });
  const { initial: amount } = margin.components.find((each) => each.id === 'figure')!;
  return { amount, contributions: margin.contributions.map((each) => each.amount) };
}

/** Relative error, of figures below a thousandth relative to that. */
function errorOf(actual: number, expected: number): number {
  return Math.abs(actual - expected) / Math.max(1e-3, Math.abs(expected));
}

function expectRelative(actual: number, expected: number): void {
  expect(errorOf(actual, expected)).toBeLessThanOrEqual(TOLERANCE);
}

/** Of the exact inversion of a quadratic form, as its docstring states. */
const INVERSION_TOLERANCE = 1e-7;

const SOURCE = 'test/vectors/risk/var_es_cov.json: our own, computed independently';

/** Cases and largest error by method, kept for the README's table once all have run. */
const tally = new Map<string, { cases: number; largestError: number }>();

function expectFigure(id: string, amount: number, expected: number, tolerance = TOLERANCE): void {
  expect(errorOf(amount, expected)).toBeLessThanOrEqual(tolerance);
  const { cases, largestError } = tally.get(id) ?? { cases: 0, largestError: 0 };
  tally.set(id, { cases: cases + 1, largestError: Math.max(largestError, errorOf(amount, expected)) });
}

afterAll(() => {
  for (const [method, { cases, largestError }] of tally) {
    if (cases < CASES.length) continue;
    const isInverted = method.endsWith('delta-gamma');
    const set = isInverted ? 'tails of 6 histories, nothing curved' : 'tails of 6 histories';
    const tolerance = isInverted ? '1e-10 by Cornish–Fisher, 1e-7 by inversion' : '1e-10';
    recordConformance({ method, set, cases, largestError, unit: 'relative', tolerance, source: SOURCE });
  }
});

describe('value at risk and expected shortfall of 6 histories', () => {
  it('reads them', () => {
    console.log(`value-at-risk: ${CASES.length} tails of ${RISK_HISTORIES.length} histories`);
    expect(CASES.length).toBeGreaterThanOrEqual(30);
  });

  it.each(CASES)('%s at %d: historical', (_, confidence, history, tail) => {
    const [quantile, shortfall] = ['value-at-risk-historical', 'expected-shortfall-historical'].map(
      (id) => figure(history, id, { confidence }).amount,
    );
    expectFigure('value-at-risk-historical', quantile!, tail.varOrderStatCeil);
    expectFigure('expected-shortfall-historical', shortfall!, tail.esTailMean);
    for (const type of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
      const expected = history.expected.returnQuantilesR[`q${Number((1 - confidence).toFixed(6))}_type${type}`];
      if (expected === undefined) continue;
      const { amount } = figure(history, 'value-at-risk-historical', { confidence, quantileType: type });
      expectFigure('value-at-risk-historical', amount, -expected);
    }
  });

  it.each(CASES)('%s at %d: Cornish–Fisher of the sample', (_, confidence, history, tail) => {
    const { mean, stdSample, skewPopulation, kurtosisPopulation } = history.expected;
    const variance = stdSample * stdSample;
    const third = skewPopulation * variance * stdSample;
    const fourth = (kurtosisPopulation - 3) * variance * variance;
    expectRelative(-cornishFisher([mean, variance, third, fourth], 1 - confidence).quantile, tail.cornishFisherVaR);
  });
});

describe('anti-procyclical tools', () => {
  const [history] = RISK_HISTORIES;
  const recent = { window: 100, confidence: 0.95 };
  const filtered = (parameters: Record<string, unknown>) =>
    figure(history!, 'value-at-risk-filtered', { ...recent, ...parameters }).amount;
  const plain = (parameters: Record<string, unknown>) =>
    figure(history!, 'value-at-risk-historical', { ...recent, ...parameters }).amount;

  it('are a factor on the figure, the larger of two, and a weighted pair', () => {
    expectRelative(filtered({ antiProcyclical: { kind: 'buffer', fraction: 0.25 } }), 1.25 * filtered({}));
    const long = plain({ window: 450 });
    expect(long).toBeGreaterThan(filtered({}));
    expectRelative(filtered({ antiProcyclical: { kind: 'floor', window: 450 } }), long);
    const all = plain({ window: undefined });
    const stressed = { kind: 'stressed', weight: 0.25, from: '2000-01-01', to: '2100-01-01' };
    expectRelative(filtered({ antiProcyclical: stressed }), 0.75 * filtered({}) + 0.25 * all);
  });
});

describe('delta-normal of 6 histories', () => {
  it.each(CASES)('%s at %d: figure, tail mean and components', (_, confidence, history, tail) => {
    const { amount, contributions } = figure(history, 'value-at-risk-delta-normal', { confidence });
    expectFigure('value-at-risk-delta-normal', amount, tail.normalVaRzeroMean);
    contributions.forEach((each, i) => expectRelative(each, tail.componentNormalVaRzeroMean[i]!));
    const shortfall = figure(history, 'expected-shortfall-delta-normal', { confidence }).amount;
    expectFigure('expected-shortfall-delta-normal', shortfall, tail.normalES + history.expected.mean);
  });

  it.each(CASES)('%s at %d: delta-gamma of what is not curved', (_, confidence, history, tail) => {
    for (const quantile of ['cornish-fisher', 'exact', 'automatic']) {
      const parameters = { confidence, quantile };
      const tolerance = quantile === 'cornish-fisher' ? TOLERANCE : INVERSION_TOLERANCE;
      const { amount } = figure(history, 'value-at-risk-delta-gamma', parameters);
      expectFigure('value-at-risk-delta-gamma', amount, tail.normalVaRzeroMean, tolerance);
      const shortfall = figure(history, 'expected-shortfall-delta-gamma', parameters).amount;
      expectFigure('expected-shortfall-delta-gamma', shortfall, tail.normalES + history.expected.mean, tolerance);
    }
  });

  it('is the limit of delta-gamma where nothing is curved', () => {
    const [history] = RISK_HISTORIES;
    const linear = figure(history!, 'value-at-risk-delta-normal', {}).amount;
    for (const quantile of ['cornish-fisher', 'exact', 'automatic']) {
      expectRelative(figure(history!, 'value-at-risk-delta-gamma', { quantile }).amount, linear);
    }
  });

  it('becomes the lognormal tail of one asset by Monte Carlo, within three standard errors', () => {
    const [history] = RISK_HISTORIES;
    const one = { weights: [1], returns: history!.returns.map((row) => [row[0]!]) };
    const deviation = Math.sqrt(history!.expected.covSample[0]![0]!);
    const z = normalQuantile(0.99);
    // Standard errors of 100,000 normal paths, in deviations: √(p(1 − p)/n)/φ(z), and √((Var of the tail + α(ES − VaR)²)/np).
    for (const [method, truth, standardError] of [
      ['value-at-risk-monte-carlo', 1 - exp(-z * deviation - 0.5 * deviation * deviation), 0.0118],
      ['expected-shortfall-monte-carlo', 1 - normalCdf(-z - deviation) / 0.01, 0.0145],
    ] as const) {
      const error = Math.abs(figure(one, method, { paths: 100_000 }).amount - truth) / (standardError * deviation);
      expect(error).toBeLessThan(3);
      recordConformance({
        method,
        set: 'lognormal tail, 100,000 paths',
        cases: 1,
        largestError: error,
        unit: 'standard errors',
        tolerance: '3',
        source: 'closed form',
      });
    }
  });
});

describe('E1 of tradfi-margin.md §6.5', () => {
  // A history of six days whose sample covariance is exactly the published one: its Cholesky factor against an orthonormal frame.
  const COVARIANCE = [
    [4e-4, 1.2e-4, 0.5e-4],
    [1.2e-4, 9e-4, -0.8e-4],
    [0.5e-4, -0.8e-4, 1e-4],
  ];
  const E1 = { weights: [100, -50, 30], returns: historyOf(COVARIANCE) };

  it('has the published figures and components', () => {
    const { amount, contributions } = figure(E1, 'value-at-risk-delta-normal', { confidence: 0.99 });
    expect(amount).toBeCloseTo(5.544327, 6);
    expect(contributions.map((each) => Number(each.toFixed(6)))).toEqual([3.465204, 1.727722, 0.351401]);
    expect(figure(E1, 'expected-shortfall-delta-normal', { confidence: 0.99 }).amount).toBeCloseTo(6.351939, 6);
  });
});

/** Rows ±√(n−1)/√2·L·e_j in pairs: mean zero, sample covariance L·Lᵀ. */
function historyOf(covariance: readonly (readonly number[])[]): number[][] {
  const size = covariance.length;
  const factor = choleskyFactor(Float64Array.from(covariance.flat()), size)!;
  const scale = Math.sqrt((2 * size - 1) / 2);
  return Array.from({ length: size }, (_, j) => j).flatMap((j) =>
    [1, -1].map((sign) => Array.from({ length: size }, (__, i) => sign * scale * factor[i * size + j]!)),
  );
}

describe('V1 of tradfi-margin.md §6.5', () => {
  const PERCENT = [
    0.6, -1.1, 0.3, -0.4, 1.9, -2.2, 0.1, -0.7, 0.9, -1.5, 0.2, -0.3, 0.8, -0.9, 1.2, -2.8, 2.1, -0.5, 0.4, -1.7,
  ];
  const filtered = new Map<string, { cases: number; largestError: number }>();
  afterAll(() => {
    for (const [method, tallied] of filtered) {
      if (!method.endsWith('filtered')) continue;
      recordConformance({
        method,
        set: 'V1: 20 days, EWMA',
        ...tallied,
        unit: 'of the position',
        tolerance: '5e-9: the figures have eight decimals',
        source: 'tradfi-margin.md §6.5',
      });
    }
  });
  const V1 = { weights: [1], returns: PERCENT.map((r) => [r / 100]) };

  it.each([
    ['value-at-risk-historical', 0.9, 0.022, 9],
    ['value-at-risk-historical', 0.95, 0.028, 9],
    ['expected-shortfall-historical', 0.9, 0.025, 9],
    ['value-at-risk-filtered', 0.9, 0.02381046, 8],
    ['value-at-risk-filtered', 0.95, 0.03245442, 8],
    ['expected-shortfall-filtered', 0.9, 0.02813244, 8],
  ] as const)('%s at %d', (id, confidence, expected, digits) => {
    const { amount } = figure(V1, id, { confidence });
    expect(amount).toBeCloseTo(expected, digits);
    const error = Math.abs(amount - expected);
    const { cases, largestError } = filtered.get(id) ?? { cases: 0, largestError: 0 };
    filtered.set(id, { cases: cases + 1, largestError: Math.max(largestError, error) });
  });
});
