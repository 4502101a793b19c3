import { exp } from '../numerics/index.ts';
import { densityOf, distributionOf, gaussian } from './normal-pair.ts';

/** Rates and vol of the put of strike 1 whose boundary is sought. */
export type PutTerms = {
  /** σ > 0 */
  readonly volAnnual: number;
  /** r: what the strike earns */
  readonly rate: number;
  /** q: what the underlying earns */
  readonly yieldRate: number;
};

const N_STEPS_MAX = 10;
const LONGEST_STEP = 0.5;
/** of σ√τ; the Newton steps that follow need no better start */
const CLOSE = 1e-3;
const SMALL_RATE = 1e-8;

/**
 * ln B of the exercise boundary of an American put of strike 1, approximately: the QD+ equation,
 * (1 − D_q·Φ(−d1))·S − β·(1 − S − p(S)) + α·Θ(S)/D_r = 0 for p and Θ of the European put, solved by Newton's method in ln S.
 *
 * Accuracy: within 0.1·σ√τ of ln B, which is a start for `solveBoundary`, not a result.
 * Source: Li, "Analytical approximations for the critical stock prices of American options", Review of Derivatives Research 13
 * (2010), in the form of Andersen, Lake & Offengenden (2016), section 4.
 *
 * @param start of ln S, below `logMost`, which the boundary doesn't exceed
 */
export function guessLogBoundary(put: PutTerms, timeYears: number, start: number, logMost: number): number {
  const equation = quadraticEquation(put, timeYears);
  const deviation = put.volAnnual * Math.sqrt(timeYears);
  let logSpot = start;
  for (let step = 0; step < N_STEPS_MAX; step++) {
    const move = newtonMove(equation, logSpot);
    const next = logSpot + Math.max(-LONGEST_STEP, Math.min(LONGEST_STEP, move));
    const kept = next < logMost ? next : 0.5 * (logSpot + logMost);
    const done = Math.abs(kept - logSpot) <= CLOSE * deviation;
    logSpot = kept;
    if (done) break;
  }
  return logSpot;
}

type QuadraticEquation = {
  readonly put: PutTerms;
  readonly timeYears: number;
  readonly deviation: number;
  /** D_r and D_q */
  readonly rateDiscount: number;
  readonly yieldDiscount: number;
  readonly alpha: number;
  readonly beta: number;
};

/** λ = −((ω−1) + √((ω−1)² + 8ρ/σ²))/2 for ω = 2(r−q)/σ² and ρ = r/(1−D_r), whose limit at r = 0 is 1/τ. */
function quadraticEquation(put: PutTerms, timeYears: number): QuadraticEquation {
  const { volAnnual, rate, yieldRate } = put;
  const variance = volAnnual * volAnnual;
  const rateDiscount = exp(-rate * timeYears);
  const growth = Math.abs(rate * timeYears) < SMALL_RATE ? 1 / timeYears : rate / (1 - rateDiscount);
  const drift = (2 * (rate - yieldRate)) / variance - 1;
  const root = Math.sqrt(drift * drift + (8 * growth) / variance);
  const lambda = -0.5 * (drift + root);
  const lambdaSlope = (2 * growth * growth) / (variance * root);
  const alpha = (-2 * rateDiscount) / (variance * root);
  return {
    put,
    timeYears,
    deviation: volAnnual * Math.sqrt(timeYears),
    rateDiscount,
    yieldDiscount: exp(-yieldRate * timeYears),
    alpha,
    beta: alpha * (growth - lambdaSlope / root) - lambda,
  };
}

function newtonMove(equation: QuadraticEquation, logSpot: number): number {
  const { put, timeYears, deviation, rateDiscount, yieldDiscount, alpha, beta } = equation;
  const { volAnnual, rate, yieldRate } = put;
  const spot = exp(logSpot);
  const d1 = (logSpot + (rate - yieldRate) * timeYears) / deviation + 0.5 * deviation;
  const d2 = d1 - deviation;
  const gauss = gaussian(d1);
  const held = yieldDiscount * distributionOf(-d1, gauss);
  const owed = rateDiscount * distributionOf(-d2, gaussian(d2));
  const density = yieldDiscount * densityOf(gauss);
  const decay = (density * volAnnual) / (2 * Math.sqrt(timeYears));
  const theta = rate * owed - yieldRate * spot * held - spot * decay;
  const thetaSlope = ((yieldRate - rate) * density + decay * d1) / deviation - yieldRate * held - decay;
  const value = (1 - held) * spot - beta * (1 - spot - (owed - spot * held)) + (alpha * theta) / rateDiscount;
  const slope = (1 - held) * (1 + beta) + density / deviation + (alpha * thetaSlope) / rateDiscount;
  return -value / (slope * spot);
}
