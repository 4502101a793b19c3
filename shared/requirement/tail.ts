import { ensureThat } from '../foundation/index.ts';
import { selectAscending } from '../numerics/index.ts';
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

/** How many times the tail is sorted at first: all is, where that isn't enough. */
const TAILS_SORTED = 2;

/** The scenario where the probability, added from the largest loss down, reaches the tail's mass: the value at risk. */
export function boundaryScenario(losses: Float64Array, probabilities: ArrayLike<number>, mass: number): number {
  const size = probabilities.length;
  const few = Math.ceil(TAILS_SORTED * mass * size);
  const found = few < size ? reached(largestFirst(losses, probabilities, few), probabilities, mass) : undefined;
  if (found !== undefined) return found;
  const all = largestFirst(losses, probabilities, size);
  return reached(all, probabilities, mass) ?? all.at(-1)!;
}

/** The first of the order where the probability reaches the mass. */
function reached(order: readonly number[], probabilities: ArrayLike<number>, mass: number): number | undefined {
  let total = 0;
  return order.find((k) => {
    total += probabilities[k]!;
    return total >= mass * (1 - TIE_FRACTION);
  });
}

/** The `count` largest losses, and those equal to the least of them, in descending order. */
function largestFirst(losses: Float64Array, probabilities: ArrayLike<number>, count: number): number[] {
  const size = probabilities.length;
  const least = selectAscending(losses.slice(0, size), size - Math.max(1, count));
  const order: number[] = [];
  for (let k = 0; k < size; k++) if (probabilities[k]! > 0 && losses[k]! >= least) order.push(k);
  return order.toSorted((a, b) => losses[b]! - losses[a]! || a - b);
}
