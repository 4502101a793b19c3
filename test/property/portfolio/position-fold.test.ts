import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ContractTerms,
  type Execution,
  foldOnto,
  isLate,
  type LedgerPosition,
  NO_OPENING,
  openPosition,
} from '../../../shared/portfolio/index.ts';

const RUNS = 500;

const terms = fc
  .constantFrom<Pick<ContractTerms, 'kind' | 'payoff'>[]>(
    { kind: 'perpetual', payoff: 'linear' },
    { kind: 'perpetual', payoff: 'inverse' },
    { kind: 'option', payoff: 'inverse' },
  )
  .map(
    (facts): ContractTerms => ({
      ...facts,
      multiplier: '3',
      settlementCurrency: 'USD',
      underlying: 'X',
      expiry: null,
      strike: null,
      right: null,
    }),
  );

const execution = fc.record({
  second: fc.integer({ min: 0, max: 9 }),
  lots: fc.integer({ min: -20, max: 20 }).filter((lots) => lots !== 0),
  cents: fc.integer({ min: 1, max: 100_000 }),
});

const history = fc.array(execution, { minLength: 1, maxLength: 25 }).map((trades) =>
  trades.map(
    ({ second, lots, cents }, i): Execution => ({
      fillId: `F${String(i).padStart(3, '0')}`,
      executedAt: `2026-02-05T10:00:0${second}Z`,
      quantity: String(lots / 10),
      price: String(cents / 100),
    }),
  ),
);

const shuffledHistory = history.chain((trades) =>
  fc.record({
    trades: fc.constant(trades),
    arrival: fc.shuffledSubarray(trades, { minLength: trades.length }),
    chunk: fc.integer({ min: 1, max: 8 }),
  }),
);

describe('the fold of a position', () => {
  test('is the same whatever the order of arrival and however it is cut into chunks', () => {
    fc.assert(
      fc.property(terms, shuffledHistory, (facts, { trades, arrival, chunk }) => {
        const start = openPosition('X', 'main', facts, NO_OPENING);
        expect(arrive(start, arrival, chunk)).toEqual(foldOnto(start, trades));
      }),
      { numRuns: RUNS, seed: 20_260_205 },
    );
  });

  test('equals a fold over exact fractions', () => {
    fc.assert(
      fc.property(terms, history, (facts, trades) => {
        const folded = foldOnto(openPosition('X', 'main', facts, NO_OPENING), trades);
        const exact = foldFractions(facts, trades);
        expect(Number(folded.quantity)).toBeCloseTo(toNumber(exact.quantity), 12);
        expect(folded.averagePrice === null).toBe(exact.entry === null);
        if (exact.entry !== null) expect(relative(folded.averagePrice, exact.entry)).toBeLessThan(1e-15);
        const scale = trades.length * 1e6;
        expect(Math.abs(Number(folded.realised) - toNumber(exact.realised)) / scale).toBeLessThan(1e-15);
      }),
      { numRuns: RUNS, seed: 20_260_205 },
    );
  });
});

/** Chunks in order of arrival, a fold of all that came whenever one is late. */
function arrive(start: LedgerPosition, arrival: readonly Execution[], chunk: number): LedgerPosition {
  let position = start;
  for (let i = 0; i < arrival.length; i += chunk) {
    const fresh = arrival.slice(i, i + chunk);
    position = isLate(position, fresh) ? foldOnto(start, arrival.slice(0, i + chunk)) : foldOnto(position, fresh);
  }
  return position;
}

type Fraction = { readonly over: bigint; readonly under: bigint };

const fraction = (over: bigint, under: bigint): Fraction =>
  under < 0n ? { over: -over, under: -under } : { over, under };
const plus = (a: Fraction, b: Fraction) => fraction(a.over * b.under + b.over * a.under, a.under * b.under);
const times = (a: Fraction, b: Fraction) => fraction(a.over * b.over, a.under * b.under);
const negated = (a: Fraction) => fraction(-a.over, a.under);
const inverted = (a: Fraction) => fraction(a.under, a.over);
const zero = fraction(0n, 1n);
const fromText = (text: string) => fraction(BigInt(Math.round(Number(text) * 100)), 100n);

/** Reference: lots in a queue of one price, in terms of price (or its reciprocal for inverse), over exact fractions. */
function foldFractions(facts: ContractTerms, trades: readonly Execution[]) {
  const harmonic = facts.kind === 'perpetual' && facts.payoff === 'inverse';
  const order = trades.toSorted((a, b) => (a.executedAt + a.fillId < b.executedAt + b.fillId ? -1 : 1));
  let quantity = zero;
  let cost = zero;
  let realised = zero;
  for (const trade of order) {
    const traded = fromText(trade.quantity);
    const level = harmonic ? inverted(fromText(trade.price)) : fromText(trade.price);
    if (quantity.over === 0n || quantity.over > 0n === traded.over > 0n) {
      quantity = plus(quantity, traded);
      cost = plus(cost, times(traded, level));
      continue;
    }
    const entry = times(cost, inverted(quantity));
    const after = plus(quantity, traded);
    const flips = after.over !== 0n && after.over > 0n === traded.over > 0n;
    const closed = flips ? quantity : negated(traded);
    const gain = times(closed, plus(level, negated(entry)));
    realised = plus(realised, times(harmonic ? negated(gain) : gain, fraction(3n, 1n)));
    quantity = after;
    cost = times(after, flips ? level : entry);
  }
  const average = quantity.over === 0n ? null : times(cost, inverted(quantity));
  return { quantity, entry: average === null || !harmonic ? average : inverted(average), realised };
}

function toNumber({ over, under }: Fraction): number {
  const scale = 10n ** 40n;
  return Number((over * scale) / under) / 1e40;
}

function relative(text: string | null, exact: Fraction): number {
  return Math.abs(Number(text) - toNumber(exact)) / Math.abs(toNumber(exact));
}
