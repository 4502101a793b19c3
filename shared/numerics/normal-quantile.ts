import { requireThat } from '../foundation/index.ts';
import { productError } from './double-double.ts';
import { log } from './logarithm.ts';
import { scaledTail } from './scaled-tail.ts';

/** √2π = high + low. */
const SQRT_2PI = 2.5066282746310007;
const SQRT_2PI_LOW = -1.8328579980459167e-16;
const INVERSE_SQRT_2PI = 0.3989422804014327;
/** Up to this distance from ½ the quantile is found from the distance, beyond it from the tail. */
const CENTRAL = 0.25;
/** Both starts are within 1e-3; Halley's method cubes the error, so two steps reach the last bit. */
const N_STEPS = 2;

/**
 * Inverse of the standard normal distribution function: the z with Φ(z) = p.
 *
 * Accuracy: error ≤ 3 ulp of z in both tails, ≤ 1 ulp for p from ¼ to ¾, next to ½ too; test/unit/numerics/normal-quantile.test.ts.
 * Limits: ½ gives 0 exactly; ±∞ at 0 and 1 are outside the domain.
 *
 * @param p 0 < p < 1
 * @throws DefectError when p is outside its range or NaN
 */
export function normalQuantile(p: number): number {
  requireThat(p > 0 && p < 1, 'a probability strictly between 0 and 1', { p });
  const distance = p - 0.5;
  if (Math.abs(distance) <= CENTRAL) return centralQuantile(distance);
  return distance < 0 ? -upperQuantile(p) : upperQuantile(1 - p);
}

/**
 * Solves (Φ(z) − ½) / φ(z) = w·e^(z²/2) for w = √2π·distance.
 *
 * Both sides are z and w but for a small part, so their difference is taken part by part and small z lose nothing.
 */
function centralQuantile(distance: number): number {
  const w = SQRT_2PI * distance;
  const wLow = productError(SQRT_2PI, distance) + SQRT_2PI_LOW * distance;
  const w2 = w * w;
  let z = w * (1 + w2 * (1 / 6 + w2 * (7 / 120 + w2 * (127 / 5040))));
  for (let step = 0; step < N_STEPS; step++) {
    const excess = z - w + (z * areaGrowth(z * z) - (w * expGrowth(0.5 * z * z) + wLow));
    z -= excess / (1 + 0.5 * z * excess);
  }
  return z;
}

/** (Φ(z) − ½) / (z·φ(z)) − 1 = z²/3 + z⁴/15 + … + z^2k/(2k+1)!! + …, for z² ≤ 0.5. */
function areaGrowth(z2: number): number {
  let sum = 0;
  for (let odd = 25; odd >= 3; odd -= 2) sum = (z2 / odd) * (1 + sum);
  return sum;
}

/** e^y − 1 = y + y²/2! + …, for 0 ≤ y ≤ 0.25. */
function expGrowth(y: number): number {
  let sum = 0;
  for (let k = 13; k >= 1; k--) sum = (y / k) * (1 + sum);
  return sum;
}

/**
 * Solves ln Φ(−a) = ln S(a) − a²/2 = ln tail, which neither underflows nor cancels.
 *
 * Start: Hastings (Abramowitz & Stegun 26.2.23), error below 4.5e-4.
 */
function upperQuantile(tail: number): number {
  const logTail = log(tail);
  const u = Math.sqrt(-2 * logTail);
  let a = u - (2.515517 + u * (0.802853 + u * 0.010328)) / (1 + u * (1.432788 + u * (0.189269 + u * 0.001308)));
  for (let step = 0; step < N_STEPS; step++) {
    const scaled = scaledTail(a);
    const hazard = INVERSE_SQRT_2PI / scaled;
    const excess = log(scaled) - 0.5 * a * a - logTail;
    const newton = excess / hazard;
    a += newton / (1 + 0.5 * newton * (hazard - a));
  }
  return a;
}
