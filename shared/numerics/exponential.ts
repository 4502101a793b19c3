import { scaleByPowerOfTwo } from './binary-scale.ts';

const LARGEST_ARGUMENT = 709.782712893384;
const SMALLEST_ARGUMENT = -745.1332191019412;
/** ln 2 = high + low; `high` has 33 significant bits, so that its product with a binary exponent is exact. */
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const LOG2_E = 1 / (LN2_HIGH + LN2_LOW);

/**
 * e^x, from + − × ÷ only: the same bits on every machine.
 *
 * Accuracy: error ≤ 1 ulp on the whole range, subnormal results included; test/unit/numerics/exponential.test.ts.
 * Limits: exp(0) = 1, exp(−∞) = 0, exp(+∞) = ∞, exp(NaN) = NaN; 0 below −745.13 and ∞ above 709.78.
 */
export function exp(x: number): number {
  return expOfSum(x, 0);
}

/**
 * e^(x + tail) for a tail below one ulp of x: keeps e^(−z²/2) accurate where rounding z² would cost hundreds of ulp.
 *
 * e^x = 2^n · e^r,  n = round(x / ln 2),  |r| ≤ ½ ln 2, and e^r by its Taylor series to r^13 (remainder below 2^-57).
 *
 * Accuracy and limits: as `exp`.
 */
export function expOfSum(x: number, tail: number): number {
  if (!(x <= LARGEST_ARGUMENT)) return x > 0 ? Infinity : x;
  if (x < SMALLEST_ARGUMENT) return 0;
  const n = Math.floor(x * LOG2_E + 0.5);
  const high = x - n * LN2_HIGH;
  const low = n * LN2_LOW - tail;
  const r = high - low;
  const lost = high - r - low;
  return scaleByPowerOfTwo(1 + (r + (r * r * secondOrderPart(r) + lost)), n);
}

/** (e^r − 1 − r) / r² by the series Σ r^k / (k+2)!, paired so that the products run side by side. */
function secondOrderPart(r: number): number {
  const r2 = r * r;
  const r4 = r2 * r2;
  const start = 1 / 2 + r * (1 / 6) + r2 * (1 / 24 + r * (1 / 120));
  const middle = 1 / 720 + r * (1 / 5040) + r2 * (1 / 40320 + r * (1 / 362880));
  const end = 1 / 3628800 + r * (1 / 39916800) + r2 * (1 / 479001600 + r * (1 / 6227020800));
  return start + r4 * (middle + r4 * end);
}
