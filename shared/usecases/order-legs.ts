import { chain, type Outcome, succeed } from '../foundation/index.ts';
import type { ChosenMethod } from '../margin/index.ts';
import { bestLegOrder, type LegOrder } from '../rebalance/index.ts';
import type { Trade } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import { tradedRequirement } from './traded-requirement.ts';

export type OrderedLegs = LegOrder & {
  /** the requirement before any leg */
  readonly before: number;
  /** the peak in the order in which the legs were sent */
  readonly peakAsSent: number;
};

/** Of more, a bounded search would take seconds. */
export const MOST_LEGS = 40;

/** The order of trades in which a method's initial requirement peaks lowest; see `bestLegOrder`. */
export function orderLegs(
  subject: ResolvedSubject,
  trades: readonly Trade[],
  method: ChosenMethod,
): Outcome<OrderedLegs> {
  const named = trades.map((trade, i) => ({ ...trade, pointer: `/trades/${i}/instrument` }));
  return chain(tradedRequirement(subject, named, method), ({ at }) => {
    const after = (done: readonly number[]) => at(trades.map((_, i) => Number(done.includes(i)))).initial;
    const sent = trades.map((_, i) => after([...trades.keys()].slice(0, i + 1)));
    return succeed({ before: after([]), peakAsSent: Math.max(...sent), ...bestLegOrder(trades.length, after) });
  });
}
