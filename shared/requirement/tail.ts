import { ensureThat } from '../foundation/index.ts';
import { type Branches, TIE_FRACTION } from './ties.ts';

/**
 * Writes the weights of the expected shortfall: each scenario beyond the boundary counts in full, `p_k / mass`; those that tie at
 * the boundary share what is left of `mass` in proportion to their probabilities.
 *
 * @param mass the tail's probability, `1 − confidence`
 */
export function shareTailTies(
  { values, gross, shares }: Branches,
  probabilities: ArrayLike<number>,
  mass: number,
): void {
  const boundary = boundaryScenario(values, probabilities, mass);
  const tied = (k: number) =>
    Math.abs(values[boundary]! - values[k]!) <= TIE_FRACTION * Math.max(gross[boundary]!, gross[k]!);
  let [left, tiedMass] = [mass, 0];
  for (let k = 0; k < probabilities.length; k++) {
    if (tied(k)) tiedMass += probabilities[k]!;
    else if (values[k]! > values[boundary]!) left -= probabilities[k]!;
  }
  ensureThat(tiedMass > 0 && left >= 0, 'the boundary scenario has the rest of the tail', { tiedMass, left, mass });
  const fraction = left / tiedMass;
  for (let k = 0; k < probabilities.length; k++) {
    const counted = tied(k) ? fraction : Number(values[k]! > values[boundary]!);
    shares[k] = (counted * probabilities[k]!) / mass;
  }
}

/** The scenario where the probability, added from the largest loss down, reaches the tail's mass: the value at risk. */
export function boundaryScenario(losses: Float64Array, probabilities: ArrayLike<number>, mass: number): number {
  const order = Array.from({ length: probabilities.length }, (_, k) => k)
    .filter((k) => probabilities[k]! > 0)
    .toSorted((a, b) => losses[b]! - losses[a]! || a - b);
  let total = 0;
  for (const k of order) {
    total += probabilities[k]!;
    if (total >= mass * (1 - TIE_FRACTION)) return k;
  }
  return order.at(-1)!;
}
