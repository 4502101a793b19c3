import { type QuantileType, quantilePosition } from '../../numerics/index.ts';
import { axisOf, type Expression, ranked, tail } from '../../requirement/index.ts';
import type { RiskMeasure } from './parameters.ts';

/**
 * The figure of equally likely scenarios: minus the (1 − c)-quantile of the gain by the stated type, or the mean loss over exactly
 * the worst 1 − c of the probability, the scenario at the boundary counted in part. It is negative where even that is a gain.
 *
 * Accuracy: 1e-10 against 6 histories; test/conformance/margin/value-at-risk.
 */
export function tailCharge(
  measure: RiskMeasure,
  confidence: number,
  quantileType: QuantileType,
  gains: Expression,
): Expression {
  const size = axisOf(gains)!.length;
  if (measure === 'expected-shortfall') return tail(new Float64Array(size).fill(1 / size), confidence, gains);
  const { index, weight } = quantilePosition(size, 1 - confidence, quantileType);
  return weight === 0 ? ranked([index], [1], gains) : ranked([index, index + 1], [1 - weight, weight], gains);
}
