import { type Failure, type Outcome, succeed } from '../foundation/index.ts';
import { allMethods } from '../margin/index.ts';
import { type NetBenefit, netBenefit, partOfTrade, type RebalanceCertificate } from '../rebalance/index.ts';
import { applyTrades } from '../risk/index.ts';
import { calculateRebalance } from './calculate-rebalance.ts';
import type { MarginTerm } from './objective-terms.ts';
import type { Policy } from './policy-terms.ts';
import type { Clock } from './ports.ts';
import { rebalanceTask } from './rebalance-model.ts';
import type { RebalanceRequest } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import { type CostTotals, costOf, doneTrades, type RebalanceTrade, tradeOf } from './settle-trades.ts';
import { tightened, type Violation, violationsOf, type WatchedState, watchedState } from './violations.ts';

type Asked = Omit<RebalanceRequest, 'portfolio' | 'market'>;

/** The trades that bring a book back inside its policy, and what they do. */
export type Cure = {
  /** the part of the best trades that is enough, cut in equal proportion and rounded up to sizes that they may have */
  readonly trades: readonly RebalanceTrade[];
  readonly cost: CostTotals;
  /** null unless the policy says what margin costs to fund; may be negative: being outside is the reason for the trades */
  readonly benefit: NetBenefit | null;
  /** of the trades that need the least margin and cost */
  readonly fraction: number;
  /** nothing is outside any more, with the policy's hysteresis */
  readonly cures: boolean;
  readonly before: WatchedState;
  readonly after: WatchedState;
  /** of the best trades: what was asked, beside the book, and the proof of it */
  readonly request: Asked | null;
  readonly certificate: RebalanceCertificate | null;
  /** why there are no trades */
  readonly failure: Failure | null;
  /** there where the wall clock ended the search: another run may find other trades */
  readonly reproducible?: false | undefined;
};

/** A recomputation waits for it: enough for some hundreds of instruments, and an end for the day when so little work takes long. */
const MOST_WORK = { pivots: 2_000, wallMs: 5_000 };

/** Halvings of the fraction: it is the least one to 2⁻²⁰ where the requirement is convex. */
const HALVINGS = 20;

/**
 * The least part of the trades that need the least margin which brings the book back inside, found by bisection; all of them for a book that is
 * inside already.
 */
export function cureOf(
  subject: ResolvedSubject,
  policy: Policy,
  methods: readonly string[],
  { before, violations }: { readonly before: WatchedState; readonly violations: readonly Violation[] },
  clock: Clock,
): Outcome<Cure> {
  const request = requestOf(policy, methods, before, violations);
  const still = { trades: [], cost: costOf([]), benefit: null, fraction: 0, cures: false, before, after: before };
  const nothing = { ...still, request, certificate: null };
  if (violations.some(isBelow)) return succeed({ ...nothing, request: null, failure: BELOW });
  const solved = calculateRebalance(subject, request, null, clock);
  if (!solved.ok) return succeed({ ...nothing, failure: solved.failure });
  const task = rebalanceTask(subject, request);
  if (!task.ok) return task;
  const { trades, certificate, infeasible, status, provenance } = solved.value;
  const ended = provenance.reproducible === false ? { reproducible: false as const } : {};
  if (trades.length === 0)
    return succeed({ ...nothing, ...ended, certificate, failure: noTrades(infeasible, status.termination) });
  const { book, tradables } = task.value;
  const quantities = tradables.map(({ instrument, venue }) =>
    Number(trades.find((each) => each.instrument === instrument && each.venue === venue)?.quantity ?? 0),
  );
  const partAt = (fraction: number) =>
    quantities.map((quantity, j) => partOfTrade(quantity, fraction, tradables[j]!.sizes));
  const at = (fraction: number) => {
    const traded = applyTrades(book, doneTrades(tradables, partAt(fraction)));
    return watchedState(traded, policy, methods, subject.parameterFile);
  };
  const isCured = (state: Outcome<WatchedState>) =>
    state.ok && violationsOf(state.value, policy, policy.hysteresisFraction).length === 0;
  const cures = isCured(at(1));
  const fraction = cures && violations.length > 0 ? leastFraction((each) => isCured(at(each))) : 1;
  const after = at(fraction);
  if (!after.ok) return after;
  const sizes = partAt(fraction);
  const part = tradables.flatMap((tradable, j) => tradeOf(tradable, sizes[j]!));
  const cost = costOf(part);
  const benefit = benefitOf(policy, request, before, after.value, cost.total);
  const done = { trades: part, cost, benefit, fraction, cures, before, after: after.value };
  return succeed({ ...done, ...ended, request, certificate, failure: null });
}

function benefitOf(
  { costs: { funding } }: Policy,
  { objective }: Asked,
  before: WatchedState,
  after: WatchedState,
  cost: number,
): NetBenefit | null {
  const { method, requirement = 'initial' } = objective as MarginTerm;
  const requiredIn = ({ margins }: WatchedState) => margins.find((each) => each.method === method)![requirement];
  return funding === undefined ? null : netBenefit(funding, requiredIn(before) - requiredIn(after), cost);
}

const BELOW: Failure = { reason: 'unsupported', detail: 'a requirement is below its band: suggestions only lower one' };

function isBelow({ kind, value, min }: Violation): boolean {
  return kind === 'margin-band' && value !== null && min !== null && value < min;
}

/** The least margin of the first method that is outside, within the bands of the Greeks. */
function requestOf(
  { methods, parameterFileId, bands, costs, sizes = {}, hysteresisFraction }: Policy,
  answering: readonly string[],
  { greeks }: WatchedState,
  violations: readonly Violation[],
): Asked {
  const outside = violations.find(({ method }) => method !== null);
  const id = outside?.method ?? answering[0]!;
  const choice = methods.find((each) => each.id === id)!;
  const { costBudget, turnoverBudget, ...perTrade } = costs;
  const { lots, minTicket, maxTrades } = sizes;
  const held = bands.greeks.filter(({ underlying }) => greeks.some((each) => each.underlying === underlying));
  return {
    objective: {
      minimise: 'margin',
      method: id,
      version: choice.version,
      parameters: choice.parameters,
      requirement: outside?.requirement ?? 'initial',
    },
    constraints: {
      greeks: held.map((band) => ({ ...band, ...tightened(band, hysteresisFraction) })),
      costBudget,
      turnoverBudget,
      minTicket,
      maxTrades,
    },
    lots,
    // The book is outside: what it takes to come back is not weighed against what margin costs.
    costs: { ...perTrade, funding: undefined },
    limits: MOST_WORK,
    parameterFileId: takesFile(id) ? parameterFileId : undefined,
  };
}

function takesFile(method: string): boolean {
  return allMethods().some(({ id, takesParameterFile = false }) => id === method && takesParameterFile);
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
