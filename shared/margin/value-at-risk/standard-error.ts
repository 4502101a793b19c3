import { type QuantileType, sampleQuantile } from '../../numerics/index.ts';
import { outcomesOf } from '../../requirement/index.ts';
import type { Formulation } from '../method.ts';
import type { Figure } from './measured-book.ts';
import type { RiskMeasure } from './parameters.ts';

const N_BATCHES = 20;

export type StandardErrorSpec = {
  readonly measure: RiskMeasure;
  readonly confidence: number;
  readonly quantileType: QuantileType;
};

/**
 * Standard error of a figure over independent outcomes by sectioning: 20 batches in order, the deviation of their figures over
 * √20. Null where a batch would have less than one outcome beyond the confidence.
 *
 * Source: Asmussen and Glynn, "Stochastic Simulation" (2007), III.4.
 */
export function standardError(
  gains: Float64Array,
  { measure, confidence, quantileType }: StandardErrorSpec,
): number | null {
  const size = Math.floor(gains.length / N_BATCHES);
  if (size * (1 - confidence) < 1) return null;
  const figures = Array.from({ length: N_BATCHES }, (_, batch) => {
    const ascending = gains.slice(batch * size, (batch + 1) * size).toSorted();
    return measure === 'value-at-risk'
      ? -sampleQuantile(ascending, 1 - confidence, quantileType)
      : tailMean(ascending, 1 - confidence);
  });
  const mean = figures.reduce((total, each) => total + each, 0) / N_BATCHES;
  const squares = figures.reduce((total, each) => total + (each - mean) * (each - mean), 0);
  return Math.sqrt(squares / (N_BATCHES - 1) / N_BATCHES);
}

/** Minus the mean of the lowest `mass` of the probability, the last outcome counted in part. */
function tailMean(ascending: ArrayLike<number>, mass: number): number {
  const count = mass * ascending.length;
  const whole = Math.floor(count);
  let total = 0;
  for (let k = 0; k < whole; k++) total -= ascending[k]!;
  if (whole < ascending.length) total -= (count - whole) * ascending[whole]!;
  return total / count;
}

/** How many outcomes a figure rests on, and how far it may be off for that alone. */
export function sampleDetails(spec: StandardErrorSpec) {
  return ({ scan }: Figure): NonNullable<Formulation['details']> => ({
    nodes: [scan!.gains],
    read: (evaluation) => {
      const gains = outcomesOf(evaluation, scan!.gains);
      return { outcomes: gains.length, standardError: standardError(gains, spec) };
    },
  });
}
