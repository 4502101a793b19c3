import { type Outcome, succeed } from '../foundation/index.ts';
import { type NetBenefit, netBenefit, partOfTrade } from '../rebalance/index.ts';
import { applyTrades } from '../risk/index.ts';
import type { RebalanceAnswer } from './calculate-rebalance.ts';
import { type Asked, type Measured, measuredOf, tradingCosts } from './cure-requests.ts';
import type { Policy } from './policy-terms.ts';
import { wholeTask } from './rebalance-model.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import { type CostTotals, costOf, doneTrades, type RebalanceTrade, tradeOf } from './settle-trades.ts';
import { type Violation, violationsOf, type WatchedState, watchedState } from './violations.ts';

/** A book that is outside its policy, or inside and to be made better. */
export type Curing = {
  readonly subject: ResolvedSubject;
  readonly policy: Policy;
  /** those that have a margin for this book */
  readonly methods: readonly string[];
  readonly before: WatchedState;
  readonly violations: readonly Violation[];
};

/** Some trades, cut in equal proportion and rounded up to sizes that they may have, and what they do. */
export type TradedPart = {
  readonly trades: readonly RebalanceTrade[];
  readonly cost: CostTotals;
  /** null unless the policy says what margin costs to fund; may be negative: being outside is the reason for the trades */
  readonly benefit: NetBenefit | null;
  /** of the trades of the certificate */
  readonly fraction: number;
  /** nothing is outside any more, with the policy's hysteresis */
  readonly cures: boolean;
  readonly before: WatchedState;
  readonly after: WatchedState;
};

/** What a fraction of some trades does, at what trading costs under the policy. */
export function partsOf(
  curing: Curing,
  request: Asked,
  trades: RebalanceAnswer['trades'],
): Outcome<(fraction: number) => Outcome<TradedPart>> {
  const { subject, policy, methods, before } = curing;
  const task = wholeTask(subject, { ...request, costs: tradingCosts(policy) });
  if (!task.ok) return task;
  const { book, tradables } = task.value;
  const quantities = tradables.map(({ instrument, venue }) =>
    Number(trades.find((each) => each.instrument === instrument && each.venue === venue)?.quantity ?? 0),
  );
  return succeed((fraction) => {
    const sizes = quantities.map((quantity, j) => partOfTrade(quantity, fraction, tradables[j]!.sizes));
    const traded = applyTrades(book, doneTrades(tradables, sizes));
    const after = watchedState(traded, policy, methods, subject.parameterFile);
    if (!after.ok) return after;
    const part = tradables.flatMap((tradable, j) => tradeOf(tradable, sizes[j]!));
    const cost = costOf(part);
    const benefit = benefitOf(curing, after.value, cost.total);
    const cures = violationsOf(after.value, policy, policy.hysteresisFraction).length === 0;
    return succeed({ trades: part, cost, benefit, fraction, cures, before, after: after.value });
  });
}

/** No trades, which change nothing. */
export function untraded({ before }: Curing): TradedPart {
  return { trades: [], cost: costOf([]), benefit: null, fraction: 0, cures: false, before, after: before };
}

function benefitOf({ policy, methods, violations, before }: Curing, after: WatchedState, cost: number) {
  const { funding } = policy.costs;
  const measured = measuredOf(methods, violations);
  return funding === undefined
    ? null
    : netBenefit(funding, amountIn(before, measured) - amountIn(after, measured), cost);
}

function amountIn({ margins }: WatchedState, { method, requirement }: Measured): number {
  return margins.find((each) => each.method === method)![requirement];
}
