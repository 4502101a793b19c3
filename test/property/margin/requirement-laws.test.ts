import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../shared/foundation/index.ts';
import { allMethods, type MarginResult, type MethodSelection } from '../../../shared/margin/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { marginUnder, scaleOf } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';
import { MIXED_IDS, MIXED_MARKET, randomBook } from '../../support/mixed-market.ts';
import { MIXED_METHODS } from '../../support/mixed-methods.ts';

const MARKET = marketOf(MIXED_MARKET);
const ANY = randomBook({ orders: true, assets: true });
const RUNS = { numRuns: 150 };
/** Of 150 random books two or three have an offset. */
const NETTING_RARELY = new Set(['derive-standard-style']);
const MANY_RUNS = { numRuns: 1_500 };

function margin(portfolio: Portfolio, selection: MethodSelection): MarginResult {
  return marginUnder(portfolio, MARKET, selection);
}

function scaled(portfolio: Portfolio, factor: number): Portfolio {
  const times = <T extends { quantity: string }>(each: T) => ({
    ...each,
    quantity: String(Number(each.quantity) * factor),
  });
  return {
    ...portfolio,
    positions: portfolio.positions.map(times),
    collateral: portfolio.collateral.map(times),
    orders: portfolio.orders.map(times),
  };
}

function joined(a: Portfolio, b: Portfolio): Portfolio {
  return {
    baseCurrency: 'USD',
    positions: [...a.positions, ...b.positions],
    collateral: [...a.collateral, ...b.collateral],
    orders: [...a.orders, ...b.orders],
  };
}

function only(part: Partial<Portfolio>): Portfolio {
  return { baseCurrency: 'USD', positions: [], collateral: [], orders: [], ...part };
}

/** Each holding by itself, with its own orders. */
function holdingsOf(portfolio: Portfolio): Portfolio[] {
  const instruments = new Set([...portfolio.positions, ...portfolio.orders].map((each) => each.instrument));
  const assets = new Set(portfolio.collateral.map((each) => each.asset));
  return [
    ...[...instruments].map((id) =>
      only({
        positions: portfolio.positions.filter((each) => each.instrument === id),
        orders: portfolio.orders.filter((each) => each.instrument === id),
      }),
    ),
    ...[...assets].map((id) => only({ collateral: portfolio.collateral.filter((each) => each.asset === id) })),
  ];
}

/** The part of the book on one underlying. */
function onUnderlying(portfolio: Portfolio, name: string): Portfolio {
  return {
    ...portfolio,
    positions: portfolio.positions.filter((each) => each.instrument.startsWith(name)),
    orders: portfolio.orders.filter((each) => each.instrument.startsWith(name)),
    collateral: portfolio.collateral.filter((each) => each.asset === name),
  };
}

/** Positions in the mixed market's instruments, in eighths of a contract. */
function inEighths(amounts: readonly number[]): Portfolio {
  return only({
    positions: MIXED_IDS.map((instrument, i) => ({ instrument, quantity: String(amounts[i]! / 8), venue: 'main' })),
  });
}

function contributionsOf({ contributions }: MarginResult): Map<string, number> {
  return new Map(contributions.map(({ instrument, venue, amount }) => [`${instrument}|${venue}`, amount]));
}

/** Each holding by itself, as a rule. */
const NETTING_NOTHING: ReadonlySet<string> = new Set(['isolated', 'paradex-style (cross)']);

it('asks every method that applies to the mixed market', () => {
  const asked = MIXED_METHODS.map(({ name }) => name);
  const others = allMethods().filter(({ id }) => !asked.includes(id));
  console.log(`laws of ${asked.join(', ')}; not of ${others.map(({ id }) => id).join(', ') || 'none'}`);
  expect(asked).toEqual(expect.arrayContaining(['delta', 'isolated', 'paradex-style', 'scenario-grid']));
});

