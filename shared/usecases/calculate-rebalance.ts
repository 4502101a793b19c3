import { decimal, decimalText, type Outcome, succeed } from '../foundation/index.ts';
import { type MarginResult, marginOf } from '../margin/index.ts';
import type { LargeSolver } from '../optimise/index.ts';
import {
  type Price,
  type RebalanceCertificate,
  type RebalanceResult,
  solveRebalance,
  type Tradable,
} from '../rebalance/index.ts';
import { applyTrades, type Book } from '../risk/index.ts';
import { marginsOf } from './choose-methods.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import { type RebalanceTask, rebalanceTask } from './rebalance-model.ts';
import type { RebalanceRequest } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

export type RebalanceTrade = {
  readonly instrument: string;
  readonly venue: string;
  readonly quantity: string;
  readonly midPrice: number;
  /** in the base currency */
  readonly cost: { readonly spread: number; readonly fees: number; readonly impact: number };
};

export type RebalanceAnswer = {
  readonly status: {
    readonly termination: RebalanceResult['termination'];
    /** `approximate`: optimal for a bound that stands for a part of the rule; a warning has the gap */
    readonly exactness: 'exact' | 'approximate';
  };
  readonly trades: readonly RebalanceTrade[];
  readonly before: readonly MarginResult[];
  /** recomputed by the engine on the book after the trades; as `before` where there is no trade */
  readonly after: readonly MarginResult[];
  readonly certificate: RebalanceCertificate | null;
  readonly prices: readonly Price[];
  readonly infeasible: {
    readonly conflict: readonly string[];
    readonly smallestRelaxation: Readonly<Record<string, number>>;
  } | null;
  readonly work: { readonly pivots: number };
  readonly warnings: readonly string[];
  readonly provenance: Provenance;
};

/**
 * Most simplex pivots of one answer, whatever the request allows: at the largest program they take about 20 s, which is
 * what a gateway waits for. The usual need is 3 to 4 pivots a trade.
 */
const MAX_PIVOTS = 10_000;

/** Largest program, in cells of the solver's dense tableau: about 300 tradable instruments under `paradex-style`. */
const MAX_CELLS = 4_000_000;

/** The trades that need the least margin and cost within the limits, with their certificate. */
export function calculateRebalance(
  subject: ResolvedSubject,
  request: RebalanceRequest,
  large: LargeSolver | null = null,
): Outcome<RebalanceAnswer> {
  const task = rebalanceTask(subject, request);
  if (!task.ok) return task;
  const { book, methods, model, tradables } = task.value;
  const before = marginsOf(book, methods, true);
  if (!before.ok) return before;
  const pivots = Math.min(request.limits?.pivots ?? MAX_PIVOTS, MAX_PIVOTS);
  const solved = solveRebalance(model, { pivots, cells: MAX_CELLS }, large);
  if (!solved.ok) return solved;
  const result = solved.value;
  const quantities = result.termination === 'optimal' ? result.trades : tradables.map(() => 0);
  const traded = applyTrades(book, doneTrades(tradables, quantities));
  const after = marginsAfter(task.value, traded);
  if (!after.ok) return after;
  const answer = {
    status: { termination: result.termination, exactness: exactnessOf(result) },
    trades: tradables.flatMap((tradable, j) => tradeOf(tradable, quantities[j]!)),
    before: before.value.margins,
    after: after.value,
    certificate: result.termination === 'optimal' ? result.certificate : null,
    prices: result.termination === 'optimal' ? result.prices : [],
    infeasible:
      result.termination === 'infeasible'
        ? { conflict: result.conflict, smallestRelaxation: result.smallestRelaxation }
        : null,
    work: { pivots: result.pivots },
    warnings: [...task.value.warnings, ...gapWarnings(result)],
  };
  const parameterDigests = methods.map((method) => method.parameterDigest);
  return succeed(withProvenance(subject, questionOf(request), parameterDigests, answer));
}

function exactnessOf(result: RebalanceResult): 'exact' | 'approximate' {
  return result.termination === 'optimal' ? result.exactness : 'exact';
}

function gapWarnings(result: RebalanceResult): string[] {
  if (result.termination !== 'optimal' || result.exactness === 'exact') return [];
  const { objective, certificate } = result;
  return [
    `approximate: the objective of these trades is ${objective}, and none within the limits is below ${certificate.bound}`,
  ];
}

function marginsAfter({ methods }: RebalanceTask, traded: Book): Outcome<readonly MarginResult[]> {
  const margins: MarginResult[] = [];
  for (const method of methods) {
    const margin = marginOf(traded, method);
    if (!margin.ok) return margin;
    margins.push(margin.value);
  }
  return succeed(margins);
}

export function doneTrades(tradables: readonly Tradable[], quantities: readonly number[]) {
  return tradables.flatMap(({ line, midPrice, cash }, j) => {
    const quantity = quantities[j]!;
    return quantity === 0 ? [] : [{ line, quantity, price: midPrice, costs: Math.abs(quantity) * cash!.costsPerUnit }];
  });
}

function tradeOf({ instrument, venue, midPrice, costPerUnit }: Tradable, quantity: number): RebalanceTrade[] {
  if (quantity === 0) return [];
  const size = Math.abs(quantity);
  const cost = { spread: size * costPerUnit.spread, fees: size * costPerUnit.fees, impact: 0 };
  return [{ instrument, venue, quantity: decimalText(decimal(quantity)), midPrice, cost }];
}
