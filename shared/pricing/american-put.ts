import { exp, logRatio } from '../numerics/index.ts';
import { carriedGreeks } from './carried-greeks.ts';
import { type CertainValue, certainAmerican } from './certain-american.ts';
import {
  type EarlyExercise,
  type PremiumSlopes,
  premiumAt,
  premiumSlopesAt,
  tabulateEarlyExercise,
} from './early-exercise.ts';
import { solveBoundary } from './exercise-boundary.ts';
import type { PutTerms } from './exercise-guess.ts';
import { type ExerciseScheme, makeExerciseScheme } from './exercise-scheme.ts';
import { intrinsicValue, standardDistance, timeValue } from './time-value.ts';

const STANDARD_SCHEME = makeExerciseScheme({ degree: 10, points: 14, pricePoints: 24, stepsMax: 8, smallMove: 1e-3 });
/** For a drift that is large beside the vol, or very long times: some thirty times slower. */
const WIDE_SCHEME = makeExerciseScheme({ degree: 20, points: 48, pricePoints: 128, stepsMax: 12, smallMove: 1e-6 });
/** of 2·max(|r|, |q|)·√T/σ, of |r|T and |q|T, and of σ√T: up to these the standard scheme serves */
const STANDARD_DRIFT_MAX = 8;
const STANDARD_GROWTH_MAX = 0.5;
const STANDARD_DEVIATION_MAX = 2.5;

/**
 * When an American put should be exercised before its expiry: `never` (it is worth a European one), `below` one boundary, or
 * `between` two of them (q < r < 0).
 *
 * By the sign of r·K − q·S at S < K, what waiting costs. Source: Battauz, De Donno & Sbuelz, "Real options and American
 * derivatives: the double continuation region", Management Science 61 (2015).
 */
export type ExerciseRegion = 'never' | 'below' | 'between';

export function exerciseRegion(rate: number, yieldRate: number): ExerciseRegion {
  if (rate > 0) return 'below';
  if (yieldRate >= rate || yieldRate >= 0) return 'never';
  return rate === 0 ? 'below' : 'between';
}

/** An American put of strike 1, ready for any x = S/K, which its boundary doesn't depend on. */
export type AmericanPut = {
  readonly put: PutTerms;
  readonly timeYears: number;
  readonly rateDiscount: number;
  readonly yieldDiscount: number;
  readonly exercise:
    | { readonly kind: 'never' }
    /** the future counts as certain for the decision to exercise */
    | { readonly kind: 'certain' }
    | { readonly kind: 'boundary'; readonly logBoundary: number; readonly premium: EarlyExercise };
};

/**
 * Solves the exercise boundary, the costly part of a price.
 *
 * Limits: where σ√T = 0 the path is certain. Where the boundary can't be solved, which needs 2·max(|r|, |q|)·√T/σ above 200,
 * the value is the greater of the European value and that of the best certain moment of exercise: at most 2e-4 too low.
 *
 * @param put of a region that isn't `between`
 */
export function prepareAmericanPut(put: PutTerms, timeYears: number, scheme?: ExerciseScheme): AmericanPut {
  const rateDiscount = exp(-put.rate * timeYears);
  const yieldDiscount = exp(-put.yieldRate * timeYears);
  return { put, timeYears, rateDiscount, yieldDiscount, exercise: exerciseOf(put, timeYears, scheme) };
}

function exerciseOf(put: PutTerms, timeYears: number, scheme = schemeFor(put, timeYears)): AmericanPut['exercise'] {
  if (exerciseRegion(put.rate, put.yieldRate) === 'never') return { kind: 'never' };
  if (!(put.volAnnual * Math.sqrt(timeYears) > 0)) return { kind: 'certain' };
  const boundary = solveBoundary(put, timeYears, scheme) ?? solveBoundary(put, timeYears, WIDE_SCHEME);
  if (boundary === null) return { kind: 'certain' };
  return { kind: 'boundary', logBoundary: boundary.logNow, premium: tabulateEarlyExercise(boundary) };
}

function schemeFor({ volAnnual, rate, yieldRate }: PutTerms, timeYears: number): ExerciseScheme {
  const rootTime = Math.sqrt(timeYears);
  const rateSize = Math.max(Math.abs(rate), Math.abs(yieldRate));
  const ordinary =
    2 * rateSize * rootTime <= STANDARD_DRIFT_MAX * volAnnual &&
    rateSize * timeYears <= STANDARD_GROWTH_MAX &&
    volAnnual * rootTime <= STANDARD_DEVIATION_MAX;
  return ordinary ? STANDARD_SCHEME : WIDE_SCHEME;
}

/** Value at x = S/K ≥ 0; never below 1 − x. Allocates: nothing. */
export function americanPutAt(prepared: AmericanPut, x: number): number {
  const { exercise } = prepared;
  const european = europeanPutAt(prepared, x);
  if (exercise.kind === 'never') return european;
  const exercised = Math.max(0, 1 - x);
  if (exercise.kind === 'certain') return Math.max(european, certainPutAt(prepared, x).value);
  if (!(x > 0 && logRatio(x, 1) > exercise.logBoundary)) return exercised;
  return Math.max(exercised, european + Math.max(0, premiumAt(exercise.premium, x)));
}

function certainPutAt({ put, timeYears }: AmericanPut, x: number): CertainValue {
  const { rate: rateContinuous, yieldRate: yieldContinuous } = put;
  return certainAmerican({ type: 'put', strike: 1, timeYears, rateContinuous, yieldContinuous, dividends: [] }, x);
}

function europeanPutAt({ put, timeYears, rateDiscount, yieldDiscount }: AmericanPut, x: number): number {
  const held = x * yieldDiscount;
  const deviation = put.volAnnual * Math.sqrt(timeYears);
  const distance = standardDistance(held, rateDiscount, deviation);
  return intrinsicValue(false, held, rateDiscount) + timeValue(Math.min(held, rateDiscount), distance, 0.5 * deviation);
}

/** Value and derivatives by x > 0; at the boundary those of holding. */
export function americanPutSlopesAt(prepared: AmericanPut, x: number): PremiumSlopes {
  const { exercise } = prepared;
  const european = europeanSlopesAt(prepared, x);
  if (exercise.kind === 'never') return european;
  if (exercise.kind === 'certain') {
    const certain = certainPutAt(prepared, x);
    return certain.value > european.value ? { ...certain, curvature: 0 } : european;
  }
  if (logRatio(x, 1) < exercise.logBoundary) return { value: 1 - x, slope: -1, curvature: 0 };
  const premium = premiumSlopesAt(exercise.premium, x);
  return {
    value: Math.max(1 - x, european.value + Math.max(0, premium.value)),
    slope: european.slope + premium.slope,
    curvature: Math.max(0, european.curvature + premium.curvature),
  };
}

function europeanSlopesAt(prepared: AmericanPut, x: number): PremiumSlopes {
  const { put, timeYears, rateDiscount, yieldDiscount } = prepared;
  const { delta, gamma } = carriedGreeks({
    isCall: false,
    underlying: x,
    strike: 1,
    timeYears,
    volAnnual: put.volAnnual,
    rate: put.rate,
    yieldRate: put.yieldRate,
    rateDiscount,
    yieldDiscount,
    logMoneyness: logRatio(x, 1) + (put.rate - put.yieldRate) * timeYears,
  });
  return { value: europeanPutAt(prepared, x), slope: delta, curvature: gamma };
}
