import { describe, expect, it } from 'vitest';
import { ewmaModel, type FactorReturns, sampleCovariance, varianceForecasts } from '../../../shared/market/index.ts';
import { moments, type QuantileType, sampleQuantile } from '../../../shared/numerics/index.ts';
import { portfolioReturns, RISK_HISTORIES, type RiskHistory } from '../../support/risk-histories.ts';

const TOLERANCE = 1e-10;

function expectRelative(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(TOLERANCE * Math.max(Math.abs(expected), 1e-6));
}

function factorMajor({ assets, returns }: RiskHistory): FactorReturns {
  const values = assets.flatMap((_, factor) => returns.map((row) => row[factor]!));
  return { factors: assets, dates: returns.map((_, t) => String(t)), returns: Float64Array.from(values), warnings: [] };
}

describe('statistics of a history agree with R and numpy', () => {
  it('reads 6 histories', () => {
    console.log(`history statistics: ${RISK_HISTORIES.length} histories`);
    expect(RISK_HISTORIES).toHaveLength(6);
  });

  it.each(RISK_HISTORIES.map((each) => [each.id, each] as const))('%s: moments and covariance', (_, history) => {
    const { expected } = history;
    const { mean, variance, skewness, kurtosis } = moments(portfolioReturns(history));
    expectRelative(mean, expected.mean);
    expectRelative(Math.sqrt(variance), expected.stdPopulation);
    expectRelative(skewness, expected.skewPopulation);
    expectRelative(kurtosis, expected.kurtosisPopulation);
    const covariance = sampleCovariance(factorMajor(history));
    expected.covSample.flat().forEach((value, i) => expectRelative(covariance[i]!, value));
  });

  it.each(RISK_HISTORIES.map((each) => [each.id, each] as const))('%s: quantiles of types 1 to 9', (_, history) => {
    const ascending = portfolioReturns(history).toSorted();
    const entries = Object.entries(history.expected.returnQuantilesR);
    expect(entries.length).toBeGreaterThanOrEqual(45);
    for (const [name, value] of entries) {
      const [, probability, type] = /^q([\d.]+)_type(\d)$/.exec(name)!;
      expectRelative(sampleQuantile(ascending, Number(probability), Number(type) as QuantileType), value);
    }
  });

  it.each(RISK_HISTORIES.map((each) => [each.id, each] as const))('%s: EWMA variance', (_, history) => {
    const [first, ...later] = portfolioReturns(history);
    const forecasts = varianceForecasts(Float64Array.from(later), ewmaModel(0.94), first! * first!);
    expectRelative(forecasts.at(-1)!, history.expected.ewmaVariance094_initFirstSquared);
  });
});
