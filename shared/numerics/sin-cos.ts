import { requireThat } from '../foundation/index.ts';

export type SinCos = { readonly sin: number; readonly cos: number };

/** π/2 = high + middle + low; the first two have 33 significant bits, so that their products with a small integer are exact. */
const HALF_PI_HIGH = 1.5707963267341256;
const HALF_PI_MIDDLE = 6.0771005063039e-11;
const HALF_PI_LOW = 2.0222662487959506e-21;
const TWO_OVER_PI = 0.6366197723675814;
const LARGEST_ARGUMENT = 1_000_000;

/**
 * Sine and cosine together, from + − × ÷ only: the same bits on every machine.
 *
 * The angle is brought to [−π/4, π/4], where both are Taylor series (remainders below 2^-56).
 *
 * Accuracy: error ≤ 2^-51 up to |x| = 10^6; test/unit/numerics/sin-cos.test.ts.
 *
 * @param x radians, |x| ≤ 10^6
 * @throws DefectError when x is outside its range or NaN
 */
export function sinCos(x: number): SinCos {
  requireThat(Math.abs(x) <= LARGEST_ARGUMENT, 'an angle of at most a million', { x });
  const quarter = Math.round(x * TWO_OVER_PI);
  const angle = x - quarter * HALF_PI_HIGH - quarter * HALF_PI_MIDDLE - quarter * HALF_PI_LOW;
  const [sin, cos] = [sine(angle), cosine(angle)];
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return { sin, cos };
    case 1:
      return { sin: cos, cos: -sin };
    case 2:
      return { sin: -sin, cos: -cos };
    default:
      return { sin: -cos, cos: sin };
  }
}

/** Σ (−1)^k x^(2k+1)/(2k+1)! to k = 8. */
function sine(x: number): number {
  let sum = 0;
  for (let n = 16; n >= 2; n -= 2) sum = ((-x * x) / (n * (n + 1))) * (1 + sum);
  return x + x * sum;
}

/** Σ (−1)^k x^(2k)/(2k)! to k = 9. */
function cosine(x: number): number {
  let sum = 0;
  for (let n = 17; n >= 3; n -= 2) sum = ((-x * x) / (n * (n + 1))) * (1 + sum);
  return 1 - 0.5 * x * x * (1 + sum);
}
