import { constant, type Expression, local, sum } from '../../requirement/index.ts';
import { type Book, baseRate } from '../../risk/index.ts';
import { DOLLAR } from '../dollars.ts';
import { netCashDelta } from './cash-delta.ts';
import type { OkxParameters } from './parameters.ts';
import { moneyOf, type RiskUnit } from './risk-units.ts';

/**
 * MR9, stablecoin depeg: cash delta by settlement currency; each pair of currencies in turn hedges what it can of one another,
 * `matched = min(|a|, |b|)` where the signs differ, and a marginal scale charges what was matched. The rates are the caller's.
 * Not convex; a program sees 0 of it.
 */
export function depegCharge(book: Book, unit: RiskUnit, { depegTiers, depegOrder }: OkxParameters): Expression {
  const moneys = depegOrder.filter((money) => linesIn(book, unit, money).length > 0);
  if (depegTiers === null || moneys.length < 2) return sum([]);
  const dollar = baseRate(book, DOLLAR);
  const tiers = depegTiers.map(({ upToUsd, rate }) => ({ end: (upToUsd ?? Infinity) * dollar, rate }));
  return local({
    children: moneys.map((money) => netCashDelta(book, linesIn(book, unit, money), unit.underlying)),
    below: [constant(0)],
    fn: (deltas) => chargeInTurn(deltas, tiers),
  });
}

/** The settlement currencies of a unit's contracts. */
export function moneysOf(book: Book, unit: RiskUnit): string[] {
  return [...new Set(unit.contracts.map((index) => moneyOfLine(book, index)))].toSorted();
}

function linesIn(book: Book, unit: RiskUnit, money: string): number[] {
  return unit.contracts.filter((index) => moneyOfLine(book, index) === money);
}

function moneyOfLine(book: Book, index: number): string {
  const each = book.lines[index]!;
  return each.kind === 'asset' ? each.asset : moneyOf(book, each);
}

type DepegTier = { readonly end: number; readonly rate: number };

/** What is left of each currency's delta with its slopes, as pairs are matched one after the other. */
function chargeInTurn(deltas: Float64Array, tiers: readonly DepegTier[]) {
  const left = Array.from(deltas, (value, i) => ({ value, slopes: unitVector(deltas.length, i) }));
  const partials = new Float64Array(deltas.length);
  let value = 0;
  for (const [i, a] of left.entries()) {
    for (const b of left.slice(i + 1)) {
      if (a.value * b.value >= 0) continue;
      const smaller = Math.abs(a.value) <= Math.abs(b.value) ? a : b;
      const [larger, sign] = [smaller === a ? b : a, Math.sign(smaller.value)];
      const { charge, rate } = marginalCharge(sign * smaller.value, tiers);
      value += charge;
      smaller.slopes.forEach((slope, j) => {
        partials[j]! += rate * sign * slope;
        larger.slopes[j]! += slope;
        smaller.slopes[j] = 0;
      });
      larger.value += smaller.value;
      smaller.value = 0;
    }
  }
  return { value, partials };
}

/** The marginal scale at a size ≥ 0, and its slope there. */
function marginalCharge(size: number, tiers: readonly DepegTier[]): { charge: number; rate: number } {
  let charge = 0;
  let from = 0;
  for (const { end, rate } of tiers) {
    charge += rate * (Math.min(size, end) - from);
    if (size <= end) return { charge, rate };
    from = end;
  }
  return { charge, rate: 0 };
}

function unitVector(size: number, at: number): Float64Array {
  const vector = new Float64Array(size);
  vector[at] = 1;
  return vector;
}
