import { fail, type Outcome, requireThat, succeed } from '../foundation/index.ts';
import type { OptionRight } from '../instruments/index.ts';
import { exp, findRoot, log, logRatio, productError, type Sample, scaledTail } from '../numerics/index.ts';
import { isNonNegative, isPositive } from './argument-range.ts';
import { scaledTailDifference } from './scaled-tail-difference.ts';

const INVERSE_SQRT_2PI = 0.3989422804014327;
/** Below this value, and beyond this exponent, the objective is formed from logarithms: its parts would underflow. */
const TINY = 1e-250;
const LARGE_EXPONENT = 600;
/** Fraction and missing part add up to 1, so the smaller is at most ½ unless the price's last bit outweighs both. */
const SMALLER_PART_MAX = 0.51;

export type QuotedOption = {
  readonly type: OptionRight;
  /** F > 0 */
  readonly forward: number;
  /** K > 0 */
  readonly strike: number;
  /** τ ≥ 0 */
  readonly timeYears: number;
  /** D > 0, dimensionless */
  readonly discount: number;
  /** Discounted, in the currency of forward and strike */
  readonly price: number;
};

/** The time value as a fraction of its supremum D·min(F, K), its logarithm, and what is missing to 1; none by cancellation. */
type NormalisedPrice = { readonly fraction: number; readonly logFraction: number; readonly missing: number };

/**
 * The vol at which `black76Value` gives the price, to machine precision.
 *
 * With x = |ln(F/K)| and s = σ√τ the fraction is b(s) = e^(−(h−t)²/2)·(S(h−t) − S(h+t)),  h = x/s, t = s/2
 * (`time-value.ts`). b bends where h = t, at s = √(2x). Below it ln b is solved, nearly straight in 1/s²; above it ln b
 * while b is the smaller part, and ln(1 − b), nearly straight in s², beyond. `findRoot` needs about four steps.
 *
 * Units: vol as a fraction per √year; time in ACT/365 years.
 * Accuracy: |error| ≤ 4·|∂σ/∂price|·ulp(price) + 4 ulp(σ) — test/conformance/pricing/implied-vol.test.ts.
 * Errors: `invalid-input`, and the detail says which: no time left, price at or below the discounted intrinsic value,
 * price at or above the discounted forward (call) or strike (put).
 * Method: in the spirit of Jäckel, "Let's be rational", Wilmott (2015); objective, series and search are our own.
 *
 * @throws DefectError when an argument other than the price's level is outside its range, infinite or NaN
 */
export function impliedVol(option: QuotedOption): Outcome<number> {
  const { forward, strike, timeYears, discount, price } = option;
  requireThat(isPositive(forward) && isPositive(strike), 'a forward and a strike above 0', { forward, strike });
  requireThat(isNonNegative(timeYears) && isPositive(discount), 'a time of at least 0 and a discount factor above 0', {
    timeYears,
    discount,
  });
  requireThat(Math.abs(price) < Infinity, 'a finite price', { price });
  if (timeYears === 0) return fail('invalid-input', 'no time to expiry: the price does not depend on the vol');
  const normalised = normalise(option);
  if (!normalised.ok) return normalised;
  return succeed(solve(Math.abs(logRatio(forward, strike)), normalised.value) / Math.sqrt(timeYears));
}

function normalise({ type, forward, strike, discount, price }: QuotedOption): Outcome<NormalisedPrice> {
  const [received, paid] = type === 'call' ? [forward, strike] : [strike, forward];
  const scale = discount * Math.min(received, paid);
  const aboveIntrinsic =
    received > paid ? price - discount * (received - paid) - discount * lostIn(received, paid) : price;
  const belowSupremum = discount * received - price;
  const fault = faultOf(type, price, aboveIntrinsic, belowSupremum);
  if (fault !== null) return fail('invalid-input', `price ${price} ${fault}`);
  const fraction = aboveIntrinsic / scale;
  const missing = belowSupremum / scale;
  if (fraction === 0) return fail('invalid-input', `price ${price} is too small beside ${scale} to imply a vol`);
  if (Math.min(fraction, missing) > SMALLER_PART_MAX) {
    return fail('invalid-input', `price ${price} is too coarse beside ${scale}: its rounding hides the vol`);
  }
  return succeed({ fraction, logFraction: logRatio(aboveIntrinsic, scale), missing });
}

function faultOf(type: OptionRight, price: number, aboveIntrinsic: number, belowSupremum: number): string | null {
  const bound = type === 'call' ? 'the discounted forward' : 'the discounted strike';
  if (price < 0) return 'is negative';
  if (aboveIntrinsic < 0) return 'is below the intrinsic value';
  if (aboveIntrinsic === 0) return 'equals the intrinsic value: only a vol of 0 gives it';
  if (belowSupremum < 0) return `is above ${bound}`;
  return belowSupremum === 0 ? `equals ${bound}: no finite vol gives it` : null;
}

/** What rounding takes from a − b, for a > b > 0. */
function lostIn(a: number, b: number): number {
  return a - (a - b) - b;
}

/** The s with b(s) = fraction. */
function solve(x: number, { fraction, logFraction, missing }: NormalisedPrice): number {
  const bend = Math.sqrt(2 * x);
  const fractionAtBend = scaledTailDifference(0.5 * bend, 0.5 * bend);
  const lower = (s: number): Sample => fractionSample(x, s, fraction, logFraction);
  if (fraction < fractionAtBend) return findRoot({ evaluate: lower, low: 0, high: bend, start: bend, power: -2 });
  const start = bend + (fraction - fractionAtBend) / INVERSE_SQRT_2PI;
  const above = { low: bend, high: Infinity, start };
  if (fraction <= missing) return findRoot({ ...above, evaluate: lower, power: 1 });
  return findRoot({ ...above, evaluate: (s) => missingSample(x, s, missing), power: 2 });
}

/** ln(b(s) / fraction) and its derivatives;  b′ = e^(−(h−t)²/2)/√2π,  s·b″/b′ = (h−t)(h+t). */
function fractionSample(x: number, s: number, fraction: number, logFraction: number): Sample {
  const h = x / s;
  const t = 0.5 * s;
  const near = h - t;
  const exponent = 0.5 * near * near;
  const difference = scaledTailDifference(h, t);
  const slope = (INVERSE_SQRT_2PI * s) / difference;
  const byLogs = fraction < TINY || exponent > LARGE_EXPONENT;
  const rounded = byLogs ? log(difference) - exponent - logFraction : log((exp(-exponent) * difference) / fraction);
  return {
    value: rounded - lostInExponent(x, s, h, near),
    slope,
    curvature: slope * (near * (h + t) - slope),
  };
}

/** What rounding takes from (x/s − s/2)²/2: in the wings the exponent is large and this is most of the vol's error. */
function lostInExponent(x: number, s: number, h: number, near: number): number {
  const lostInH = (x - h * s - productError(h, s)) / s;
  return near * (lostIn(h, 0.5 * s) + lostInH) + 0.5 * productError(near, near);
}

/** −ln((1 − b(s)) / missing) and its derivatives, for t ≥ h. */
function missingSample(x: number, s: number, missing: number): Sample {
  const h = x / s;
  const t = 0.5 * s;
  const sum = scaledTail(t - h) + scaledTail(h + t);
  const slope = (INVERSE_SQRT_2PI * s) / sum;
  return {
    value: 0.5 * (h - t) * (h - t) - log(sum / missing),
    slope,
    curvature: slope * ((h - t) * (h + t) + slope),
  };
}
