import { productError } from './double-double.ts';
import { expOfSum } from './exponential.ts';
import { scaledTail } from './scaled-tail.ts';

/** √2 = high + low. */
const SQRT_2 = Math.sqrt(2);
const SQRT_2_LOW = -9.667293313452913e-17;
const INVERSE_SQRT_2PI = 0.3989422804014327;
/** erfc(x) is below half the smallest double from here. */
const UNDERFLOW = 27.3;

/**
 * Complementary error function: erfc(x) = 2/√π ∫_x^∞ e^(−t²) dt = 2 e^(−x²) · S(x√2) for x ≥ 0, and 2 − erfc(−x) below.
 *
 * Accuracy: error ≤ 3 ulp, in the upper tail down to subnormal results too; test/unit/numerics/error-function.test.ts.
 * Limits: erfc(0) = 1, erfc(−∞) = 2, erfc(+∞) = 0, erfc(NaN) = NaN.
 */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x > UNDERFLOW) return 0;
  return 2 * scaledTailAtRoot2(x) * expOfSum(-x * x, -productError(x, x));
}

/** S(x√2); by S′ = a·S − 1/√2π, what rounding takes from x√2 is put back. */
function scaledTailAtRoot2(x: number): number {
  const a = SQRT_2 * x;
  const lost = productError(SQRT_2, x) + SQRT_2_LOW * x;
  const tail = scaledTail(a);
  return tail + lost * (a * tail - INVERSE_SQRT_2PI);
}
