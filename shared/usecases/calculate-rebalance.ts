import { failAt, type Outcome, succeed } from '../foundation/index.ts';
import type { ChosenMethod, MarginResult } from '../margin/index.ts';
import type { LargeSolver } from '../optimise/index.ts';
import {
  EVALUATIONS_MOST,
  type LimitConflict,
  type Price,
  type RebalanceCertificate,
  type RebalanceLimits,
  type RebalanceResult,
} from '../rebalance/index.ts';
import { type FoundOrder, MOST_LEGS, type OrderedLegs, orderLegs } from './order-legs.ts';
import type { Clock } from './ports.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import { type RebalanceTask, wholeTask } from './rebalance-model.ts';
import { REBALANCE_WORK } from './rebalance-work.ts';
import type { RebalanceRequest } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import { type SettledTrades, settleTrades, standingOf } from './settle-trades.ts';
import { solveTask } from './solve-task.ts';

export type RebalanceAnswer = SettledTrades & {
  readonly status: {
    readonly termination: RebalanceResult['termination'];
    /** `approximate`: for a bound that stands for a part of the rule, or for one measure of a margin by history; a warning says which */
    readonly exactness: 'exact' | 'approximate';
  };
  readonly before: readonly MarginResult[];
  readonly certificate: RebalanceCertificate | null;
  readonly prices: readonly Price[];
  /** null unless asked for, or where nothing is traded */
  readonly legOrder: OrderedLegs | null;
  readonly infeasible: LimitConflict | null;
  readonly work: { readonly pivots: number; readonly nodes: number };
  readonly warnings: readonly string[];
  readonly provenance: Provenance & {
    /** there where the wall clock ended the search: another run may answer otherwise */
    readonly reproducible?: false | undefined;
  };
};

/**
 * The trades that need the least margin and cost within the limits, with their certificate.
 *
 * @param clock the wall clock as a safety net; without one a search ends by its work alone
 */
export function calculateRebalance(
  subject: ResolvedSubject,
  request: RebalanceRequest,
  large: LargeSolver | null = null,
  clock: Clock | null = null,
): Outcome<RebalanceAnswer> {
  const whole = wholeTask(subject, request);
  if (!whole.ok) return whole;
  const { methods, tradables, model } = whole.value;
  if (request.legOrder && methods.length === 0)
    return failAt('invalid-input', '/legOrder', 'is by a margin, and the request names none');
  const standing = standingOf(whole.value);
  if (!standing.ok) return standing;
  const limits = limitsOf(request, clock);
  const solved = solveTask({ subject, request, limits, large, mayStay: standing.value.mayStay }, whole.value);
  if (!solved.ok) return solved;
  const { task, result } = solved.value;
  const quantities = result.trades ?? tradables.map(() => 0);
  const settled = settleTrades(task, request, standing.value, quantities);
  if (!settled.ok) return settled;
  const { isWorthless, ...done } = settled.value;
  const ordered = legOrderOf(subject, request, methods, done.trades, limits);
  if (!ordered.ok) return ordered;
  const legOrder = ordered.value;
  const answer = {
    status: {
      termination: result.termination,
      exactness: model.measure === null ? exactnessOf(result) : 'approximate',
    } as const,
    ...done,
    before: standing.value.margins,
    certificate: result.trades === null ? null : result.certificate,
    prices: result.trades === null ? [] : result.prices,
    legOrder: legOrder?.legs ?? null,
    infeasible: result.termination === 'infeasible' ? conflictIn(result) : null,
    work: { pivots: result.pivots, nodes: result.nodes },
    warnings: [
      ...whole.value.warnings,
      ...gapWarnings(result),
      ...searchWarnings(result),
      ...(model.measure === null ? [] : [manyMeasures(task)]),
      ...(isWorthless ? [WORTHLESS] : []),
      ...(request.legOrder && done.trades.length > MOST_LEGS ? [TOO_MANY_LEGS] : []),
    ],
  };
  const parameterDigests = methods.map((method) => method.parameterDigest);
  const proven = withProvenance(subject, questionOf(request), parameterDigests, answer);
  if (result.reproducible && legOrder?.reproducible !== false) return succeed(proven);
  return succeed({ ...proven, provenance: { ...proven.provenance, reproducible: false } });
}

function legOrderOf(
  subject: ResolvedSubject,
  { legOrder = false, limits = {} }: RebalanceRequest,
  [method]: readonly ChosenMethod[],
  trades: SettledTrades['trades'],
  { leftMs }: RebalanceLimits,
): Outcome<FoundOrder | null> {
  if (!legOrder || method === undefined) return succeed(null);
  const legs = trades.map(({ midPrice, ...trade }) => ({ ...trade, price: midPrice }));
  if (legs.length === 0 || legs.length > MOST_LEGS) return succeed(null);
  const { pivots = EVALUATIONS_MOST } = limits;
  const within = { evaluations: Math.min(pivots, EVALUATIONS_MOST), ...(leftMs === undefined ? {} : { leftMs }) };
  return orderLegs(subject, legs, method, within);
}

function limitsOf({ limits = {} }: RebalanceRequest, clock: Clock | null): RebalanceLimits {
  const { pivots, nodes, wallMs, cells } = REBALANCE_WORK;
  const endMs = clock === null ? Infinity : clock() + (limits.wallMs ?? wallMs.usual);
  return {
    pivots: limits.pivots ?? pivots.usual,
    nodes: limits.nodes ?? nodes.usual,
    cells,
    ...(limits.gapFraction === undefined ? {} : { gapFraction: limits.gapFraction }),
    ...(clock === null ? {} : { leftMs: () => endMs - clock() }),
  };
}

function exactnessOf(result: RebalanceResult): 'exact' | 'approximate' {
  return result.trades === null ? 'exact' : result.exactness;
}

function conflictIn(result: LimitConflict): LimitConflict {
  const { conflict, isIrreducible, isSmallest, smallestRelaxation, relaxationAlone } = result;
  return { conflict, isIrreducible, isSmallest, smallestRelaxation, relaxationAlone };
}

const HOPELESS =
  'numerical-trouble: no answer could be certified; bring trade bounds, limits and weights nearer to each other in size';

/** What no certificate shows. */
function searchWarnings(result: RebalanceResult): string[] {
  if (result.termination === 'numerical-trouble') return [HOPELESS];
  if (result.termination !== 'infeasible' || result.isProven) return [];
  return ['unproven: that no trade of the sizes allowed fits is what a search says; of any size, trades do fit'];
}

function gapWarnings(result: RebalanceResult): string[] {
  if (result.trades === null || result.exactness === 'exact') return [];
  const { objective, certificate } = result;
  return [
    `approximate: the objective of these trades is ${objective}, and none within the limits is below ${certificate.bound}`,
  ];
}

/** Which underlyings the margins of an answer are measured by, where that makes a difference. */
function manyMeasures({ book: { moving } }: RebalanceTask): string {
  return `universe-days: margins by history are of what ${moving.join(', ')} share; of trades that leave others, measured on other days, nothing is proven`;
}

const TOO_MANY_LEGS = `legOrder: left out, an order of more than ${MOST_LEGS} trades is not searched for`;

const WORTHLESS = 'no-net-benefit: the best trades found save no more than they cost, so none is suggested';
