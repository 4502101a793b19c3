import { chain, type Outcome, succeed } from '../foundation/index.ts';
import type { ChosenMethod } from '../margin/index.ts';
import { bestLegOrder, EVALUATIONS_MOST, type LegLimits, type LegOrder } from '../rebalance/index.ts';
import type { Trade } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import { tradedRequirement } from './traded-requirement.ts';

export type OrderedLegs = Omit<LegOrder, 'reproducible'> & {
  /** the requirement before any leg */
  readonly before: number;
  /** the peak in the order in which the legs were sent */
  readonly peakAsSent: number;
};

/** An order, and whether the wall clock had no part in it. */
export type FoundOrder = { readonly legs: OrderedLegs; readonly reproducible: boolean };

/** Of more, even a bounded search would take seconds. */
export const MOST_LEGS = 40;

/** Scenario values that all evaluations of one answer read, at most: 1 to 2 s. */
const MOST_READ = 1_000_000_000;

/**
 * The order of trades in which a method's initial requirement peaks lowest; see `bestLegOrder`.
 *
 * @param limits what else ends the search; the size of the requirement does in any case
 */
export function orderLegs(
  subject: ResolvedSubject,
  trades: readonly Trade[],
  method: ChosenMethod,
  limits: LegLimits = { evaluations: EVALUATIONS_MOST },
): Outcome<FoundOrder> {
  const named = trades.map((trade, i) => ({ ...trade, pointer: `/trades/${i}/instrument` }));
  return chain(tradedRequirement(subject, named, method), ({ initialAfter, readPerState }) => {
    const sent = trades.map((_, i) => initialAfter([...trades.keys()].slice(0, i + 1)));
    const evaluations = Math.min(limits.evaluations, Math.floor(MOST_READ / Math.max(1, readPerState)));
    const { reproducible, ...best } = bestLegOrder(trades.length, initialAfter, { ...limits, evaluations });
    const legs = { before: initialAfter([]), peakAsSent: Math.max(...sent), ...best };
    return succeed({ legs, reproducible });
  });
}
