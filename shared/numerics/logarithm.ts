import { binaryExponent, powerOfTwo, scaleByPowerOfTwo } from './binary-scale.ts';

const SQRT_2 = Math.sqrt(2);
/** ln 2 = high + low; `high` has 33 significant bits, so that its product with a binary exponent is exact. */
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
/** Between these sizes no quotient, sum or scaled value leaves the normal range. */
const SMALL = 1e-150;
const LARGE = 1e150;

/**
 * Natural logarithm, from + − × ÷ only: the same bits on every machine.
 *
 * Accuracy: error ≤ 1 ulp for every positive double, near 1 and subnormal included; test/unit/numerics/logarithm.test.ts.
 * Limits: log(1) = 0, log(0) = −∞, log(∞) = ∞; NaN for NaN and for x < 0.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  return x === Infinity ? x : logRatio(x, 1);
}

/**
 * ln(a / b) without rounding the quotient, so that it stays accurate where a and b are close, and can't overflow.
 *
 * Accuracy: error ≤ 1.5 ulp; test/unit/numerics/logarithm.test.ts.
 *
 * @param a finite, > 0
 * @param b finite, > 0
 */
export function logRatio(a: number, b: number): number {
  if (!(a > SMALL && a < LARGE && b > SMALL && b < LARGE)) return logOfExtremes(a, b);
  const k = binaryExponent(SQRT_2 * (a / b));
  return logNearPowerOfTwo(a * powerOfTwo(0 - k), b, k);
}

function logOfExtremes(a: number, b: number): number {
  const exponentA = binaryExponent(a);
  const exponentB = binaryExponent(b);
  const mantissaA = scaleByPowerOfTwo(a, -exponentA);
  const mantissaB = scaleByPowerOfTwo(b, -exponentB);
  const k = binaryExponent(SQRT_2 * (mantissaA / mantissaB));
  return logNearPowerOfTwo(scaleByPowerOfTwo(mantissaA, -k), mantissaB, exponentA - exponentB + k);
}

/**
 * ln(2^k · a / b) for a / b in [√½, √2], where a − b is exact.
 *
 * f = (a − b) / b,  s = (a − b) / (a + b),  |s| ≤ 0.1716;  ln(a / b) = 2 artanh s = f − s·(f − R),
 * R = 2 artanh(s) / s − 2 by its series to s^20 (remainder below 2^-57).
 */
function logNearPowerOfTwo(a: number, b: number, k: number): number {
  const difference = a - b;
  const f = difference / b;
  const s = difference / (a + b);
  return k * LN2_HIGH + (f - (s * (f - artanhRemainder(s * s)) - k * LN2_LOW));
}

/** 2 artanh(s) / s − 2 by the series Σ 2 s^2k / (2k+1), paired so that the products run side by side. */
function artanhRemainder(s2: number): number {
  const s4 = s2 * s2;
  const s8 = s4 * s4;
  const start = 2 / 3 + s2 * (2 / 5) + s4 * (2 / 7 + s2 * (2 / 9));
  const middle = 2 / 11 + s2 * (2 / 13) + s4 * (2 / 15 + s2 * (2 / 17));
  const end = 2 / 19 + s2 * (2 / 21);
  return s2 * (start + s8 * (middle + s8 * end));
}
