import { describe, expect, it } from 'vitest';
import { chooseMethod, type MarginResult, marginOf } from '../../../../shared/margin/index.ts';
import type { OpenOrder, Portfolio } from '../../../../shared/portfolio/index.ts';
import { calculateRebalance } from '../../../../shared/usecases/index.ts';
import { EQUITY_MARKET } from '../../../support/equity-market.ts';
import { bookOf, marginUnder, valueIn } from '../../../support/margins.ts';
import { marketOf } from '../../../support/markets.ts';

const MARKET = marketOf(EQUITY_MARKET);

type Holdings = Readonly<Record<string, number>>;

function portfolioOf(holdings: Holdings, orders: readonly OpenOrder[] = []): Portfolio {
  const positions = Object.entries(holdings).map(([id, size]) => ({
    instrument: id,
    quantity: String(size),
    venue: 'main',
  }));
  return { baseCurrency: 'USD', positions, collateral: [], orders };
}

function margin(holdings: Holdings, parameters: Record<string, unknown> = {}, orders: readonly OpenOrder[] = []) {
  return marginUnder(portfolioOf(holdings, orders), MARKET, { id: 'tims-style', parameters });
}

function failureOf(portfolio: Portfolio, parameters: Record<string, unknown> = {}) {
  const method = chooseMethod({ id: 'tims-style', parameters }, '/methods/0');
  const result = method.ok ? marginOf(bookOf(portfolio, MARKET), method.value) : method;
  if (result.ok) throw new Error('did not fail');
  return result.failure;
}

function component({ components }: MarginResult, pool: string, id: string) {
  return components.find((each) => each.pool === pool && each.id === id)!;
}

function moves(result: MarginResult): number[] {
  return result.scenarios.map((each) => each.spotShockFraction);
}

describe('valuation points', () => {
  it.each([
    ['SPY-shares', [-0.08, -0.064, -0.048, -0.032, -0.016, 0.012, 0.024, 0.036, 0.048, 0.06]],
    ['RUT-1900-P', [-0.1, -0.08, -0.06, -0.04, -0.02, 0.02, 0.04, 0.06, 0.08, 0.1]],
    ['IBM-shares', [-0.15, -0.12, -0.09, -0.06, -0.03, 0.03, 0.06, 0.09, 0.12, 0.15]],
  ])('are ten for %s, without that of no move', (id, expected) => {
    expect(moves(margin({ [id]: 1 }))).toEqual(expected);
  });

  it('move a leveraged fund by its factor, an inverse one the other way', () => {
    expect(margin({ 'DOUBLE-shares': 100 }).initial).toBeCloseTo(100 * 80 * 0.3, 8);
    expect(margin({ 'INVERSE-shares': 100 }).initial).toBeCloseTo(100 * 14 * 0.06, 9);
    const hedge = {
      classGroups: [{ id: 'SPX', underlyings: ['SPX', 'SPY', 'INVERSE'] }],
    };
    expect(margin({ 'INVERSE-shares': 500, 'SPY-shares': 14 }, hedge).initial).toBeCloseTo(0, 8);
  });
});

