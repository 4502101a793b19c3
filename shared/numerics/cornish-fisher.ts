import { normalPdf } from './normal.ts';
import { normalQuantile } from './normal-quantile.ts';

/** First four cumulants of a distribution. */
export type Cumulants = readonly [number, number, number, number];

export type TailEstimate = {
  /** the quantile at probability p */
  readonly quantile: number;
  /** the mean below it */
  readonly tailMean: number;
  /** |s| ≤ 1, excess kurtosis k ≤ 3, and the expansion rises all the way down from p: outside, the expansion is not a quantile */
  readonly isValid: boolean;
};

/**
 * Lower quantile and tail mean by the Cornish–Fisher expansion:
 *
 * `z' = z + (z² − 1)s/6 + (z³ − 3z)k/24 − (2z³ − 5z)s²/36`, `quantile = κ1 + √κ2·z'`, z the normal quantile, s and k skewness and
 * excess kurtosis; its mean over (0, p) in closed form, `κ1 − √κ2·φ(z)/p·(1 + z·s/6 + (z² − 1)k/24 − (2z² − 1)s²/36)`.
 *
 * Source: tradfi-margin.md §6.1; the tail mean follows from ∫He_n·φ = −He_(n−1)·φ.
 *
 * @param probability 0 < p < 1
 */
export function cornishFisher([k1, k2, k3, k4]: Cumulants, probability: number): TailEstimate {
  const deviation = Math.sqrt(k2);
  if (deviation === 0) return { quantile: k1, tailMean: k1, isValid: true };
  const s = k3 / (k2 * deviation);
  const k = k4 / (k2 * k2);
  const z = normalQuantile(probability);
  const expanded = z + ((z * z - 1) * s) / 6 + ((z * z * z - 3 * z) * k) / 24 - ((2 * z * z * z - 5 * z) * s * s) / 36;
  const lean = 1 + (z * s) / 6 + ((z * z - 1) * k) / 24 - ((2 * z * z - 1) * s * s) / 36;
  return {
    quantile: k1 + deviation * expanded,
    tailMean: k1 - ((deviation * normalPdf(z)) / probability) * lean,
    isValid: Math.abs(s) <= 1 && k <= 3 && risesBelow(z, s, k),
  };
}

/** Whether `dz'/dz = 1 + zs/3 + (3z² − 3)k/24 − (6z² − 5)s²/36 > 0` for every argument up to z. */
function risesBelow(z: number, s: number, k: number): boolean {
  const [a, b, c] = [k / 8 - (s * s) / 6, s / 3, 1 - k / 8 + (5 * s * s) / 36];
  const slope = (x: number) => (a * x + b) * x + c;
  if (a < 0) return false;
  const lowest = a === 0 ? z : Math.min(z, -b / (2 * a));
  return slope(z) > 0 && slope(lowest) > 0 && (a > 0 || b <= 0);
}
