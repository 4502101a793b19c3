import { exp, log } from '../numerics/index.ts';
import type { ExerciseBoundary } from './exercise-boundary.ts';
import { densityOf, distributionOf, gaussian } from './normal-pair.ts';

/**
 * What early exercise adds to a put of strike 1, ready for any x = S/K above the boundary:
 * ∫ [r·e^(−rv)·Φ(−d2) − q·x·e^(−qv)·Φ(−d1)] du over the time u to expiry, v = T − u, d1,2 of x/B(u) and v.
 *
 * At each quadrature point: s = σ√v;  d2 = ln(x)/s + offset;  earned = r·e^(−rv) and paid = q·e^(−qv) with the point's weight;
 * e^(−d1²/2) = e^(−d2²/2)·ratio/x, ratio = B(u)·e^(−(r−q)v), so that one exponential serves both.
 */
export type EarlyExercise = {
  readonly spreads: Float64Array;
  readonly offsets: Float64Array;
  readonly ratios: Float64Array;
  readonly earned: Float64Array;
  readonly paid: Float64Array;
};

export type PremiumSlopes = { readonly value: number; readonly slope: number; readonly curvature: number };

export function tabulateEarlyExercise({ put, timeYears, logAtPoints, scheme }: ExerciseBoundary): EarlyExercise {
  const { volAnnual, rate, yieldRate } = put;
  const { cosines, weights } = scheme.price;
  const deviation = volAnnual * Math.sqrt(timeYears);
  const left = cosines.map((cosine) => timeYears * cosine * cosine);
  const spreads = cosines.map((cosine) => deviation * cosine);
  const growth = left.map((each, j) => (rate - yieldRate) * each - logAtPoints[j]!);
  return {
    spreads,
    offsets: spreads.map((spread, j) => growth[j]! / spread - 0.5 * spread),
    ratios: growth.map((each) => exp(-each)),
    earned: left.map((each, j) => timeYears * weights[j]! * rate * exp(-rate * each)),
    paid: left.map((each, j) => timeYears * weights[j]! * yieldRate * exp(-yieldRate * each)),
  };
}

/** The premium at x; a logarithm, and per quadrature point one exponential and two tails. Allocates: nothing. */
export function premiumAt({ spreads, offsets, ratios, earned, paid }: EarlyExercise, x: number): number {
  const logX = log(x);
  let sum = 0;
  for (let j = 0; j < spreads.length; j++) {
    const d2 = logX / spreads[j]! + offsets[j]!;
    const d1 = d2 + spreads[j]!;
    const lower = gaussian(d2);
    const upper = (lower * ratios[j]!) / x;
    sum += earned[j]! * distributionOf(-d2, lower) - x * paid[j]! * distributionOf(-d1, upper);
  }
  return sum;
}

/** The premium and its first two derivatives by x, term by term. */
export function premiumSlopesAt(exercise: EarlyExercise, x: number): PremiumSlopes {
  const { spreads, offsets, ratios, earned, paid } = exercise;
  const logX = log(x);
  let [value, slope, curvature] = [0, 0, 0];
  for (let j = 0; j < spreads.length; j++) {
    const spread = spreads[j]!;
    const d2 = logX / spread + offsets[j]!;
    const d1 = d2 + spread;
    const lower = gaussian(d2);
    const upper = (lower * ratios[j]!) / x;
    const earnedDensity = (earned[j]! * densityOf(lower)) / (x * spread);
    const paidDensity = (paid[j]! * densityOf(upper)) / spread;
    const held = paid[j]! * distributionOf(-d1, upper);
    value += earned[j]! * distributionOf(-d2, lower) - x * held;
    slope += paidDensity - earnedDensity - held;
    curvature += (earnedDensity * (1 + d2 / spread) + paidDensity * (1 - d1 / spread)) / x;
  }
  return { value, slope, curvature };
}