describe.each(MIXED_METHODS)(
  '$name on random books',
  ({ name, selection, convex, homogeneous, subadditive, takesAll, narrowed }) => {
    const any = ANY.map(narrowed);

    it('explains itself: contributions and unallocated add up, and what is homogeneous leaves nothing unallocated', () => {
      fc.assert(
        fc.property(any, (portfolio) => {
          const result = margin(portfolio, selection);
          const sum = result.contributions.reduce((total, { amount }) => total + amount, result.unallocated);
          expect(Math.abs(sum - result.initial)).toBeLessThanOrEqual(1e-12 * scaleOf(result));
          if (homogeneous) expect(result.unallocated).toBe(0);
        }),
        RUNS,
      );
    });

    it('shows as standalone what the holdings need apart, and an offset below 0 only as a size effect', () => {
      let offsets = 0;
      fc.assert(
        fc.property(any, (portfolio) => {
          const result = margin(portfolio, selection);
          const apart = holdingsOf(portfolio).reduce((total, each) => total + margin(each, selection).initial, 0);
          expect(Math.abs(result.standalone - apart)).toBeLessThanOrEqual(1e-12 * scaleOf(result));
          if (subadditive) expect(result.offset).toBeGreaterThanOrEqual(0);
          else expect(result.warnings.includes('size-effects')).toBe(result.offset < 0);
          expect(Math.abs(result.standalone - result.initial - result.offset)).toBeLessThanOrEqual(
            1e-9 * scaleOf(result),
          );
          if (result.offset > 1) offsets += 1;
        }),
        NETTING_RARELY.has(name) ? MANY_RUNS : RUNS,
      );
      if (NETTING_NOTHING.has(name)) expect(offsets).toBe(0);
      else expect(offsets).toBeGreaterThan(takesAll ? 30 : 0);
    });

    it.runIf(homogeneous)('scales with the book', () => {
      fc.assert(
        fc.property(any, fc.constantFrom(0.5, 3, 1_000), (portfolio, factor) => {
          const [one, many] = [margin(portfolio, selection), margin(scaled(portfolio, factor), selection)];
          const tolerance = 1e-11 * factor * scaleOf(one);
          expect(Math.abs(many.initial - factor * one.initial)).toBeLessThanOrEqual(tolerance);
          expect(Math.abs(many.maintenance - factor * one.maintenance)).toBeLessThanOrEqual(tolerance);
        }),
        RUNS,
      );
    });

    it.runIf(subadditive)('needs no more for two books together than apart', () => {
      let saved = 0;
      fc.assert(
        fc.property(any, any, (a, b) => {
          const [left, right, both] = [a, b, joined(a, b)].map((each) => margin(each, selection));
          const rounding = 1e-11 * (scaleOf(left!) + scaleOf(right!));
          for (const requirement of ['initial', 'maintenance'] as const) {
            expect(both![requirement]).toBeLessThanOrEqual(left![requirement] + right![requirement] + rounding);
          }
          if (both!.initial < left!.initial + right!.initial - rounding) saved += 1;
        }),
        RUNS,
      );
      expect(saved).toBeGreaterThan(50);
    });

    it.runIf(convex)('is convex in the quantities: a mean of two books needs at most the mean', () => {
      const quantities = fc.array(fc.integer({ min: -80, max: 80 }), {
        minLength: MIXED_IDS.length,
        maxLength: MIXED_IDS.length,
      });
      fc.assert(
        fc.property(quantities, quantities, (a, b) => {
          const middle = a.map((each, i) => (each + b[i]!) / 2);
          const [left, right, mean] = [a, b, middle].map((each) => margin(narrowed(inEighths(each)), selection));
          const rounding = 1e-11 * (scaleOf(left!) + scaleOf(right!));
          expect(mean!.initial).toBeLessThanOrEqual((left!.initial + right!.initial) / 2 + rounding);
        }),
        RUNS,
      );
    });

    it('does not care for the order of holdings, but for the order of its own lists', () => {
      fc.assert(
        fc.property(any, (portfolio) => {
          const reversed = {
            ...portfolio,
            positions: portfolio.positions.toReversed(),
            collateral: portfolio.collateral.toReversed(),
            orders: portfolio.orders.toReversed(),
          };
          const [forth, back] = [portfolio, reversed].map((each) => margin(each, selection)) as [
            MarginResult,
            MarginResult,
          ];
          const tolerance = 1e-12 * scaleOf(forth);
          for (const field of ['initial', 'maintenance', 'equity', 'standalone'] as const) {
            expect(Math.abs(forth[field] - back[field])).toBeLessThanOrEqual(
              tolerance + 1e-12 * Math.abs(forth[field]),
            );
          }
          const [left, right] = [contributionsOf(forth), contributionsOf(back)];
          expect([...right.keys()].toSorted()).toEqual([...left.keys()].toSorted());
          for (const [key, amount] of left) expect(Math.abs(amount - right.get(key)!)).toBeLessThanOrEqual(tolerance);
        }),
        RUNS,
      );
    });

    it('gives equal bytes for equal input, whatever was asked before', () => {
      fc.assert(
        fc.property(any, any, (portfolio, other) => {
          const first = canonicalJson(margin(portfolio, selection));
          const fresh = marketOf(structuredClone(MIXED_MARKET));
          marginUnder(other, fresh, selection);
          expect(canonicalJson(marginUnder(structuredClone(portfolio), fresh, selection))).toBe(first);
        }),
        { numRuns: 50 },
      );
    });
  },
);

describe('pools', () => {
  const apart: readonly MethodSelection[] = [
    { id: 'delta' },
    { id: 'isolated' },
    { id: 'paradex-style' },
    { id: 'scenario-grid', parameters: { pooling: 'underlying' } },
  ];

  it.each(apart.map((each) => [each.id, each] as const))('%s adds underlyings without an offset', (_, selection) => {
    fc.assert(
      fc.property(ANY, (portfolio) => {
        const [btc, eth] = ['BTC', 'ETH'].map((name) => onUnderlying(portfolio, name)) as [Portfolio, Portfolio];
        const both = margin(joined(btc, eth), selection);
        const sum = margin(btc, selection).initial + margin(eth, selection).initial;
        expect(Math.abs(both.initial - sum)).toBeLessThanOrEqual(1e-11 * scaleOf(both));
        expect(both.pools.reduce((total, pool) => total + pool.initial, 0)).toBeCloseTo(both.initial, 6);
      }),
      RUNS,
    );
  });

  it('scenario-grid over the portfolio needs no more than over underlyings', () => {
    fc.assert(
      fc.property(ANY, (portfolio) => {
        const pooled = margin(portfolio, { id: 'scenario-grid' });
        const parted = margin(portfolio, { id: 'scenario-grid', parameters: { pooling: 'underlying' } });
        expect(pooled.initial).toBeLessThanOrEqual(parted.initial + 1e-11 * scaleOf(parted));
      }),
      RUNS,
    );
  });
});