describe('groups', () => {
  it('offset in full what follows one underlying, and the index with its fund', () => {
    const result = margin({ 'SPY-shares': 1000, 'SPX-FUT': -2 });
    expect(result.pools.map(({ id }) => id)).toEqual(['SPX']);
    expect(component(result, 'SPX', 'risk').initial).toBeCloseTo(Math.max(0.08 * (500_000 - 502_200), 0.06 * 2200), 6);
  });

  it('add what stands apart, and say that data to offset it are wanted', () => {
    const result = margin({ 'IBM-shares': 100, 'XYZ-shares': -500 });
    expect(result.initial).toBeCloseTo(0.15 * 18_000 + 0.15 * 10_000, 8);
    expect(result.warnings).toEqual([
      'no-offset-between-classes: IBM, XYZ are in no group with others; send productGroups to offset them in part',
    ]);
    expect(margin({ 'IBM-shares': 100 }).warnings).toEqual([]);
  });

  it('count of a gain only what offsets, at both levels', () => {
    const groups = {
      productGroups: [{ id: 'shares', classGroups: ['IBM', 'XYZ'], offsetFraction: 0.9 }],
      portfolioGroups: [{ id: 'all', productGroups: ['shares', 'SPX'], offsetFraction: 0.5 }],
    };
    const shares = margin({ 'IBM-shares': 100, 'XYZ-shares': -500 }, groups);
    expect(shares.initial).toBeCloseTo(0.15 * 18_000 - 0.9 * 0.15 * 10_000, 8);
    const all = margin({ 'IBM-shares': 100, 'XYZ-shares': -500, 'SPY-shares': -10 }, groups);
    expect(all.initial).toBeCloseTo(0.15 * 18_000 - 0.9 * 0.15 * 10_000 - 0.5 * 0.08 * 5_000, 8);
    expect(all.scenarios.map(({ id }) => id).slice(0, 2)).toEqual(['all/point-1', 'all/point-2']);
    expect(all.scenarios[0]!.pnl).toBeCloseTo(-all.initial, 8);
  });

  it('take no haircut where they have one member', () => {
    const groups = {
      productGroups: [{ id: 'shares', classGroups: ['IBM', 'XYZ'], offsetFraction: 0.9 }],
      portfolioGroups: [{ id: 'all', productGroups: ['shares', 'SPX'], offsetFraction: 1 }],
    };
    const result = margin({ 'XYZ-shares': -500, 'SPY-shares': 10 }, groups);
    expect(result.initial).toBeCloseTo(0.15 * 10_000 - 0.06 * 5_000, 8);
  });

  it('refuse a holding without a product type, and take it with one', () => {
    expect(failureOf(portfolioOf({ 'IBM-shares': 1, 'BTC-shares': 1 }))).toMatchObject({
      reason: 'not-applicable',
      errors: [
        {
          pointer: '/portfolio/positions',
          detail: 'BTC-shares: no product type covers the asset class of BTC (crypto-major)',
        },
      ],
    });
    const coins = { id: 'coins', assetClasses: ['crypto-major'], downFraction: 0.3, upFraction: 0.3 };
    expect(margin({ 'BTC-shares': 2 }, { productTypes: [coins] }).initial).toBeCloseTo(48_000, 8);
  });

  it('refuse a class group of two product types, two groups of one name, and a fall of 100 %', () => {
    const mixed = { classGroups: [{ id: 'SPX', underlyings: ['SPX', 'SPY', 'RUT'] }] };
    expect(failureOf(portfolioOf({ 'SPY-shares': 1, 'RUT-1900-P': 1 }), mixed)).toMatchObject({
      reason: 'not-applicable',
      detail: 'class group SPX: SPY is of type high-cap-index, RUT of broad-index',
    });
    const twice = { productGroups: [{ id: 'XYZ', classGroups: ['IBM'], offsetFraction: 0.9 }] };
    expect(failureOf(portfolioOf({ 'IBM-shares': 1, 'XYZ-shares': 1 }), twice)).toMatchObject({
      reason: 'invalid-input',
      detail: 'tims-style: two groups are called XYZ',
    });
    const wide = { productTypes: [{ id: 'wide', assetClasses: ['equity'], downFraction: 0.5, upFraction: 0.5 }] };
    expect(failureOf(portfolioOf({ 'DOUBLE-shares': 1 }), wide)).toMatchObject({
      reason: 'not-applicable',
      detail: 'DOUBLE: a point falls by 100 % or more',
    });
  });
});

