import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { naiveRequirement } from '../../support/naive-pairing.ts';
import {
  componentOf,
  marginOfCase,
  type OptionLegCase,
  pairsOf,
  type StrategyCase,
  scanOfCase,
} from '../../support/strategy-case.ts';

const SPOT = 100;
const STRIKES = [85, 90, 95, 100, 105, 110];
const DAYS = [30, 60];

const option = fc.record({
  right: fc.constantFrom('call', 'put'),
  strike: fc.constantFrom(...STRIKES),
  expiryDays: fc.constantFrom(...DAYS),
  quantity: fc.constantFrom(-2, -1, -1, 1, 1, 2),
});

/** Intrinsic value and a little more: what is quoted doesn't matter to the rule, only that it is one price. */
function priced(leg: Omit<OptionLegCase, 'price'>): OptionLegCase {
  const intrinsic = Math.max(0, leg.right === 'call' ? SPOT - leg.strike : leg.strike - SPOT);
  return { ...leg, price: intrinsic + 1 + leg.expiryDays / 60 };
}

function distinct(legs: readonly Omit<OptionLegCase, 'price'>[]): OptionLegCase[] {
  const bySeries = new Map(legs.map((leg) => [`${leg.right} ${leg.strike} ${leg.expiryDays}`, priced(leg)]));
  return [...bySeries.values()];
}

const ascending = (a: number, b: number) => a - b;
const contracts = (legs: readonly OptionLegCase[]) => legs.reduce((total, leg) => total + Math.abs(leg.quantity), 0);

const books = fc
  .record({ lots: fc.constantFrom(0, 0, 1, -1), legs: fc.array(option, { minLength: 1, maxLength: 6 }).map(distinct) })
  .filter(({ lots, legs }) => contracts(legs) + Math.abs(lots) <= 7);

function caseOf({ lots, legs }: { readonly lots: number; readonly legs: readonly OptionLegCase[] }): StrategyCase {
  return { spot: SPOT, stock: lots === 0 ? undefined : { quantity: 100 * lots, price: SPOT }, options: legs };
}

describe('the pairing of strategy', () => {
  it('needs what the cheapest of all partitions into groups needs', () => {
    let ran = 0;
    fc.assert(
      fc.property(books, (book) => {
        const margin = marginOfCase(caseOf(book));
        for (const measure of ['initial', 'maintenance'] as const) {
          const expected = naiveRequirement(SPOT, book.lots, book.legs, measure);
          expect(Math.abs(componentOf(margin, 'requirement')[measure] - expected)).toBeLessThanOrEqual(1e-6);
        }
        ran++;
      }),
      { numRuns: 300, seed: 20261125 },
    );
    console.log(`strategy: ${ran} books against every partition`);
  });

  it('names pairs that hold the whole book and add up to the requirement, with a proof', () => {
    fc.assert(
      fc.property(books, (book) => {
        const margin = marginOfCase(caseOf(book));
        for (const measure of ['initial', 'maintenance'] as const) {
          const pairs = pairsOf(margin, measure);
          const requirement = componentOf(margin, 'requirement')[measure];
          const sum = (of: (pair: (typeof pairs)[number]) => number) =>
            pairs.reduce((total, pair) => total + of(pair), 0);
          expect(Math.abs(sum((pair) => pair.requirement) - requirement)).toBeLessThanOrEqual(1e-6);
          expect(Math.abs(sum((pair) => pair.deposit) - margin[measure])).toBeLessThanOrEqual(1e-6);
          const held = new Map<string, number>();
          for (const { instrument, quantity } of pairs.flatMap((pair) => pair.legs))
            held.set(instrument, (held.get(instrument) ?? 0) + quantity);
          const quantities = [...book.legs.map((leg) => leg.quantity), ...(book.lots === 0 ? [] : [100 * book.lots])];
          expect([...held.values()].toSorted(ascending)).toEqual(quantities.toSorted(ascending));
        }
        expect(margin.details!['pairing']).toEqual([
          expect.objectContaining({ status: 'optimal' }),
          expect.objectContaining({ status: 'optimal' }),
        ]);
      }),
      { numRuns: 150, seed: 20261126 },
    );
  });

  it('is never below the scan that stands for it in a program', () => {
    let tight = 0;
    fc.assert(
      fc.property(books, (book) => {
        const { value, bound } = scanOfCase(caseOf(book));
        expect(bound).toBeLessThanOrEqual(value + 1e-9);
        if (bound > 0.5 * value) tight++;
      }),
      { numRuns: 200, seed: 20261128 },
    );
    expect(tight).toBeGreaterThan(40);
  });

  it('never costs more with a long option more, nor less than nothing, and explains itself', () => {
    fc.assert(
      fc.property(books, option, (book, more) => {
        const before = marginOfCase(caseOf(book));
        const added = priced({ ...more, quantity: 1, strike: 80 });
        const after = marginOfCase(caseOf({ ...book, legs: [...book.legs, added] }));
        const requirement = (margin: typeof before) => componentOf(margin, 'requirement').maintenance;
        expect(requirement(after)).toBeLessThanOrEqual(requirement(before) + 1e-6);
        expect(requirement(after)).toBeGreaterThanOrEqual(0);
        const explained = before.contributions.reduce((total, { amount }) => total + amount, before.unallocated);
        expect(Math.abs(explained - before.initial)).toBeLessThanOrEqual(1e-7);
        expect(before.offset).toBeGreaterThanOrEqual(-1e-6);
      }),
      { numRuns: 150, seed: 20261127 },
    );
  });
});
