import type { TradeVariable } from './model.ts';

/** Parts of what a trade costs, in the base currency. */
export type CostParts = { readonly spread: number; readonly fees: number; readonly impact: number };

/** What a trade of some size costs: spread and fees in proportion, impact as it grows with the size. */
export function costOfTrade({ costPerUnit, impact }: TradeVariable, quantity: number): CostParts {
  const size = Math.abs(quantity);
  return {
    spread: size * costPerUnit.spread,
    fees: size * costPerUnit.fees,
    impact: impact === null ? 0 : impact.coefficient * raised(size, impact.exponent),
  };
}

export function totalCost(trade: TradeVariable, quantity: number): number {
  const { spread, fees, impact } = costOfTrade(trade, quantity);
  return spread + fees + impact;
}

/** Cost of each unit traded, bought or sold, without the impact. */
export function linearCost({ costPerUnit }: TradeVariable): number {
  return costPerUnit.spread + costPerUnit.fees;
}

function raised(size: number, exponent: 1 | 1.5 | 2): number {
  if (exponent === 1) return size;
  return size * (exponent === 2 ? size : Math.sqrt(size));
}
