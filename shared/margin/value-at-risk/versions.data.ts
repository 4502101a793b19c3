import type {
  DeltaGammaParameters,
  DeltaNormalParameters,
  FilteredParameters,
  HistoricalParameters,
  MonteCarloParameters,
} from './parameters.ts';

export const VALUE_AT_RISK_VERSION = '2026-11-25';

export const VALUE_AT_RISK_SOURCE =
  "Ballast's own defaults, no venue's: 99 %, one day, every return of the market's history; estimators as in Hyndman and Fan (1996), RiskMetrics (1996), Bollerslev (1986)";

const COMMON = { confidence: 0.99, horizonDays: 1, maintenanceFraction: 1, halfSpreads: false };

export const HISTORICAL: HistoricalParameters = {
  ...COMMON,
  quantileType: 1,
  horizonScaling: 'overlapping',
  daysForward: 0,
  antiProcyclical: { kind: 'none' },
};

export const FILTERED: FilteredParameters = { ...HISTORICAL, variance: { kind: 'ewma', decay: 0.94 } };

export const DELTA_NORMAL: DeltaNormalParameters = { ...COMMON, covariance: { kind: 'sample' } };

export const DELTA_GAMMA: DeltaGammaParameters = { ...DELTA_NORMAL, quantile: 'automatic', theta: false };

export const MONTE_CARLO: MonteCarloParameters = {
  ...DELTA_NORMAL,
  paths: 5_000,
  seed: 1,
  distribution: { kind: 'normal' },
  daysForward: 0,
  valuation: 'full',
};
