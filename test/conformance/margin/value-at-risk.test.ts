import { describe, expect, it } from 'vitest';
import { choleskyFactor, cornishFisher, exp, normalQuantile } from '../../../shared/numerics/index.ts';
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

function expectRelative(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(TOLERANCE * Math.max(1e-3, Math.abs(expected)));
}

describe('value at risk and expected shortfall of 6 histories', () => {
  it('reads them', () => {
    console.log(`value-at-risk: ${CASES.length} tails of ${RISK_HISTORIES.length} histories`);
    expect(CASES.length).toBeGreaterThanOrEqual(30);
  });

  it.each(CASES)('%s at %d: historical', (_, confidence, history, tail) => {
    expectRelative(figure(history, 'value-at-risk-historical', { confidence }).amount, tail.varOrderStatCeil);
    expectRelative(figure(history, 'expected-shortfall-historical', { confidence }).amount, tail.esTailMean);
    for (const type of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
      const quantile = history.expected.returnQuantilesR[`q${Number((1 - confidence).toFixed(6))}_type${type}`];
      if (quantile === undefined) continue;
      expectRelative(figure(history, 'value-at-risk-historical', { confidence, quantileType: type }).amount, -quantile);
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

describe('delta-normal of 6 histories', () => {
  it.each(CASES)('%s at %d: figure, tail mean and components', (_, confidence, history, tail) => {
    const { amount, contributions } = figure(history, 'value-at-risk-delta-normal', { confidence });
    expectRelative(amount, tail.normalVaRzeroMean);
    contributions.forEach((each, i) => expectRelative(each, tail.componentNormalVaRzeroMean[i]!));
    const shortfall = figure(history, 'expected-shortfall-delta-normal', { confidence }).amount;
    expectRelative(shortfall, tail.normalES + history.expected.mean);
  });

  it('is the limit of delta-gamma where nothing is curved', () => {
    const [history] = RISK_HISTORIES;
    const linear = figure(history!, 'value-at-risk-delta-normal', {}).amount;
    for (const quantile of ['cornish-fisher', 'exact', 'automatic']) {
      expectRelative(figure(history!, 'value-at-risk-delta-gamma', { quantile }).amount, linear);
    }
  });

  it('becomes 1 − exp(−zσ − ½σ²) for one asset by Monte Carlo, whose prices are lognormal', () => {
    const [history] = RISK_HISTORIES;
    const one = { weights: [1], returns: history!.returns.map((row) => [row[0]!]) };
    const deviation = Math.sqrt(history!.expected.covSample[0]![0]!);
    const truth = 1 - exp(-normalQuantile(0.99) * deviation - 0.5 * deviation * deviation);
    const simulated = figure(one, 'value-at-risk-monte-carlo', { paths: 100_000 }).amount;
    // Standard error of the 1 % quantile of 100,000 normal paths: √(p(1 − p)/n) / φ(z) = 1.2 % of a deviation.
    expect(Math.abs(simulated - truth)).toBeLessThan(3 * 0.012 * deviation);
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
  const V1 = { weights: [1], returns: PERCENT.map((r) => [r / 100]) };

  it.each([
    ['value-at-risk-historical', 0.9, 0.022, 9],
    ['value-at-risk-historical', 0.95, 0.028, 9],
    ['expected-shortfall-historical', 0.9, 0.025, 9],
    ['value-at-risk-filtered', 0.9, 0.02381046, 8],
    ['value-at-risk-filtered', 0.95, 0.03245442, 8],
    ['expected-shortfall-filtered', 0.9, 0.02813244, 8],
  ] as const)('%s at %d', (id, confidence, expected, digits) => {
    expect(figure(V1, id, { confidence }).amount).toBeCloseTo(expected, digits);
  });
});
