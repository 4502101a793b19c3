import { requireThat } from '../foundation/index.ts';
import { exp } from './exponential.ts';
import { product, quotient, transformAt } from './quadratic-exponent.ts';
import { cumulantsOf, type QuadraticForm } from './quadratic-form.ts';
import { sinCos } from './sin-cos.ts';
import { pointAt, tailContour } from './tail-contour.ts';

export type DistributionAt = { readonly probability: number; readonly shortfall: number };

/** Of the path's parameter: halving it moves no figure by more than rounding. */
const STEP = 0.05;
/** Terms below this part of the largest are left out. */
const TERM_TOLERANCE = 1e-17;
/** Ten times what one axis takes at its bound. */
const MOST_TERMS = 20_000;
/** An axis with less than this part of the variance is left out: it moves no probability by more than about its root. */
const AXIS_VARIANCE_FRACTION = 1e-24;

/**
 * P(Q ≤ x) and E[max(x − Q, 0)], by inverting the Laplace transform along a path through the integrand's saddle:
 *
 * `P = 1/(2πi)·∫ M(s)·e^(−sx)/(−s) ds`, `E = 1/(2πi)·∫ M(s)·e^(−sx)/s² ds`, `M(s) = E e^(sQ)`, Re s < 0 at the crossing. The path goes away like
 * e^u and is bent to where the integrand falls, so that the trapezoid rule converges exponentially with few axes too, next to a bound of Q too:
 * about 90 terms. Above the mean it is the upper tail that is integrated; a tail is right to its own size, not to 1.
 *
 * Accuracy: 1e-13 of the chi-square with 2 and 4 degrees of freedom and of one axis in closed form, down to 1e-8 deviations from a bound;
 * test/unit/numerics/quadratic-form.test.ts.
 * Source: Rice (1980); Weideman and Trefethen (2007) on such paths.
 */
export function distributionAt(whole: QuadraticForm, x: number): DistributionAt {
  requireThat(Number.isFinite(x), 'a finite point', { x });
  const form = withoutStillAxes(whole);
  const [mean] = cumulantsOf(form);
  if (x <= mean) return lowerTail(form, x);
  const above = lowerTail(mirrored(form), -x);
  return { probability: 1 - above.probability, shortfall: x - mean + above.shortfall };
}

function withoutStillAxes({ constant, linear, curvature }: QuadraticForm): QuadraticForm {
  const variances = linear.map((b, j) => b * b + (curvature[j]! * curvature[j]!) / 2);
  const variance = variances.reduce((sum, each) => sum + each, 0);
  requireThat(variance > 0, 'a form that varies', { variance });
  const moves = (_: number, j: number) => variances[j]! > AXIS_VARIANCE_FRACTION * variance;
  return { constant, linear: linear.filter(moves), curvature: curvature.filter(moves) };
}

/** Of −Q. */
function mirrored({ constant, linear, curvature }: QuadraticForm): QuadraticForm {
  return { constant: -constant, linear, curvature: curvature.map((each) => -each) };
}

function lowerTail(form: QuadraticForm, x: number): DistributionAt {
  if (x <= leastOf(form)) return { probability: 0, shortfall: 0 };
  const contour = tailContour(form, x, Math.sqrt(cumulantsOf(form)[1]));
  const crossed = transformAt(form, x, pointAt(contour, 0).s).exponent.re;
  let [probability, shortfall, largest] = [0, 0, 0];
  for (let k = 0; k < MOST_TERMS; k++) {
    const { s, ds } = pointAt(contour, k * STEP);
    const { exponent, root } = transformAt(form, x, s);
    const weight = quotient(product(root, ds), { re: -s.re, im: -s.im });
    const scale = exp(exponent.re - crossed);
    const size = scale * (Math.abs(weight.re) + Math.abs(weight.im));
    if (!(size > TERM_TOLERANCE * largest)) break;
    largest = Math.max(largest, size);
    const { sin, cos } = sinCos(exponent.im);
    const term = product(weight, { re: scale * cos, im: scale * sin });
    const half = k === 0 ? 0.5 : 1;
    probability += half * term.im;
    shortfall += half * quotient(term, { re: -s.re, im: -s.im }).im;
  }
  const front = (exp(crossed) * STEP) / Math.PI;
  return { probability: front * probability, shortfall: front * shortfall };
}

/** −∞ unless every axis is curved upwards. */
function leastOf({ constant, linear, curvature }: QuadraticForm): number {
  if (curvature.some((l) => l <= 0)) return -Infinity;
  return linear.reduce((least, b, j) => least - (b * b) / (2 * curvature[j]!), constant);
}