describe('minimum', () => {
  it('is $37.50 per contract either way, without netting, and binds where the risk is less', () => {
    const result = margin({ 'SPX-5000-C': 1, 'SPX-5300-C': -1, 'SPX-FUT': 1, 'SPY-shares': 7 });
    expect(component(result, 'SPX', 'minimum').initial).toBeCloseTo(37.5 + 37.5 + 0.375 * 50, 10);
    expect(component(result, 'SPX', 'minimum').counted).toBe(false);
    const straddle = margin({ 'IBM-180-C': 100, 'IBM-180-P': 100 });
    expect(straddle.initial).toBe(7500);
    expect(component(straddle, 'IBM', 'minimum').counted).toBe(true);
  });

  it('of a long option is not more than its market value, unless the caller wants it uncapped', () => {
    expect(component(margin({ 'IBM-230-C': 10 }), 'IBM', 'minimum').initial).toBeCloseTo(10 * 100 * 0.2, 10);
    expect(component(margin({ 'IBM-230-C': -10 }), 'IBM', 'minimum').initial).toBeCloseTo(375, 10);
    const uncapped = margin({ 'IBM-230-C': 10 }, { longMinimum: 'uncapped' });
    expect(component(uncapped, 'IBM', 'minimum').initial).toBeCloseTo(375, 10);
  });
});

describe('open orders', () => {
  it('count in the initial requirement alone, as if filled where that is worse', () => {
    const order = { instrument: 'IBM-230-C', side: 'sell', quantity: '4', price: 0.2, venue: 'main' } as const;
    const without = margin({ 'IBM-shares': 100 });
    const result = margin({ 'IBM-shares': 100 }, {}, [order]);
    expect(result.maintenance).toBe(without.initial);
    expect(result.initial).toBeGreaterThanOrEqual(without.initial);
    expect(component(result, 'IBM', 'minimum')).toMatchObject({ initial: 150, maintenance: 0 });
  });
});

describe('a book', () => {
  it('of cash alone needs nothing', () => {
    const cash = { asset: 'USD', quantity: '1000', venue: 'main' };
    const result = marginUnder({ ...portfolioOf({}), collateral: [cash] }, MARKET, { id: 'tims-style' });
    expect(result).toMatchObject({ initial: 0, maintenance: 0, equity: 1000, pools: [], warnings: [] });
  });

  it('is rebalanced exactly: what the program claims is what the rule says of the trades', () => {
    const portfolio = portfolioOf({ 'IBM-shares': -300, 'IBM-180-P': -5, 'XYZ-shares': 900, 'SPX-5000-C': -1 });
    const parameters = { productGroups: [{ id: 'shares', classGroups: ['IBM', 'XYZ'], offsetFraction: 0.75 }] };
    const answer = valueIn(
      calculateRebalance(
        { portfolio, market: MARKET, marketDigest: 'equity' },
        {
          objective: { minimise: 'margin', method: 'tims-style', parameters },
          universe: [
            { instrument: 'IBM-180-C', minTrade: '-4', maxTrade: '4' },
            { instrument: 'SPX-5300-C', minTrade: '0', maxTrade: '1' },
          ],
        },
      ),
    );
    const [before, after] = [answer.before[0]!, answer.after[0]!];
    expect(answer.status).toEqual({ termination: 'optimal', exactness: 'exact' });
    expect(after.initial).toBeLessThan(0.9 * before.initial);
    expect(answer.certificate!.bound).toBeCloseTo(after.initial, 3);
  });
});

describe('parameters', () => {
  it.each([
    [
      'an underlying in two class groups',
      {
        classGroups: [
          { id: 'A', underlyings: ['A', 'B'] },
          { id: 'B', underlyings: ['B'] },
        ],
      },
    ],
    ['a class group not named after an underlying', { classGroups: [{ id: 'C', underlyings: ['A'] }] }],
    ['an offset above 1', { productGroups: [{ id: 'G', classGroups: ['A'], offsetFraction: 1.1 }] }],
  ])('refuse %s', (_, parameters) => {
    expect(chooseMethod({ id: 'tims-style', parameters }, '/methods/0')).toMatchObject({
      ok: false,
      failure: { reason: 'invalid-input' },
    });
  });

  it('are named in the answer with the version', () => {
    const method = valueIn(chooseMethod({ id: 'tims-style' }, '/methods/0'));
    expect(method.version).toBe('2007-04-02');
    expect(method.scenarios).toHaveLength(26);
  });
});
