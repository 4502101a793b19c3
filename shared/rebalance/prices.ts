import type { LinearProblem } from '../optimise/index.ts';
import type { FormulatedRebalance } from './formulate.ts';
import type { RebalanceModel } from './model.ts';

/** What one unit of slack on a limit would change in the objective: never positive, 0 for limits that don't bind. */
export type Price = { readonly constraint: string; readonly objectivePerUnit: number };

/** Multipliers smaller than this, relative to the largest, are rounding. */
const PRICE_FLOOR = 1e-9;

/**
 * Prices of the limits, in the client's words: `greeks/BTC/delta/max`, `costBudget`, `universe/BTC-PERP/maxTrade`.
 *
 * A row's multiplier y > 0 charges its lower side and y < 0 its upper one; one unit of slack changes the objective by −|y|.
 * For a trade's bound the reduced cost takes the multiplier's place. Where the optimum is degenerate they are one choice of several.
 *
 * None are given where a multiplier fell to a bound that the trade box implies for a column of the rule itself, as it can at a corner of
 * the box: what that bound is worth belongs to the limits that imply it, and the others alone would understate them.
 */
export function pricesOf(
  model: RebalanceModel,
  problem: LinearProblem,
  columns: FormulatedRebalance['columns'],
  y: readonly number[],
): Price[] {
  const scale = PRICE_FLOOR * Math.max(0, ...y.map(Math.abs));
  const rows = problem.rows.flatMap(({ id, lower, upper }, i) => {
    if (!id.startsWith('limit:') || Math.abs(y[i]!) <= scale) return [];
    const name = id.slice('limit:'.length);
    const side = Number.isFinite(lower) || name.startsWith('greeks/') ? (y[i]! > 0 ? '/min' : '/max') : '';
    return [{ constraint: lower === upper ? `${name}/unchanged` : name + side, objectivePerUnit: -Math.abs(y[i]!) }];
  });
  const reducedCosts = reducedCostsOf(problem, y);
  if (restsOnImpliedBound(problem, columns, reducedCosts)) return [];
  const bounds = model.trades.flatMap((trade, j) => {
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

/** Reduced cost of a column of the rule above which it is held up by its bound; the objective has cost 1. */
const HELD_UP = 1e-6;

/** A bound of 0 is the rule's own, as of `worst`. */
function restsOnImpliedBound(
  problem: LinearProblem,
  columns: FormulatedRebalance['columns'],
  reducedCosts: readonly number[],
): boolean {
  const trades = new Set(columns.flatMap(({ buy, sell }) => [buy, sell]));
  return problem.columns.some(({ lower }, j) => !trades.has(j) && lower !== 0 && Math.abs(reducedCosts[j]!) > HELD_UP);
}

/** `c − Aᵀy` per column. */
function reducedCostsOf(problem: LinearProblem, y: readonly number[]): number[] {
  const costs = problem.columns.map((column) => column.cost);
  for (const [i, row] of problem.rows.entries()) {
    for (const [k, j] of row.columns.entries()) costs[j]! -= y[i]! * row.coefficients[k]!;
  }
  return costs;
}
