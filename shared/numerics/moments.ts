import { requireThat } from '../foundation/index.ts';

export type Moments = {
  readonly mean: number;
  /** over n */
  readonly variance: number;
  /** m3 / m2^1.5; 0 where the sample is constant */
  readonly skewness: number;
  /** m4 / m2², 3 for a normal; 3 where the sample is constant */
  readonly kurtosis: number;
};

/**
 * Central moments of a sample, each over n: two passes, so that a large mean loses nothing.
 *
 * Accuracy: 1e-10 against 6 histories; test/conformance/market/history-statistics.
 */
export function moments(sample: ArrayLike<number>): Moments {
  const size = sample.length;
  requireThat(size > 0, 'at least one observation');
  let total = 0;
  for (let i = 0; i < size; i++) total += sample[i]!;
  const mean = total / size;
  let [m2, m3, m4] = [0, 0, 0];
  for (let i = 0; i < size; i++) {
    const d = sample[i]! - mean;
    m2 += d * d;
    m3 += d * d * d;
    m4 += d * d * d * d;
  }
  const variance = m2 / size;
  if (variance === 0) return { mean, variance, skewness: 0, kurtosis: 3 };
  return {
    mean,
    variance,
    skewness: m3 / size / (variance * Math.sqrt(variance)),
    kurtosis: m4 / size / (variance * variance),
  };
}
