import { requireThat } from '../foundation/index.ts';
import { erfc } from './error-function.ts';
import { exp } from './exponential.ts';

/**
 * P(χ² > x) with 1 or 2 degrees of freedom, which is what the likelihood-ratio tests of a backtest need:
 * `erfc(√(x/2))` and `e^(−x/2)`.
 *
 * Accuracy: that of `erfc` and `exp`, a few ulp.
 *
 * @param x ≥ 0
 */
export function chiSquareTail(x: number, degreesOfFreedom: 1 | 2): number {
  requireThat(x >= 0, 'a statistic ≥ 0', { x });
  return degreesOfFreedom === 1 ? erfc(Math.sqrt(x / 2)) : exp(-x / 2);
}
