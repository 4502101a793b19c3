import { type Book, holdingOf, underlyingOf } from '../../risk/index.ts';
import { type DeribitParameters, pairOf } from './parameters.ts';
import { ordersAreStated } from './pool.ts';
import { isBalance, type PairLines, type PoolPlan } from './pool-plan.ts';

/** What a requirement leaves out, each under a name that stays the same. */
export function deribitWarnings(book: Book, plans: readonly PoolPlan[], parameters: DeribitParameters): string[] {
  const cross = parameters.mode === 'cross' ? crossWarnings(book, parameters) : [];
  return [...plans.flatMap((plan) => poolWarnings(plan, parameters)), ...cross];
}

function poolWarnings(plan: PoolPlan, parameters: DeribitParameters): string[] {
  const { id, pairs } = plan;
  const correlation = parameters.stated[id]?.correlationContingency;
  const hasOrders = pairs.some(({ orders }) => orders.length > 0);
  return [
    ...pairs.flatMap((lines) => pairWarnings(id, lines, pairs.length > 1)),
    ...(pairs.length > 1 && correlation === undefined
      ? [`correlation-contingency-not-counted: ${id}; state parameters/stated/${id}/correlationContingency`]
      : []),
    ...(hasOrders && !ordersAreStated(plan, parameters)
      ? [`open-orders-by-matrix: ${id}; the venue does not publish its rule`]
      : []),
  ];
}

function pairWarnings(pool: string, { underlying, pair }: PairLines, hasOthers: boolean): string[] {
  const { deltaShockPerCoin, deltaShockThresholdUsd, maxDeltaShockFraction } = pair;
  const shock = [deltaShockPerCoin, deltaShockThresholdUsd, maxDeltaShockFraction];
  const offset = [pair.pnlOffsetFraction, pair.maxOffsetablePnlUsd];
  return [
    ...(shock.includes(null)
      ? [`delta-shock-not-counted: ${underlying} in ${pool}; its parameters are not known`]
      : []),
    ...(hasOthers && offset.includes(null)
      ? [`gains-offset-nothing: ${underlying} in ${pool}; its pnlOffsetFraction is not known`]
      : []),
  ];
}

function crossWarnings(book: Book, parameters: DeribitParameters): string[] {
  const balances = book.lines.filter(isBalance);
  const notes = balances.flatMap((line) => {
    const asset = holdingOf(line);
    const underlying = underlyingOf(book, line);
    const pair = underlying === null ? null : pairOf(parameters, underlying);
    const inMatrix = underlying === null || pair?.equitySideImpact === 'both';
    return [
      ...(Object.hasOwn(parameters.haircuts, asset) ? [] : [`haircut-not-counted: ${asset}`]),
      ...(inMatrix ? [] : [`balance-not-in-matrix: ${asset}`]),
    ];
  });
  return [...new Set(notes)];
}
