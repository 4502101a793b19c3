import { toNumber } from '../foundation/index.ts';
import { convexStep, type Evaluation, type Expression, evaluate, graphOf, throughTails } from '../requirement/index.ts';
import type { RebalanceModel, TradeVariable } from './model.ts';
import { quantitiesAfter } from './objective.ts';
import { quantityOfLots } from './trade-sizes.ts';

/**
 * The model with convex charges that are its own at some trades and near them around there, and with trades that differ from those by
 * at most a part of their range.
 */
export function stepModel(model: RebalanceModel, at: readonly number[], reachFraction: number): RebalanceModel {
  const trades = model.trades.map((trade, j) => ({ ...trade, ...reachOf(trade, at[j]!, reachFraction) }));
  return { ...withCharges(model, at, convexStep), trades };
}

/**
 * The model with every quantile as the mean beyond it, never below it, and procedures to first order: convex. Null where there is no
 * quantile: it is then the step from no trades.
 */
export function tailModel(model: RebalanceModel): RebalanceModel | null {
  if (![...model.charges, ...model.chargeLimits].some(({ expression }) => hasQuantile(expression))) return null;
  const none = model.trades.map(() => 0);
  return withCharges(model, none, throughTails);
}

function hasQuantile(expression: Expression): boolean {
  return graphOf([expression]).vertices.some(({ node }) => node.kind === 'ranked');
}

type Convexified = (evaluation: Evaluation, expression: Expression) => Expression;

function withCharges(model: RebalanceModel, at: readonly number[], convexified: Convexified): RebalanceModel {
  const quantities = quantitiesAfter(model, at);
  const changed = <C extends { readonly expression: Expression }>(charge: C): C => {
    const evaluation = evaluate(graphOf([charge.expression]), quantities);
    return { ...charge, expression: convexified(evaluation, charge.expression) };
  };
  return { ...model, charges: model.charges.map(changed), chargeLimits: model.chargeLimits.map(changed) };
}

/** A trade that has few sizes keeps its range. */
function reachOf({ minTrade, maxTrade, sizes: { lotSize, ticket } }: TradeVariable, at: number, fraction: number) {
  const reach = fraction * (maxTrade - minTrade);
  if (ticket !== null) return { minTrade, maxTrade };
  return {
    minTrade: Math.max(minTrade, rounded(at - reach, lotSize, Math.floor)),
    maxTrade: Math.min(maxTrade, rounded(at + reach, lotSize, Math.ceil)),
  };
}

function rounded(quantity: number, lotSize: number | null, towards: (lots: number) => number): number {
  return lotSize === null ? quantity : toNumber(quantityOfLots(towards(quantity / lotSize), lotSize));
}
