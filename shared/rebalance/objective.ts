import { type Expression, evaluate, graphOf, valueOf } from '../requirement/index.ts';
import { CERTIFICATE_TOLERANCE } from './certificate.ts';
import { totalCost } from './cost-of-trade.ts';
import type { RebalanceModel, TradeVariable } from './model.ts';

/** The objective of a model at some trades, by the charges' own evaluation; no program is involved. */
export function objectiveOf(model: RebalanceModel, trades: readonly number[]): number {
  const { charges, cost } = partsOf(model, trades);
  const charged = model.charges.reduce((total, { weight }, i) => total + weight * charges[i]!, 0);
  return charged + model.costWeight * cost;
}

/** What each charge, and all costs, come to at some trades, unweighted. */
export function partsOf(
  model: RebalanceModel,
  trades: readonly number[],
): { readonly charges: readonly number[]; readonly cost: number } {
  const quantities = quantitiesAfter(model, trades);
  const charges = model.charges.map(({ expression }) => valueAt(expression, quantities));
  return { charges, cost: spentBy(model, trades, totalCost) };
}

function valueAt(expression: Expression, quantities: Float64Array): number {
  return valueOf(evaluate(graphOf([expression]), quantities), expression);
}

/** True where some trades keep to their own bounds, the limits and the budgets. */
export function isAllowed(model: RebalanceModel, trades: readonly number[]): boolean {
  const quantities = quantitiesAfter(model, trades);
  return (
    model.trades.every(({ minTrade, maxTrade }, j) => minTrade <= trades[j]! && trades[j]! <= maxTrade) &&
    model.limits.every(({ lines, coefficients, lower, upper }) => {
      const value = lines.reduce((total, line, j) => total + coefficients[j]! * quantities[line]!, 0);
      return lower <= value && value <= upper;
    }) &&
    model.chargeLimits.every(({ expression, upper }) => valueAt(expression, quantities) <= upper) &&
    spentBy(model, trades, totalCost) <= (model.costBudget ?? Infinity) &&
    spentBy(model, trades, turnoverOf) <= (model.turnoverBudget ?? Infinity)
  );
}

/** True where no charge with a limit is above it, to what a certificate tolerates. */
export function keepsChargeLimits(model: RebalanceModel, trades: readonly number[]): boolean {
  const quantities = quantitiesAfter(model, trades);
  return model.chargeLimits.every(({ expression, upper }) => isWithin(valueAt(expression, quantities), upper));
}

/** Not above a limit, to what a certificate tolerates. */
export function isWithin(value: number, upper: number): boolean {
  return value <= upper + CERTIFICATE_TOLERANCE * Math.max(1, Math.abs(upper));
}

/** By how much the charges with a limit are above it, in all. */
export function excessOverLimits(model: RebalanceModel, trades: readonly number[]): number {
  const quantities = quantitiesAfter(model, trades);
  return model.chargeLimits.reduce(
    (total, { expression, upper }) => total + Math.max(0, valueAt(expression, quantities) - upper),
    0,
  );
}

function turnoverOf({ turnoverPerUnit }: TradeVariable, quantity: number): number {
  return Math.abs(quantity) * turnoverPerUnit;
}

function spentBy(
  model: RebalanceModel,
  trades: readonly number[],
  of: (trade: TradeVariable, quantity: number) => number,
): number {
  return model.trades.reduce((total, trade, j) => total + of(trade, trades[j]!), 0);
}

/** Per line, after the trades. */
export function quantitiesAfter(model: RebalanceModel, trades: readonly number[]): Float64Array {
  const quantities = Float64Array.from(model.quantities);
  for (const [j, trade] of model.trades.entries()) {
    const { line, cash } = trade;
    quantities[line]! += trades[j]!;
    if (cash === null) continue;
    quantities[cash.line]! -= trades[j]! * cash.premiumPerUnit + totalCost(trade, trades[j]!) * cash.unitsPerCost;
  }
  return quantities;
}
