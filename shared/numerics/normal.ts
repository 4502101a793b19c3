import { productError } from './double-double.ts';
import { expOfSum } from './exponential.ts';
import { scaledTail } from './scaled-tail.ts';

/** 1/√2π = high + low. */
const INVERSE_SQRT_2PI = 0.3989422804014327;
const INVERSE_SQRT_2PI_LOW = -2.49232720227773e-17;
/** Φ(−z) and φ(z) are below half the smallest double from here. */
const UNDERFLOW = 39;

/**
 * Density of the standard normal distribution: φ(z) = e^(−z²/2) / √2π.
 *
 * Accuracy: error ≤ 2 ulp; test/unit/numerics/normal.test.ts.
 * Limits: φ(±∞) = 0, φ(NaN) = NaN.
 */
export function normalPdf(z: number): number {
  const value = gaussian(z);
  return INVERSE_SQRT_2PI * value + INVERSE_SQRT_2PI_LOW * value;
}

/**
 * Standard normal distribution function: Φ(z) = e^(−z²/2) · S(−z) for z ≤ 0, and 1 − Φ(−z) above.
 *
 * Accuracy: error ≤ 2.5 ulp, in the lower tail down to subnormal results too; test/unit/numerics/normal.test.ts.
 * Limits: Φ(0) = ½, Φ(−∞) = 0, Φ(+∞) = 1, Φ(NaN) = NaN.
 */
export function normalCdf(z: number): number {
  if (z > 0) return 1 - normalCdf(-z);
  return gaussian(z) * scaledTail(-z);
}

/** e^(−z²/2); what rounding takes from z² is put back, for in the tail it would cost hundreds of ulp. */
function gaussian(z: number): number {
  if (Math.abs(z) > UNDERFLOW) return 0;
  return expOfSum(-0.5 * (z * z), -0.5 * productError(z, z));
}
