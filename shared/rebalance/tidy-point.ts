import { affineAt, type Column, valueAt } from '../optimise/index.ts';
import { linearCost } from './cost-of-trade.ts';
import type { FormulatedRebalance } from './formulate.ts';
import type { RebalanceModel } from './model.ts';

/** Distance below which a solver's value is its bound. */
const SNAP = 1e-9;

type Columns = Pick<FormulatedRebalance, 'problem' | 'columns' | 'epigraphs'>;

/**
 * Values without rounding dust (within 1e-9 of a bound, or of its box, or beyond it they are on it) and without buying and selling the same
 * line at once, which a costless program may do and which never helps; what smooth functions are follows from them.
 */
export function tidied(formulated: Columns, values: readonly number[]): number[] {
  const { problem, columns } = formulated;
  const x = values.map((value, j) => snapped(value, problem.columns[j]!));
  for (const { buy, sell } of columns) {
    const room = Math.min(x[buy]! - problem.columns[buy]!.lower, x[sell]! - problem.columns[sell]!.lower);
    if (room > 0) {
      x[buy]! -= room;
      x[sell]! -= room;
    }
  }
  return settled(formulated, x);
}

/** The point with every epigraph's column at its function's value. */
export function settled({ problem, epigraphs }: Columns, values: readonly number[]): number[] {
  const x = [...values];
  for (const { column, fn, arguments: parts } of epigraphs) {
    const { lower, upper } = problem.columns[column]!;
    const z = parts.map((part) => affineAt(part, x));
    x[column] = Math.min(upper, Math.max(lower, valueAt(fn, z)));
  }
  return x;
}

function snapped(value: number, { lower, upper }: Column): number {
  const box = upper - lower < Infinity ? upper - lower : 0;
  if (value - lower <= SNAP * Math.max(1, Math.abs(lower), box)) return lower;
  if (upper - value <= SNAP * Math.max(1, Math.abs(upper), box)) return upper;
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
    return linearCost(trade) > 0 && both > SNAP;
  });
}
