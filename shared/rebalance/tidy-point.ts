import type { LinearProblem } from '../optimise/index.ts';
import type { FormulatedRebalance } from './formulate.ts';
import { totalCost } from './formulate.ts';
import type { RebalanceModel } from './model.ts';

/** Distance below which a solver's value is its bound. */
const SNAP = 1e-9;

/**
 * Values without rounding dust (within 1e-9 of a bound or beyond it they are on it) and without buying and selling the same line at once,
 * which a costless program may do and which never helps.
 */
export function netted(
  problem: LinearProblem,
  columns: FormulatedRebalance['columns'],
  values: readonly number[],
): number[] {
  const x = values.map((value, j) => snapped(value, problem.columns[j]!));
  for (const { buy, sell } of columns) {
    const room = Math.min(x[buy]! - problem.columns[buy]!.lower, x[sell]! - problem.columns[sell]!.lower);
    if (room > 0) {
      x[buy]! -= room;
      x[sell]! -= room;
    }
  }
  return x;
}

function snapped(value: number, { lower, upper }: { readonly lower: number; readonly upper: number }): number {
  if (value - lower <= SNAP * Math.max(1, Math.abs(lower))) return lower;
  if (upper - value <= SNAP * Math.max(1, Math.abs(upper))) return upper;
  return value;
}

/** True where the program buys and sells one instrument at once only to spend its costs: its bound is then not reached by trades. */
export function paysToWash(
  model: RebalanceModel,
  columns: FormulatedRebalance['columns'],
  values: readonly number[],
): boolean {
  return model.trades.some((trade, j) => {
    const { buy, sell } = columns[j]!;
    const both = Math.min(values[buy]! - Math.max(0, trade.minTrade), values[sell]! - Math.max(0, -trade.maxTrade));
    return totalCost(trade) > 0 && both > SNAP;
  });
}
