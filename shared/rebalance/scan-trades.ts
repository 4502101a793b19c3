import type { RebalanceModel, TradeVariable } from './model.ts';
import { excessOverLimits, isAllowed, objectiveOf } from './objective.ts';

/** Sizes of one trade that are looked at in a pass, evenly over a part of its range: all of it, then near to what it is. */
const SIZES = 9;
const PARTS = [1, 1, 1 / 8, 1 / 64];
/** More trades would take seconds to look at one by one. */
const MOST_TRADES = 30;
const MOST_PAIRED = 5;

/**
 * Trades that one after the other, few of them two by two before that, were put to the best of a few sizes, the others as they are: a start
 * for convex steps on a side of a rule that first-order steps don't come to. Better is breaking limits on charges by less, then the
 * objective. Null where there are too many trades, they have sizes of their own, or none were within the other limits.
 *
 * @param start within all limits but those on charges
 */
export function scannedTrades(model: RebalanceModel, start: readonly number[]): readonly number[] | null {
  const { trades } = model;
  if (trades.length > MOST_TRADES || trades.some(({ sizes }) => sizes.lotSize !== null || sizes.ticket !== null))
    return null;
  let best = { at: start, score: scoreAt(model, start) };
  const consider = (at: readonly number[]) => {
    const score = scoreAt(model, at);
    if (isBetter(score, best.score)) best = { at, score };
  };
  const sizesAt = (j: number, part: number) => sizesOf(trades[j]!, best.at[j]!, part);
  for (const [i, j] of pairsOf(trades.length))
    for (const size of sizesAt(i, 1)) for (const other of sizesAt(j, 1)) consider(best.at.with(i, size).with(j, other));
  for (const part of PARTS)
    for (const j of trades.keys()) for (const size of sizesAt(j, part)) consider(best.at.with(j, size));
  return best.score.excess < Infinity ? best.at : null;
}

/** Of few trades all pairs: the legs of a strangle help only together. */
function pairsOf(nTrades: number): [number, number][] {
  if (nTrades > MOST_PAIRED) return [];
  const places = Array.from({ length: nTrades }, (_, j) => j);
  return places.flatMap((i) => places.slice(i + 1).map((j): [number, number] => [i, j]));
}

function sizesOf({ minTrade, maxTrade }: TradeVariable, at: number, part: number): number[] {
  const reach = part * (maxTrade - minTrade);
  const low = part === 1 ? minTrade : at - reach / 2;
  const sizes = Array.from({ length: SIZES }, (_, k) => low + (reach * k) / (SIZES - 1));
  return sizes.map((size) => Math.min(maxTrade, Math.max(minTrade, size)));
}

type Score = { readonly excess: number; readonly objective: number };

function scoreAt(model: RebalanceModel, trades: readonly number[]): Score {
  if (!isAllowed({ ...model, chargeLimits: [] }, trades)) return { excess: Infinity, objective: Infinity };
  return { excess: excessOverLimits(model, trades), objective: objectiveOf(model, trades) };
}

function isBetter(a: Score, b: Score): boolean {
  return a.excess < b.excess || (a.excess === b.excess && a.objective < b.objective);
}
