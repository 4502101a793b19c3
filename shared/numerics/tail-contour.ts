import { exp } from './exponential.ts';
import { type Complex, logTransformSlopes, transformAt } from './quadratic-exponent.ts';
import type { QuadraticForm } from './quadratic-form.ts';

/** `s(u) = crossing + width·(bend·(cosh u − 1) + i·sinh u)`: the upper half of a path that is symmetric about the real axis. */
export type TailContour = { readonly crossing: number; readonly width: number; readonly bend: number };

/** Slope against the imaginary axis, far out: oscillation turns into decay, and what is gaussian stays so. */
const BEND = 0.5;
/** Of the crossing: its square is still a number. */
const LEAST_REACH = 1e-150;
/** The crossing is found to this ratio: any nearby path gives the same integral. */
const CROSSING_RATIO = 1.01;

/**
 * A path for `∫ E e^(s(Q − x))/(−s)^n ds`, n = 1, 2, that has Re s < 0 where it crosses the real axis: at the saddle of the integrand for
 * n = 1, as wide as the saddle is, bent to the side on which the integrand falls.
 *
 * @param x above the least value of Q, if it has one
 */
export function tailContour(form: QuadraticForm, x: number, deviation: number): TailContour {
  const crossing = crossingOf(form, x, deviation);
  const width = 1 / Math.sqrt(logTransformSlopes(form, crossing)[1] + 1 / (crossing * crossing));
  const [right, left] = [BEND, -BEND].map((bend) => ({ crossing, width, bend }));
  return heightOf(form, x, right!) < heightOf(form, x, left!) ? right! : left!;
}

/** A point of the path, and its derivative by u. */
export function pointAt(
  { crossing, width, bend }: TailContour,
  u: number,
): { readonly s: Complex; readonly ds: Complex } {
  const grown = exp(u);
  const [cosh, sinh] = [(grown + 1 / grown) / 2, (grown - 1 / grown) / 2];
  return {
    s: { re: crossing + width * bend * (cosh - 1), im: width * sinh },
    ds: { re: width * bend * sinh, im: width * cosh },
  };
}

/** Where `d/ds (log E e^(sQ) − log(−s)) = x`, s < 0: the left side rises with s. Of Q's negative axes the steepest bounds s. */
function crossingOf(form: QuadraticForm, x: number, deviation: number): number {
  const steepest = form.curvature.reduce((most, l) => Math.max(most, -l), 0);
  const at = (reach: number) => -1 / (steepest + 1 / reach);
  const isShort = (reach: number) => logTransformSlopes(form, at(reach))[0] - 1 / at(reach) > x;
  let [low, high] = [1 / deviation, 1 / deviation];
  while (!isShort(low) && low > LEAST_REACH) low /= 2;
  while (isShort(high) && high < 1 / LEAST_REACH) high *= 2;
  while (high > CROSSING_RATIO * low) {
    const middle = Math.sqrt(low * high);
    if (isShort(middle)) low = middle;
    else high = middle;
  }
  return at(low);
}

/** Samples of a path: far enough out for any curvature to have its say. */
const SAMPLE_STEP = 0.5;
const SAMPLES = 80;
/** Below this exponent nothing is left of the integrand. */
const LOWEST_EXPONENT = -40;
/** What the integrand grows by counts so much more than what it falls by. */
const GROWTH_WEIGHT = 1000;

/** How high the integrand goes along a path, relative to its crossing; of two that fall the sooner is lower. */
function heightOf(form: QuadraticForm, x: number, contour: TailContour): number {
  const crossed = transformAt(form, x, pointAt(contour, 0).s).exponent.re;
  let height = 0;
  for (let k = 1; k <= SAMPLES; k++) {
    const exponent = transformAt(form, x, pointAt(contour, k * SAMPLE_STEP).s).exponent.re - crossed;
    if (exponent < LOWEST_EXPONENT) return height + LOWEST_EXPONENT * (SAMPLES - k + 1);
    height += exponent > 0 ? GROWTH_WEIGHT * exponent : exponent;
  }
  return height;
}
