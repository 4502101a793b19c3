import { type Expression, evaluate, graphOf, valueOf } from '../requirement/index.ts';
import { totalCost } from './formulate.ts';
import type { RebalanceModel, TradeVariable } from './model.ts';

/** The objective of a model at some trades, by the charges' own evaluation; no program is involved. */
export function objectiveOf(model: RebalanceModel, trades: readonly number[]): number {
  const quantities = quantitiesAfter(model, trades);
  const charges = model.charges.reduce(
    (total, { weight, expression }) => total + weight * valueAt(expression, quantities),
    0,
  );
  const cost = model.trades.reduce((total, trade, j) => total + Math.abs(trades[j]!) * totalCost(trade), 0);
  return charges + model.costWeight * cost;
}

function valueAt(expression: Expression, quantities: Float64Array): number {
  return valueOf(evaluate(graphOf([expression]), quantities), expression);
}

/** True where some trades keep to their own bounds, the limits and the budgets. */
export function isAllowed(model: RebalanceModel, trades: readonly number[]): boolean {
  const quantities = quantitiesAfter(model, trades);
  const spent = (perUnit: (trade: TradeVariable) => number) =>
    model.trades.reduce((total, trade, j) => total + Math.abs(trades[j]!) * perUnit(trade), 0);
  return (
    model.trades.every(({ minTrade, maxTrade }, j) => minTrade <= trades[j]! && trades[j]! <= maxTrade) &&
    model.limits.every(({ lines, coefficients, lower, upper }) => {
      const value = lines.reduce((total, line, j) => total + coefficients[j]! * quantities[line]!, 0);
      return lower <= value && value <= upper;
    }) &&
    model.chargeLimits.every(({ expression, upper }) => valueAt(expression, quantities) <= upper) &&
    spent(totalCost) <= (model.costBudget ?? Infinity) &&
    spent(({ turnoverPerUnit }) => turnoverPerUnit) <= (model.turnoverBudget ?? Infinity)
  );
}

function quantitiesAfter(model: RebalanceModel, trades: readonly number[]): Float64Array {
  const quantities = Float64Array.from(model.quantities);
  for (const [j, { line, cash }] of model.trades.entries()) {
    quantities[line]! += trades[j]!;
    if (cash === null) continue;
    quantities[cash.line]! -= trades[j]! * cash.premiumPerUnit + Math.abs(trades[j]!) * cash.costsPerUnit;
  }
  return quantities;
}
