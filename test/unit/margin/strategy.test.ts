import { describe, expect, it } from 'vitest';
import { chooseMethod, marginOf } from '../../../shared/margin/index.ts';
import type { QuotedInstrument } from '../../../shared/market/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { calculateRebalance } from '../../../shared/usecases/index.ts';
import { bookOf, valueIn } from '../../support/margins.ts';
import { instrument, marketOf, marketSnapshot } from '../../support/markets.ts';
import { componentOf, marginOfCase, type OptionLegCase, strategiesOf } from '../../support/strategy-case.ts';

const leg = (right: 'call' | 'put', strike: number, quantity: number, price = 1, expiryDays = 30): OptionLegCase => ({
  right,
  strike,
  quantity,
  price,
  expiryDays,
});

const EQUITY = { id: 'XYZ', price: 100, assetClass: 'equity', rate: 0, dividendYield: 0 } as const;
const COIN = { id: 'BTC', price: 80_000, assetClass: 'crypto-major', rate: 0, dividendYield: 0 } as const;
const OPTION = { kind: 'option', expiry: '2026-02-20T21:00:00Z', impliedVol: 0.3, mark: 2 } as const;

const MARKET = marketSnapshot({
  asOf: '2026-01-05T00:00:00Z',
  underlyings: [EQUITY, COIN],
  instruments: [
    instrument({ id: 'XYZ-100-C', underlying: 'XYZ', strike: 100, right: 'call', multiplier: 100, ...OPTION }),
    instrument({
      id: 'XYZ-110-C',
      underlying: 'XYZ',
      strike: 110,
      right: 'call',
      multiplier: 100,
      ...OPTION,
      mark: 0.5,
    }),
    instrument({ id: 'XYZ-FUT', kind: 'future', underlying: 'XYZ', expiry: '2026-02-20T21:00:00Z', mark: 100 }),
    instrument({ id: 'XYZ-STOCK', kind: 'spot', underlying: 'XYZ', mark: 100 }),
    instrument({ id: 'BTC-80-C', underlying: 'BTC', strike: 80_000, right: 'call', ...OPTION, mark: 4_000 }),
    instrument({
      id: 'BTC-80-C-COIN',
      underlying: 'BTC',
      strike: 80_000,
      right: 'call',
      payoff: 'inverse',
      ...OPTION,
      mark: 0.05,
    }),
  ] satisfies QuotedInstrument[],
});

function portfolio(quantities: Readonly<Record<string, string>>, parts: Partial<Portfolio> = {}): Portfolio {
  const positions = Object.entries(quantities).map(([id, quantity]) => ({ instrument: id, quantity, venue: 'main' }));
  return { baseCurrency: 'USD', positions, collateral: [], orders: [], ...parts };
}

function margin(book: Portfolio, parameters: Readonly<Record<string, unknown>> = {}) {
  return marginOf(bookOf(book, marketOf(MARKET)), valueIn(chooseMethod({ id: 'strategy', parameters }, '/methods/0')));
}

const COIN_RULE = {
  shortOptionFraction: 0.2,
  shortOptionMinimumFraction: 0.1,
  longStockInitialFraction: 0.5,
  longStockMaintenanceFraction: 0.25,
  shortStockInitialFraction: 0.5,
  shortStockMaintenanceFraction: 0.3,
  shortStockMinimumPerShare: 5,
  hedgedStrikeFraction: 0.1,
};

describe('what strategy does not cover', () => {
  it.each([
    ['a coin option', portfolio({ 'BTC-80-C': '1' }), '/portfolio/positions', 'BTC-80-C'],
    ['a future', portfolio({ 'XYZ-FUT': '1' }), '/portfolio/positions', 'XYZ-FUT'],
    [
      'a coin as collateral',
      portfolio({}, { collateral: [{ asset: 'BTC', quantity: '1', venue: 'main' }] }),
      '/portfolio/collateral',
      'BTC',
    ],
  ])('%s', (_, book, pointer, name) => {
    expect(margin(book)).toMatchObject({
      ok: false,
      failure: { reason: 'not-applicable', errors: [{ pointer, detail: expect.stringContaining(name) as string }] },
    });
  });

  it('but a caller’s rule for the class covers coin options, other than those that pay in coin', () => {
    const classes = [{ ...COIN_RULE, assetClasses: ['crypto-major'] }];
    const covered = valueIn(margin(portfolio({ 'BTC-80-C': '-1' }), { classes }));
    expect(componentOf(covered, 'requirement').initial).toBeCloseTo(4_000 + 0.2 * 80_000, 6);
    expect(margin(portfolio({ 'BTC-80-C-COIN': '-1' }), { classes })).toMatchObject({
      ok: false,
      failure: { reason: 'not-applicable' },
    });
  });

  it('more candidates than are allowed, by name', () => {
    const failed = margin(portfolio({ 'XYZ-100-C': '1', 'XYZ-110-C': '1' }), { candidatesMax: 1 });
    expect(failed).toMatchObject({
      ok: false,
      failure: { reason: 'limit-exceeded', detail: expect.stringContaining('candidatesMax') as string },
    });
  });
});

