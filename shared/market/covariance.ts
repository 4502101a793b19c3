import { type FactorReturns, returnsOf } from './returns.ts';

/**
 * Covariance of returns about their mean, over n − 1 (over n where there is one).
 *
 * Shape: `[factors × factors]`, row-major, exactly symmetric.
 * Accuracy: 1e-10 against 6 histories; test/conformance/market/history-statistics.
 */
export function sampleCovariance(history: FactorReturns): Float64Array {
  const centred = history.factors.map((_, factor) => lessMean(returnsOf(history, factor)));
  const divisor = Math.max(1, history.dates.length - 1);
  return symmetric(centred.length, (a, b) => dot(centred[a]!, centred[b]!) / divisor);
}

/**
 * Exponentially weighted covariance about zero, `Σ ← λ·Σ + (1 − λ)·r·rᵀ` from the oldest return on, started at the sample's
 * second moments: the forecast for the day after the last.
 *
 * Source: RiskMetrics Technical Document (1996), λ = 0.94 for days.
 */
export function ewmaCovariance(history: FactorReturns, decay: number): Float64Array {
  const series = history.factors.map((_, factor) => returnsOf(history, factor));
  return symmetric(series.length, (a, b) => {
    let value = dot(series[a]!, series[b]!) / history.dates.length;
    for (let t = 0; t < history.dates.length; t++) {
      value = decay * value + (1 - decay) * series[a]![t]! * series[b]![t]!;
    }
    return value;
  });
}

export function lessMean(series: Float64Array): Float64Array {
  const mean = series.reduce((total, value) => total + value, 0) / series.length;
  return series.map((value) => value - mean);
}

export function symmetric(size: number, entry: (a: number, b: number) => number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b <= a; b++) matrix[a * size + b] = matrix[b * size + a] = entry(a, b);
  }
  return matrix;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
