import { type Column, followed } from '../optimise/index.ts';
import type { FormulatedRebalance } from './formulate.ts';
import { reducedCostsOf } from './prices.ts';

/** Distance below which a solver's value is its bound. */
const SNAP = 1e-9;
/** Of the costs of buying and selling: below it, what is left of them is rounding. */
const WASH_WITHIN = 1e-6;

type Columns = Pick<FormulatedRebalance, 'problem' | 'columns' | 'epigraphs' | 'followers'>;

/**
 * Values without rounding dust (within 1e-9 of a bound, or of its box, or beyond it they are on it) and without buying and selling the same
 * line at once, which a costless program may do and which never helps; what follows from them follows again.
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

/** The point with every column that follows from others where they put it. */
export function settled({ problem, epigraphs, followers }: Columns, values: readonly number[]): number[] {
  return followed({ linear: problem, epigraphs, followers }, values);
}

function snapped(value: number, { lower, upper }: Column): number {
  const box = upper - lower < Infinity ? upper - lower : 0;
  if (value - lower <= SNAP * Math.max(1, Math.abs(lower), box)) return lower;
  if (upper - value <= SNAP * Math.max(1, Math.abs(upper), box)) return upper;
  return value;
}

/**
 * True where the program buys and sells one instrument at once only to spend its costs: its bound is then not reached by trades. More of
 * both costs nothing then, where otherwise it costs twice the trade's; an interior point leaves a little of both in any case.
 */
export function paysToWash(
  { problem, columns }: FormulatedRebalance,
  values: readonly number[],
  multipliers: readonly number[],
): boolean {
  const reducedCosts = reducedCostsOf(problem, multipliers);
  return columns.some(({ buy, sell }) => {
    const both = Math.min(values[buy]! - problem.columns[buy]!.lower, values[sell]! - problem.columns[sell]!.lower);
    const gross = Math.abs(problem.columns[buy]!.cost) + Math.abs(problem.columns[sell]!.cost);
    return both > SNAP && gross > 0 && reducedCosts[buy]! + reducedCosts[sell]! <= WASH_WITHIN * gross;
  });
}
