import { DefectError } from '../foundation/index.ts';

/** A function at x with its derivatives in units of x, which neither overflow nor underflow: g, x·g′ and x²·g″. */
export type Sample = { readonly value: number; readonly slope: number; readonly curvature: number };

export type RootSearch = {
  /** An increasing function with one root between `low` and `high`. */
  readonly evaluate: (x: number) => Sample;
  /** 0 ≤ low < root < high ≤ ∞ */
  readonly low: number;
  readonly high: number;
  /** Between low and high. */
  readonly start: number;
  /** The function is closest to a straight line in x^power: the steps are taken in that variable. */
  readonly power: -2 | 1 | 2;
};

/** Halley's error after such a step is below the last bit. */
const SMALL_STEP = 1e-9;
const N_STEPS_MAX = 200;

/**
 * The positive root of an increasing function, by Halley's method in the variable x^power, kept inside a bracket.
 *
 * A step that leaves the bracket is replaced by the geometric mean of its ends (or a doubling or halving while an end is
 * open), so the search can't run away. It stops by the size of the step, never by the clock.
 *
 * Accuracy: as good as `evaluate` at the root.
 *
 * @throws DefectError when 200 steps don't converge, which a function as promised can't cause
 */
export function findRoot(search: RootSearch): number {
  let { low, high, start: x } = search;
  for (let step = 0; step < N_STEPS_MAX; step++) {
    const sample = search.evaluate(x);
    if (sample.value === 0) return x;
    if (sample.value < 0) low = x;
    else high = x;
    const proposal = halleyStep(x, sample, search.power);
    if (Math.abs(proposal - x) <= SMALL_STEP * x) return proposal;
    x = proposal > low && proposal < high ? proposal : middle(low, high);
  }
  throw new DefectError(`broken promise: the root search converges (low = ${low}, high = ${high})`);
}

/** In v = x^m: Δv/v = m·(Δx/x) / (1 − ½·bend) with Newton's Δx and bend = g·g_vv / g_v² = g·(x²g″ − (m−1)·xg′) / (xg′)². */
function halleyStep(x: number, { value, slope, curvature }: Sample, power: -2 | 1 | 2): number {
  const newton = -value / slope;
  const bend = (value * (curvature - (power - 1) * slope)) / (slope * slope);
  const growth = 1 + (power * newton) / Math.max(1 - 0.5 * bend, 0.5);
  if (power === 1) return x * growth;
  return power === 2 ? x * Math.sqrt(growth) : x / Math.sqrt(growth);
}

function middle(low: number, high: number): number {
  if (high === Infinity) return 2 * low;
  return low === 0 ? 0.5 * high : Math.sqrt(low) * Math.sqrt(high);
}
