import type { Failure, Outcome } from '../foundation/index.ts';
import type { MarginLimit, RebalanceCertificate } from '../rebalance/index.ts';
import { calculateRebalance, type RebalanceAnswer } from './calculate-rebalance.ts';
import { type Asked, leastCost, leastMargin, marginLimits } from './cure-requests.ts';
import type { Policy } from './policy-terms.ts';
import type { Clock } from './ports.ts';
import { wholeTask } from './rebalance-model.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import { type Curing, partsOf, type TradedPart, untraded } from './traded-part.ts';
import { type Violation, violationsOf, type WatchedState } from './violations.ts';

/** The trades that bring a book back inside its policy, and what they do. */
export type Cure = TradedPart & {
  /** what was asked, beside the book, and the proof of the answer */
  readonly request: Asked | null;
  readonly certificate: RebalanceCertificate | null;
  /** why there are no trades */
  readonly failure: Failure | null;
  /** there where the wall clock ended the search: another run may find other trades */
  readonly reproducible?: false | undefined;
};

type Solve = (request: Asked) => Outcome<RebalanceAnswer>;

/** Of limits that trades pass which hold the others, or that their cost makes tighter. */
const MOST_ROUNDS = 4;

/** Halvings of the fraction: it is the least one to 2⁻²⁰ where the requirement is convex. */
const HALVINGS = 20;

/**
 * The trades of the least cost that bring a book back inside. Where none are found, the least part, by bisection, of those that need the least margin;
 * all of these for a book that is inside already.
 */
export function cureOf(
  subject: ResolvedSubject,
  policy: Policy,
  methods: readonly string[],
  { before, violations }: { readonly before: WatchedState; readonly violations: readonly Violation[] },
  clock: Clock,
): Cure {
  const curing = { subject, policy, methods, before, violations };
  const still = { ...untraded(curing), request: null, certificate: null };
  if (violations.some(isBelow)) return { ...still, failure: BELOW };
  let isReproducible = true;
  const solve: Solve = (request) => {
    const solved = calculateRebalance(subject, request, null, clock);
    if (solved.ok && solved.value.provenance.reproducible === false) isReproducible = false;
    return solved;
  };
  const smallest = violations.length === 0 ? null : smallestCure(curing, solve);
  const cure = smallest ?? leastPart(curing, solve);
  return isReproducible ? cure : { ...cure, reproducible: false };
}

/** Limits join as trades for the others pass them; null where that finds none, as it may where a rule isn't convex. */
function smallestCure(curing: Curing, solve: Solve): Cure | null {
  const { policy, before, violations } = curing;
  const isFree = costsNothing(curing);
  let limits: readonly MarginLimit[] = joined([], marginLimits(policy, before, violations));
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const tried = cheapest(curing, solve, leastCost(policy, before, limits, isFree));
    if (tried === null || tried.cures) return tried;
    const left = violationsOf(tried.after, policy, policy.hysteresisFraction);
    limits = joined(limits, marginLimits(policy, tried.after, left));
  }
  return null;
}

/** Each requirement once, under the tightest of its limits: as trades cost equity, those of a utilisation only fall. */
function joined(limits: readonly MarginLimit[], newer: readonly MarginLimit[]): MarginLimit[] {
  const byRequirement = Map.groupBy([...limits, ...newer], ({ method, requirement }) => `${method} ${requirement}`);
  return [...byRequirement.values()].map((same) => same.reduce((a, b) => (b.amount < a.amount ? b : a)));
}

function cheapest(curing: Curing, solve: Solve, request: Asked): Cure | null {
  const solved = solve(request);
  if (!solved.ok || solved.value.trades.length === 0) return null;
  const { trades, certificate } = solved.value;
  const parts = partsOf(curing, request, trades);
  const whole = parts.ok ? parts.value(1) : parts;
  return whole.ok ? { ...whole.value, request, certificate, failure: null } : null;
}

/** Whether no trade has a price of its own. */
function costsNothing({ subject, policy, before }: Curing): boolean {
  const task = wholeTask(subject, leastCost(policy, before, [], false));
  return task.ok && task.value.tradables.every(({ costPerUnit: { spread, fees } }) => spread + fees === 0);
}

function leastPart(curing: Curing, solve: Solve): Cure {
  const { policy, methods, before, violations } = curing;
  const request = leastMargin(policy, methods, before, violations);
  const solved = solve(request);
  const still = { ...untraded(curing), request, certificate: null };
  if (!solved.ok) return { ...still, failure: solved.failure };
  const { trades, certificate, infeasible, status } = solved.value;
  if (trades.length === 0) return { ...still, certificate, failure: noTrades(infeasible, status.termination) };
  const parts = partsOf(curing, request, trades);
  if (!parts.ok) return { ...still, certificate, failure: parts.failure };
  const isEnough = (fraction: number) => {
    const part = parts.value(fraction);
    return part.ok && part.value.cures;
  };
  const part = parts.value(violations.length > 0 && isEnough(1) ? leastFraction(isEnough) : 1);
  if (!part.ok) return { ...still, certificate, failure: part.failure };
  return { ...part.value, request, certificate, failure: null };
}

const BELOW: Failure = { reason: 'unsupported', detail: 'a requirement is below its band: suggestions only lower one' };

function isBelow({ kind, value, min }: Violation): boolean {
  return kind === 'margin-band' && value !== null && min !== null && value < min;
}

function noTrades(infeasible: { readonly conflict: readonly string[] } | null, termination: string): Failure {
  return infeasible === null
    ? { reason: 'infeasible', detail: `no trade of what is held needs less margin (${termination})` }
    : { reason: 'infeasible', detail: `the policy's limits exclude one another: ${infeasible.conflict.join(', ')}` };
}

function leastFraction(isEnough: (fraction: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < HALVINGS; i++) {
    const middle = (low + high) / 2;
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
