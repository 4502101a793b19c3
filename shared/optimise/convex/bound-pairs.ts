import type { BarrierProblem } from './barrier-problem.ts';

/** A column starts this far inside its bounds, or at their middle. */
const START_INSIDE = 0.1;

type Bounded = Pick<BarrierProblem, 'lower' | 'upper'>;

/** Finite bounds, each as its column, or as −1 − column for an upper one: first all lower ones. */
export function boundsOf({ lower, upper }: Bounded): Int32Array {
  const columns = [...lower.keys()];
  const above = columns.filter((j) => upper[j]! < Infinity).map((j) => -1 - j);
  return Int32Array.from([...columns.filter((j) => lower[j]! > -Infinity), ...above]);
}

export function columnAt(bound: number): number {
  return bound >= 0 ? bound : -1 - bound;
}

/** Which way its slack grows with the column. */
export function signAt(bound: number): 1 | -1 {
  return bound >= 0 ? 1 : -1;
}

/** How far x is inside each of the bounds. */
export function slacksOf(bounds: Int32Array, { lower, upper }: Bounded, x: Float64Array): Float64Array {
  return Float64Array.from(bounds, (at) => {
    const j = columnAt(at);
    return at >= 0 ? x[j]! - lower[j]! : upper[j]! - x[j]!;
  });
}

export function strictlyInside(value: number, lower: number, upper: number): number {
  const margin = Math.min(START_INSIDE, (upper - lower) / 2);
  return Math.min(upper - margin, Math.max(lower + margin, value));
}