describe('strategy', () => {
  it('asks nothing for cash, nets one series over venues, and says that orders are left out', () => {
    const cash = portfolio({}, { collateral: [{ asset: 'USD', quantity: '5000', venue: 'main' }] });
    expect(valueIn(margin(cash))).toMatchObject({ initial: 0, maintenance: 0, equity: 5000 });
    const flat = portfolio({ 'XYZ-100-C': '1' });
    const elsewhere = { instrument: 'XYZ-100-C', quantity: '-1', venue: 'other' };
    const order = { instrument: 'XYZ-100-C', side: 'sell', quantity: '1', price: 2, venue: 'main' } as const;
    const netted = valueIn(margin({ ...flat, positions: [...flat.positions, elsewhere], orders: [order] }));
    expect(netted).toMatchObject({ initial: 0, maintenance: 0, warnings: ['orders-not-counted'] });
  });

  it('takes a security held as collateral for stock, and covers a call with it', () => {
    const book = portfolio({ 'XYZ-100-C': '-1' }, { collateral: [{ asset: 'XYZ', quantity: '100', venue: 'main' }] });
    const covered = valueIn(margin(book));
    expect(componentOf(covered, 'requirement')).toMatchObject({ initial: 5000, maintenance: 2500 });
    expect(strategiesOf(covered, 'initial')).toEqual(['covered-call']);
    // equity counts the call at its mark, so what is free is the cash that the rule leaves free
    expect(covered.excess.initial).toBeCloseTo(10_000 - 200 - (5000 - 200), 8);
  });

  it('relaxes a book with parts of contracts, and says so', () => {
    const options = [leg('call', 100, -1.5, 2), leg('call', 110, 1, 0.5)];
    const relaxed = marginOfCase({ spot: 100, options });
    expect(componentOf(relaxed, 'requirement').initial).toBeCloseTo(1000 + 0.5 * (2 + 20) * 100, 6);
    expect(relaxed.details!['pairing']).toContainEqual(expect.objectContaining({ status: 'relaxed' }));
  });

  it('pays three quarters of an option with more than nine months to go, and of no other', () => {
    expect(marginOfCase({ spot: 100, options: [leg('call', 100, 1, 10, 280)] })).toMatchObject({
      initial: 750,
      maintenance: 750,
    });
    expect(marginOfCase({ spot: 100, options: [leg('call', 100, 1, 10, 270)] })).toMatchObject({
      initial: 1000,
      maintenance: 1000,
    });
  });

  it('does not pair a long option with a short one that outlives it', () => {
    const outlived = [leg('call', 100, 1, 1, 30), leg('call', 100, -1, 2, 60)];
    expect(strategiesOf(marginOfCase({ spot: 100, options: outlived }), 'initial')).toEqual([
      'long-call',
      'short-call',
    ]);
    const covered = [leg('call', 100, -1, 1, 30), leg('call', 100, 1, 2, 60)];
    expect(strategiesOf(marginOfCase({ spot: 100, options: covered }), 'initial')).toEqual(['call-calendar']);
  });

  it('takes a ratio put spread for one only where any limited loss makes a spread', () => {
    const options = [leg('put', 100, 1, 95.5), leg('put', 80, -2, 75.5)];
    const requirement = (parameters = {}) =>
      componentOf(marginOfCase({ spot: 5, options, parameters }), 'requirement').initial;
    expect(requirement()).toBeCloseTo(100 * (75.5 + 8), 6);
    expect(requirement({ spreadLegs: 'limited-loss' })).toBeCloseTo(100 * (2 * 80 - 100), 6);
  });
});

describe('minimising strategy margin', () => {
  it('buys the wing of a naked call, with a bound that the margin recomputed is not below', () => {
    const subject = { portfolio: portfolio({ 'XYZ-100-C': '-2' }), market: marketOf(MARKET), marketDigest: 'market' };
    const answer = valueIn(
      calculateRebalance(subject, {
        objective: { minimise: 'margin', method: 'strategy' },
        universe: [{ instrument: 'XYZ-110-C', minTrade: '0', maxTrade: '2' }],
      }),
    );
    expect(answer.trades).toEqual([expect.objectContaining({ instrument: 'XYZ-110-C', quantity: '2' })]);
    expect(answer.after[0]!.initial).toBeCloseTo(2 * (1000 - 200 + 50), 6);
    expect(answer.before[0]!.initial).toBeCloseTo(2 * 2000, 6);
  });
});

describe('a pairing that is proven', () => {
  it('is exact', () => {
    const options = [leg('call', 100, -1, 5), leg('call', 110, 1, 2)];
    expect(marginOfCase({ spot: 100, options })).toMatchObject({
      exactness: 'exact',
      details: { pairing: [{ status: 'optimal' }, { status: 'optimal' }] },
    });
  });
});

describe('a pairing whose work runs out', () => {
  // two expiries of interleaved strikes, whose relaxation is fractional
  const options = [90, 93, 95, 98, 100, 104, 106, 109, 111, 115].flatMap((strike, i) => [
    leg('call', strike, (i % 3 === 0 ? 5 : -3) + (i % 2), 1 + Math.max(0, 100 - strike), i % 2 === 0 ? 30 : 60),
    leg('put', strike - 5, (i % 3 === 1 ? 7 : -2) - (i % 2), 1 + Math.max(0, strike - 105), 30),
  ]);
  const pairingOf = (nodesMax: number) => {
    const found = marginOfCase({ spot: 100, stock: { quantity: 350, price: 100 }, options, parameters: { nodesMax } });
    const [proof] = found.details!['pairing'] as unknown as readonly {
      status: string;
      bound: number;
      gap: number;
      requirement: number;
    }[];
    return { ...proof!, exactness: found.exactness, initial: componentOf(found, 'requirement').initial };
  };

  it('says so, is feasible and has a bound that still holds', () => {
    const [cut, more] = [pairingOf(1), pairingOf(400)];
    expect(cut).toMatchObject({ status: 'work-limit', exactness: 'approximate' });
    expect(cut.initial).toBe(cut.requirement);
    expect(cut.gap).toBeCloseTo(cut.requirement - cut.bound, 9);
    expect(more.requirement).toBeLessThanOrEqual(cut.requirement);
    expect(more.requirement).toBeGreaterThanOrEqual(cut.bound);
    expect(more.bound).toBeGreaterThanOrEqual(cut.bound - 1e-6);
  });
});
