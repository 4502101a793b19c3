import { DefectError, requireThat } from '../foundation/index.ts';

const N_STEPS_MAX = 200;

/**
 * A root of a continuous function between two points where its signs differ, by Brent's method: inverse quadratic or secant steps,
 * bisection where they don't help. It stops by the bracket's width, never by the clock.
 *
 * Accuracy: the bracket is at most 2·(ε·|x| + tolerance) wide, ε = 2^-52.
 * Source: Brent, "Algorithms for Minimization without Derivatives" (1973), ch. 4.
 *
 * @param low, high f(low) and f(high) differ in sign, or one is 0
 */
export function bracketedRoot(f: (x: number) => number, low: number, high: number, tolerance: number): number {
  let [a, b] = [low, high];
  let [fa, fb] = [f(a), f(b)];
  requireThat(fa === 0 || fb === 0 || fa < 0 !== fb < 0, 'a change of sign', { low, high, fa, fb });
  let [c, fc, step, before] = [a, fa, b - a, b - a];
  for (let n = 0; n < N_STEPS_MAX; n++) {
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const width = 2 * Number.EPSILON * Math.abs(b) + 0.5 * tolerance;
    const half = 0.5 * (c - b);
    if (Math.abs(half) <= width || fb === 0) return b;
    const proposal =
      Math.abs(before) < width || Math.abs(fa) <= Math.abs(fb) ? null : interpolated({ a, b, c, fa, fb, fc });
    const accepted =
      proposal !== null &&
      Math.abs(proposal) < Math.min(1.5 * Math.abs(half), 0.5 * Math.abs(before)) &&
      proposal * half > 0;
    before = accepted ? step : half;
    step = accepted ? proposal : half;
    [a, fa] = [b, fb];
    b += Math.abs(step) > width ? step : Math.sign(half) * width;
    fb = f(b);
    if (fb > 0 === fc > 0) [c, fc, step, before] = [a, fa, b - a, b - a];
  }
  throw new DefectError(`broken promise: Brent's method converges (low = ${low}, high = ${high})`);
}

type Points = { a: number; b: number; c: number; fa: number; fb: number; fc: number };

/** The step from b towards the root of the secant, or of the inverse parabola where three points differ. */
function interpolated({ a, b, c, fa, fb, fc }: Points): number {
  const s = fb / fa;
  if (a === c) return ((c - b) * s) / (s - 1);
  const [q, r] = [fa / fc, fb / fc];
  const numerator = s * ((c - b) * q * (q - r) - (b - a) * (r - 1));
  return -numerator / ((q - 1) * (r - 1) * (s - 1));
}
