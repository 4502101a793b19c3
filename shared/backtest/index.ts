export type { RatioTest, Transitions } from './coverage-tests.ts';
export {
  binomialBelow,
  conditionalCoverage,
  independence,
  kupiec,
  rejectionProbability,
  trafficLight,
  transitionsOf,
} from './coverage-tests.ts';
export type { Procyclicality } from './procyclicality.ts';
export type { BacktestReport } from './report.ts';
export { backtestReport } from './report.ts';
export type { BacktestDay, RollingSpec } from './rolling.ts';
export { rollingBacktest } from './rolling.ts';
export { acerbiSzekely } from './shortfall-test.ts';
