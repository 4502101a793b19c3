import {
  conditionalCoverage,
  independence,
  kupiec,
  type RatioTest,
  rejectionProbability,
  trafficLight,
  transitionsOf,
} from './coverage-tests.ts';
import { type Procyclicality, procyclicality } from './procyclicality.ts';
import type { BacktestDay } from './rolling.ts';

export type BacktestReport = {
  readonly days: number;
  readonly exceptions: readonly { readonly date: string; readonly loss: number; readonly requirement: number }[];
  /** 1 − confidence, what the share of exceptions is tested against */
  readonly expectedFraction: number;
  readonly observedFraction: number;
  readonly kupiec: RatioTest & {
    /** probability that the test at 5 % rejects a right figure with this many days, exactly */
    readonly exactSize: number;
  };
  readonly independence: RatioTest;
  readonly conditionalCoverage: RatioTest;
  readonly trafficLight: 'green' | 'yellow' | 'red';
  readonly procyclicality: Procyclicality;
};

/** The 95 % point of χ² with one degree of freedom. */
const CRITICAL = 3.841458820694124;

/** What the days say of a requirement that is meant to hold with this confidence. */
export function backtestReport(days: readonly BacktestDay[], confidence: number): BacktestReport {
  const probability = 1 - confidence;
  const failed = days.map(({ gain, requirement }) => -gain > requirement);
  const count = failed.filter(Boolean).length;
  const coverage = kupiec(days.length, count, probability);
  const independent = independence(transitionsOf(failed));
  return {
    days: days.length,
    exceptions: days
      .filter((_, t) => failed[t])
      .map(({ date, gain, requirement }) => ({ date, loss: -gain, requirement })),
    expectedFraction: probability,
    observedFraction: count / days.length,
    kupiec: { ...coverage, exactSize: rejectionProbability(days.length, probability, CRITICAL, probability) },
    independence: independent,
    conditionalCoverage: conditionalCoverage(coverage, independent),
    trafficLight: trafficLight(days.length, count, probability),
    procyclicality: procyclicality(days.map(({ requirement }) => requirement)),
  };
}
