import { powerOfTwo } from './binary-scale.ts';
import { expOfSum } from './exponential.ts';

const STEPS = 64;
const LAST_STEP = STEPS - 1;
const LOG2_STEPS = 6;
const STEPS_PER_UNIT = 92.33248261893198;
/** ln 2 / 64 = high + low; `high` has 33 significant bits, so that its product with a step number is exact. */
const STEP_HIGH = 6.9314718036912381649e-1 / STEPS;
const STEP_LOW = 1.90821492927058770002e-10 / STEPS;
/** e^x is subnormal soon after. */
const LEAST_ARGUMENT = -708;
/** 2^(i/64) */
const table = Float64Array.from({ length: STEPS }, (_, i) => expOfSum(i * STEP_HIGH, i * STEP_LOW));

/**
 * e^x for x ≤ 0: like `exp`, but a third faster, for the inner loops of pricing.
 *
 * e^x = 2^n · 2^(i/64) · e^r,  64n + i = round(64·x/ln 2),  |r| ≤ ln 2/128, and e^r by its Taylor series to r^5 (remainder below
 * 2^-54).
 *
 * Accuracy: error ≤ 1.5 ulp; test/unit/numerics/decay.test.ts.
 * Limits: decay(0) = 1, decay(−∞) = 0, decay(NaN) = NaN; 0 below −708.
 *
 * @param x ≤ 0
 */
export function decay(x: number): number {
  if (x < LEAST_ARGUMENT) return 0;
  const step = Math.floor(x * STEPS_PER_UNIT + 0.5);
  const r = x - step * STEP_HIGH - step * STEP_LOW;
  const base = table[step & LAST_STEP]!;
  const growth = r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120)))));
  return (base + base * growth) * powerOfTwo(step >> LOG2_STEPS);
}
