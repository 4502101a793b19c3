import type { DeribitPair, DeribitParameters } from '../../shared/margin/deribit-style/parameters.ts';
import { black76Value } from '../../shared/pricing/index.ts';

/** One position as the venue's own description of its rule sees it: size in coin at the current mark, one coin per option. */
export type NaiveLeg = {
  readonly underlying: string;
  readonly inverse: boolean;
  readonly size: number;
  readonly mark: number;
  readonly timeYears: number | null;
  readonly option: { readonly right: 'call' | 'put'; readonly strike: number; readonly volAnnual: number } | null;
};

export type NaiveMargin = { readonly worstCase: number; readonly tableOf: (underlying: string) => number[] };

/** The rule of crypto-margin.md §1.3–1.5 as a procedure, cell by cell: in coin for one pair, in dollars for linear contracts. */
export function naiveWorstCase(
  legs: readonly NaiveLeg[],
  index: Readonly<Record<string, number>>,
  parameters: DeribitParameters,
): NaiveMargin {
  const tables = new Map(
    [...new Set(legs.map((leg) => leg.underlying))].map((underlying) => {
      const own = legs.filter((leg) => leg.underlying === underlying);
      return [underlying, table(own, index[underlying]!, parameters.pairs[underlying]!, parameters)] as const;
    }),
  );
  const sums = [...tables.values()].reduce((total, row) => total.map((cell, k) => cell + row[k]!));
  return { worstCase: Math.max(0, ...sums.map((cell) => -cell)), tableOf: (underlying) => tables.get(underlying)! };
}

function table(legs: readonly NaiveLeg[], index: number, pair: DeribitPair, parameters: DeribitParameters): number[] {
  const { bucketsPerSide, extendedMoves } = parameters;
  const cap = pair.maxOffsetablePnlUsd! / (legs[0]!.inverse ? index : 1);
  const offset = (cell: number) => (cell > 0 ? Math.min(cell * pair.pnlOffsetFraction!, cap) : cell);
  const cells: number[] = [];
  for (let i = -bucketsPerSide; i <= bucketsPerSide; i++) {
    for (const vol of ['down', 'same', 'up'] as const) {
      const move = (pair.priceRangeFraction * i) / bucketsPerSide;
      cells.push(offset(legs.reduce((total, leg) => total + pnl(leg, move, vol, pair), 0)));
    }
  }
  for (const move of extendedMoves) cells.push(offset(extendedCell(legs, index, move, pair)));
  return cells;
}

function extendedCell(legs: readonly NaiveLeg[], index: number, move: number, pair: DeribitPair): number {
  const range = pair.priceRangeFraction;
  const end = 1 + Math.sign(move) * range;
  const weight = (pair.extendedTableFactor * range) / Math.abs(move);
  const rebase = legs[0]!.inverse ? (1 + move) / end : 1;
  const cell = legs.reduce((total, leg) => total + pnl(leg, move, 'up', pair), 0) * weight * rebase;
  const perUnit = legs[0]!.inverse ? end * index : 1;
  const allowance = ((Math.max(Math.abs(move) / range, 1) - 1) * pair.extendedDampenerUsd) / perUnit;
  return cell - Math.sign(cell) * Math.min(allowance, Math.abs(cell));
}

function pnl(leg: NaiveLeg, move: number, vol: 'down' | 'same' | 'up', pair: DeribitPair): number {
  const { size, mark, inverse, option, timeYears } = leg;
  if (option === null) return inverse ? (size * move) / (1 + move) : size * mark * move;
  const value = (forward: number, volAnnual: number) =>
    black76Value({ forward, strike: option.strike, type: option.right, timeYears: timeYears!, discount: 1, volAnnual });
  const shocked = mark * (1 + move);
  const [before, after] = [value(mark, option.volAnnual), value(shocked, volAfter(leg, vol, pair))];
  return size * (inverse ? after / shocked - before / mark : after - before);
}

function volAfter({ option, timeYears }: NaiveLeg, vol: 'down' | 'same' | 'up', pair: DeribitPair): number {
  const days = timeYears! * 365;
  const power = days < 30 ? pair.vegaPowerShort : pair.vegaPowerLong;
  const multiple = Math.pow(30 / Math.max(days, 1), power);
  const { volAnnual } = option!;
  if (vol === 'same') return volAnnual;
  return vol === 'up'
    ? Math.max(volAnnual * (1 + pair.volRangeUpFraction * multiple), pair.minVolUpAnnual!)
    : Math.max(volAnnual * (1 - pair.volRangeDownFraction * multiple), 0);
}
