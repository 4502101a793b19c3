import { requireThat } from '../foundation/index.ts';
import { chiSquareTail, exp, log } from '../numerics/index.ts';

/** A likelihood-ratio statistic and its asymptotic p-value. */
export type RatioTest = { readonly statistic: number; readonly pValue: number };

/**
 * Kupiec's proportion of failures: `LR = −2·ln[(1−p)^(n−x)·p^x / ((1−x/n)^(n−x)·(x/n)^x)] ~ χ²(1)`.
 *
 * Accuracy: LR(0…8) for n = 250, p = 1 % of tradfi-margin.md §6.4; test/conformance/backtest.
 * Source: Kupiec (1995).
 */
export function kupiec(days: number, exceptions: number, probability: number): RatioTest {
  requireThat(days > 0 && exceptions >= 0 && exceptions <= days, 'exceptions among the days', { days, exceptions });
  const rate = exceptions / days;
  const statistic =
    -2 *
    (logLikelihood(days - exceptions, exceptions, probability) - logLikelihood(days - exceptions, exceptions, rate));
  return ratioTest(statistic, 1);
}

/** Days without and with an exception, by what the day before had: `n01` is an exception after a day without one. */
export type Transitions = { readonly n00: number; readonly n01: number; readonly n10: number; readonly n11: number };

export function transitionsOf(exceptions: readonly boolean[]): Transitions {
  const count = (before: boolean, after: boolean) =>
    exceptions.filter((each, t) => t > 0 && exceptions[t - 1] === before && each === after).length;
  return { n00: count(false, false), n01: count(false, true), n10: count(true, false), n11: count(true, true) };
}

/** Christoffersen's independence: an exception is as likely after an exception as after none; χ²(1). */
export function independence({ n00, n01, n10, n11 }: Transitions): RatioTest {
  const total = n00 + n01 + n10 + n11;
  const pooled = total === 0 ? 0 : (n01 + n11) / total;
  const apart = logLikelihood(n00, n01, share(n01, n00)) + logLikelihood(n10, n11, share(n11, n10));
  return ratioTest(-2 * (logLikelihood(n00 + n10, n01 + n11, pooled) - apart), 1);
}

/** Coverage and independence together: the sum of both statistics, χ²(2). */
export function conditionalCoverage(coverage: RatioTest, independent: RatioTest): RatioTest {
  return ratioTest(coverage.statistic + independent.statistic, 2);
}

/**
 * The zone of the Basel traffic light for exceptions of a 99 % figure, scaled to the number of days by the same cumulative
 * probabilities P(X ≤ x): green below 95 %, yellow below 99.99 %, red from there. 250 days give 0–4, 5–9, 10 and more.
 */
export function trafficLight(days: number, exceptions: number, probability: number): 'green' | 'yellow' | 'red' {
  const upTo = binomialBelow(days, exceptions + 1, probability);
  if (upTo < 0.95) return 'green';
  return upTo < 0.9999 ? 'yellow' : 'red';
}

/**
 * The size and power of the Kupiec test with n days, exactly: the probability that `LR > critical` when exceptions have
 * probability `truth`.
 */
export function rejectionProbability(days: number, probability: number, critical: number, truth: number): number {
  let total = 0;
  for (let x = 0; x <= days; x++) {
    if (kupiec(days, x, probability).statistic > critical) total += binomial(days, x, truth);
  }
  return total;
}

/** P(X < x) of a binomial. */
export function binomialBelow(days: number, x: number, probability: number): number {
  let total = 0;
  for (let k = 0; k < x; k++) total += binomial(days, k, probability);
  return Math.min(1, total);
}

function binomial(days: number, x: number, probability: number): number {
  let logChoose = 0;
  for (let k = 1; k <= x; k++) logChoose += log((days - x + k) / k);
  return exp(logChoose + logLikelihood(days - x, x, probability));
}

/** `a·ln(1 − p) + b·ln p`, with 0·ln 0 = 0. */
function logLikelihood(without: number, having: number, probability: number): number {
  const first = without === 0 ? 0 : without * log(1 - probability);
  return first + (having === 0 ? 0 : having * log(probability));
}

function share(having: number, without: number): number {
  return having + without === 0 ? 0 : having / (having + without);
}

function ratioTest(statistic: number, degreesOfFreedom: 1 | 2): RatioTest {
  const positive = Math.max(0, statistic);
  return { statistic: positive, pValue: chiSquareTail(positive, degreesOfFreedom) };
}
