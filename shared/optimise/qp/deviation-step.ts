import type { ScaledQuadratic } from './scaled-quadratic.ts';

const BISECTIONS = 60;

/**
 * Mutates z: the point nearest to v, in the metric of `stiffness`, after the deviation costs: per column
 * `argmin (cost + λ·weight)·|z − centre| + ½·stiffness·(z − v)²` within the bounds, which is v moved towards the centre and cut off, and
 * λ ≥ 0 the least at which the deviation limit holds.
 *
 * @returns λ
 */
export function stepToDeviations(
  problem: ScaledQuadratic,
  v: Float64Array,
  stiffness: Float64Array,
  z: Float64Array,
): number {
  if (shrink(problem, v, stiffness, 0, z) <= problem.limit) return 0;
  let [below, above] = [0, 1];
  while (shrink(problem, v, stiffness, above, z) > problem.limit && above < Number.MAX_SAFE_INTEGER) {
    below = above;
    above *= 4;
  }
  for (let k = 0; k < BISECTIONS; k += 1) {
    const middle = 0.5 * (below + above);
    if (shrink(problem, v, stiffness, middle, z) > problem.limit) below = middle;
    else above = middle;
  }
  shrink(problem, v, stiffness, above, z);
  return above;
}

/** Σ weight·|z − centre| of the z that it writes. */
function shrink(
  { n, lower, upper, centre, cost, weight }: ScaledQuadratic,
  v: Float64Array,
  stiffness: Float64Array,
  multiplier: number,
  z: Float64Array,
): number {
  let moved = 0;
  for (let j = 0; j < n; j += 1) {
    const most = (cost[j]! + multiplier * weight[j]!) / stiffness[j]!;
    const move = v[j]! - centre[j]!;
    let to = v[j]!;
    if (most > 0) to = move > most ? v[j]! - most : move < -most ? v[j]! + most : centre[j]!;
    to = Math.min(upper[j]!, Math.max(lower[j]!, to));
    z[j] = to;
    moved += weight[j]! * Math.abs(to - centre[j]!);
  }
  return moved;
}
