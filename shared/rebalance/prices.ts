import type { LinearProblem } from '../optimise/index.ts';
import type { FormulatedRebalance } from './formulate.ts';
import type { RebalanceModel } from './model.ts';

/** What one unit of slack on a limit would change in the objective: never positive, 0 for limits that don't bind. */
export type Price = { readonly constraint: string; readonly objectivePerUnit: number };

/** Multipliers smaller than this, relative to the largest, are rounding. */
const PRICE_FLOOR = 1e-9;

/**
 * Prices of the limits, in the client's words: `greeks/BTC/delta/max`, `linear/mine/min`, `costBudget`, `universe/BTC-PERP/maxTrade`.
 *
 * A row's multiplier y > 0 charges its lower side and y < 0 its upper one; one unit of slack changes the objective by −|y|.
 * For a trade's bound the reduced cost takes the multiplier's place; a trade with a switch has none, as its bound is in the switch too.
 * Where trades have sizes the prices are those of the linear relaxation.
 *
 * What moving a limit really does is convex in the slack s, and a price is a slope under it: for either sign of s, change of the
 * objective ≥ objectivePerUnit · s. It is equal for small s either way where the optimum is not degenerate; where it is, the price is
 * one choice of several, and it may be that slack brings less than its price and its loss costs more. Tested by moving the limits in
 * test/property/rebalance/optimum.test.ts.
 */
export function pricesOf(
  model: RebalanceModel,
  { problem, columns, sizes }: FormulatedRebalance,
  y: readonly number[],
): Price[] {
  const scale = PRICE_FLOOR * Math.max(0, ...y.map(Math.abs));
  const twoSided = new Set(model.limits.map(({ id }) => id));
  const rows = problem.rows.flatMap(({ id, lower, upper }, i) => {
    if (!id.startsWith('limit:') || Math.abs(y[i]!) <= scale) return [];
    const name = id.slice('limit:'.length);
    const side = twoSided.has(name) ? (y[i]! > 0 ? '/min' : '/max') : '';
    return [{ constraint: lower === upper ? `${name}/unchanged` : name + side, objectivePerUnit: -Math.abs(y[i]!) }];
  });
  const reducedCosts = reducedCostsOf(problem, y);
  const bounds = model.trades.flatMap((trade, j) => {
    if (sizes.switched[j]) return [];
    const { buy, sell } = columns[j]!;
    const priceOf = (column: number, atUpper: string, atLower: string) => {
      const { lower, upper } = problem.columns[column]!;
      const reducedCost = reducedCosts[column]!;
      const bound = reducedCost < -scale && upper > 0 ? atUpper : reducedCost > scale && lower > 0 ? atLower : null;
      const objectivePerUnit = -Math.abs(reducedCost);
      return bound === null ? [] : [{ constraint: `universe/${trade.id}/${bound}`, objectivePerUnit }];
    };
    return [...priceOf(buy, 'maxTrade', 'minTrade'), ...priceOf(sell, 'minTrade', 'maxTrade')];
  });
  return [...rows, ...bounds];
}

/** `c − Aᵀy` per column. */
export function reducedCostsOf(problem: LinearProblem, y: readonly number[]): number[] {
  const costs = problem.columns.map((column) => column.cost);
  for (const [i, row] of problem.rows.entries()) {
    if (y[i] === 0) continue;
    for (let k = 0; k < row.columns.length; k += 1) costs[row.columns[k]!]! -= y[i]! * row.coefficients[k]!;
  }
  return costs;
}
