import { evaluate, graphOf, valueOf } from '../requirement/index.ts';
import { totalCost } from './formulate.ts';
import type { RebalanceModel } from './model.ts';

/** The objective of a model at some trades, by the charges' own evaluation; no program is involved. */
export function objectiveOf(model: RebalanceModel, trades: readonly number[]): number {
  const quantities = quantitiesAfter(model, trades);
  const charges = model.charges.reduce(
    (total, { weight, expression }) =>
      total + weight * valueOf(evaluate(graphOf([expression]), quantities), expression),
    0,
  );
  const cost = model.trades.reduce((total, trade, j) => total + Math.abs(trades[j]!) * totalCost(trade), 0);
  return charges + model.costWeight * cost;
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
