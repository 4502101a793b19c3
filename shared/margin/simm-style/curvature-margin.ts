import { normalQuantile } from '../../numerics/index.ts';
import type { Gradient } from './correlated-norm.ts';

const TAIL = 0.995;
const TAIL_SQUARED = normalQuantile(TAIL) * normalQuantile(TAIL);

/**
 * The curvature margin of the curvature exposures x, and its exact derivative towards each:
 *
 * ```
 * θ = min(Σ x / Σ |x|, 0)      λ = (Φ⁻¹(0.995)² − 1)(1 + θ) − θ
 * margin = max(Σ x + λ · norm(x), 0)
 * ```
 *
 * `norm` has the squared correlations and no concentration. Homogeneous of degree 1. Source: ISDA SIMM methodology 2.5, §11.
 */
export function curvatureMargin(norm: (x: Float64Array) => Gradient): (x: Float64Array) => Gradient {
  return (x) => {
    const total = x.reduce((sum, each) => sum + each, 0);
    const gross = x.reduce((sum, each) => sum + Math.abs(each), 0);
    const theta = gross === 0 ? 0 : Math.min(total / gross, 0);
    const lambda = (TAIL_SQUARED - 1) * (1 + theta) - theta;
    const spread = norm(x);
    const value = total + lambda * spread.value;
    if (value <= 0) return { value: 0, partials: new Float64Array(x.length) };
    const towardsTheta = spread.value * (TAIL_SQUARED - 2);
    const partials = spread.partials.map((partial, k) => {
      const thetaSlope = theta < 0 ? (1 - theta * Math.sign(x[k]!)) / gross : 0;
      return 1 + lambda * partial + towardsTheta * thetaSlope;
    });
    return { value, partials };
  };
}
