import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivePmrmStyle } from '../../../shared/margin/derive-pmrm-style/index.ts';
import type { MarginResult, MethodSelection } from '../../../shared/margin/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { calculateRebalance } from '../../../shared/usecases/index.ts';
import { DERIVE_BOOK, DERIVE_IDS, DERIVE_MARKET } from '../../support/derive/derive-market.ts';
import { marginUnder, scaleOf, valueIn } from '../../support/margins.ts';
import { marketOf } from '../../support/markets.ts';

const MARKET = marketOf(DERIVE_MARKET);
const RUNS = { numRuns: 150 };
const PMRM = 'derive-pmrm-style';

/** Without skews and with no doubt about prices, whose rules are the ones that aren't convex. */
const CONVEX: MethodSelection = {
  id: PMRM,
  parameters: {
    scenarios: derivePmrmStyle.versions.at(-1)!.parameters.scenarios.filter(({ vol }) => !vol.startsWith('skew')),
    confidenceThreshold: 0,
  },
};

const SELECTIONS: readonly (readonly [string, MethodSelection])[] = [
  ['PMRM_2', { id: PMRM }],
  ['PMRM_2 without skews and doubts', CONVEX],
  ['PMRM v1', { id: PMRM, version: '2023-12-31' }],
  ['SRM', { id: 'derive-standard-style' }],
];

function margin(portfolio: Portfolio, selection: MethodSelection): MarginResult {
  return marginUnder(portfolio, MARKET, selection);
}

function scaled(portfolio: Portfolio, factor: number): Portfolio {
  const times = <T extends { quantity: string }>(each: T) => ({
    ...each,
    quantity: String(Number(each.quantity) * factor),
  });
  return { ...portfolio, positions: portfolio.positions.map(times), collateral: portfolio.collateral.map(times) };
}

describe.each(SELECTIONS)('%s on random books', (_, selection) => {
  it('explains itself, with nothing unallocated, and adds up by pool and component', () => {
    fc.assert(
      fc.property(DERIVE_BOOK, (portfolio) => {
        const result = margin(portfolio, selection);
        const contributed = result.contributions.reduce((total, { amount }) => total + amount, 0);
        const pooled = result.pools.reduce((total, { initial }) => total + initial, 0);
        expect(Math.abs(contributed - result.initial)).toBeLessThanOrEqual(1e-11 * scaleOf(result));
        expect(Math.abs(pooled - result.initial)).toBeLessThanOrEqual(1e-12 * scaleOf(result));
        expect(result.unallocated).toBe(0);
      }),
      RUNS,
    );
  });

  it('scales with the book', () => {
    fc.assert(
      fc.property(DERIVE_BOOK, fc.constantFrom(0.5, 3, 1000), (portfolio, factor) => {
        const [one, many] = [margin(portfolio, selection), margin(scaled(portfolio, factor), selection)];
        const tolerance = 1e-11 * factor * scaleOf(one);
        expect(Math.abs(many.initial - factor * one.initial)).toBeLessThanOrEqual(tolerance);
        expect(Math.abs(many.maintenance - factor * one.maintenance)).toBeLessThanOrEqual(tolerance);
      }),
      RUNS,
    );
  });
});

function inEighths(amounts: readonly number[]): Portfolio {
  return {
    baseCurrency: 'USD',
    positions: DERIVE_IDS.map((id, i) => ({ instrument: id, quantity: String(amounts[i]! / 8), venue: 'main' })),
    collateral: [],
    orders: [],
  };
}

it('PMRM_2 is convex without skews and doubts: a mean of two books needs at most the mean', () => {
  const quantities = fc.array(fc.integer({ min: -80, max: 80 }), {
    minLength: DERIVE_IDS.length,
    maxLength: DERIVE_IDS.length,
  });
  fc.assert(
    fc.property(quantities, quantities, (a, b) => {
      const middle = a.map((each, i) => (each + b[i]!) / 2);
      const [left, right, mean] = [a, b, middle].map((each) => margin(inEighths(each), CONVEX));
      const rounding = 1e-11 * (scaleOf(left!) + scaleOf(right!));
      expect(mean!.initial).toBeLessThanOrEqual((left!.initial + right!.initial) / 2 + rounding);
    }),
    RUNS,
  );
});

it('a rebalance under PMRM_2 is proven: no trade of a grid needs less than its bound', () => {
  const held = { 'BTC-PERP': 3, 'BTC-1-90000-call': -10, 'BTC-1-70000-put': -8, 'BTC-0-80000-put': 5 };
  const book = (trades: Readonly<Record<string, number>>): Portfolio => ({
    baseCurrency: 'USD',
    positions: [...Object.entries(held), ...Object.entries(trades)].map(([id, quantity]) => ({
      instrument: id,
      quantity: String(quantity),
      venue: 'main',
    })),
    collateral: [{ asset: 'USDC', quantity: '500000', venue: 'main' }],
    orders: [],
  });
  const universe = ['BTC-PERP', 'BTC-1-80000-call'].map((id) => ({ instrument: id, minTrade: '-6', maxTrade: '6' }));
  const { before, after, certificate, status } = valueIn(
    calculateRebalance(
      { portfolio: book({}), market: MARKET, marketDigest: 'market' },
      { objective: { minimise: 'margin', method: PMRM }, universe, lots: 'continuous' },
    ),
  );
  const least = Math.min(
    ...STEPS.flatMap((perpetuals) =>
      STEPS.map((calls) => margin(book({ 'BTC-PERP': perpetuals, 'BTC-1-80000-call': calls }), { id: PMRM }).initial),
    ),
  );
  expect(status.termination).toBe('optimal');
  expect(after[0]!.initial).toBeLessThan(0.8 * before[0]!.initial);
  expect(Math.abs(certificate!.bound - after[0]!.initial)).toBeLessThanOrEqual(1e-6 * after[0]!.initial);
  expect(least).toBeGreaterThanOrEqual(certificate!.bound * (1 - 1e-9));
  expect(least).toBeLessThan(1.1 * certificate!.bound);
});

const STEPS = Array.from({ length: 25 }, (_, i) => (i - 12) / 2);
