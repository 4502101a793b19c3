import { describe, expect, it } from 'vitest';
import { chooseMethod, type MarginResult, marginOf } from '../../../shared/margin/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { DERIVE_MARKET } from '../../support/derive/derive-market.ts';
import { bookOf, marginUnder, valueIn } from '../../support/margins.ts';
import { instrument, marketOf } from '../../support/markets.ts';

const PMRM = { id: 'derive-pmrm-style' };
const SRM = { id: 'derive-standard-style' };
const MARKET = marketOf({
  ...DERIVE_MARKET,
  underlyings: [
    ...DERIVE_MARKET.underlyings,
    { id: 'SPY', price: 600, assetClass: 'equity', rate: 0, dividendYield: 0 },
    { id: 'DOGE', price: 0.2, assetClass: 'crypto-other', rate: 0, dividendYield: 0 },
  ],
  instruments: [
    ...DERIVE_MARKET.instruments,
    instrument({
      id: 'BTC-COIN',
      kind: 'perpetual',
      underlying: 'BTC',
      payoff: 'inverse',
      multiplier: 10,
      mark: 80_000,
    }),
    instrument({ id: 'BTC-JUN', kind: 'future', underlying: 'BTC', expiry: '2026-06-26T08:00:00Z', mark: 80_500 }),
    instrument({ id: 'SPY', kind: 'spot', underlying: 'SPY', mark: 600 }),
    instrument({ id: 'DOGE-PERP', kind: 'perpetual', underlying: 'DOGE', mark: 0.2 }),
    instrument({ id: 'wstETH', kind: 'spot', underlying: 'ETH', mark: 3_000 }),
  ],
  currencies: [{ id: 'USDC', price: 1 }],
});

function book(
  positions: Readonly<Record<string, number>>,
  collateral: Readonly<Record<string, number>> = {},
): Portfolio {
  return {
    baseCurrency: 'USD',
    positions: Object.entries(positions).map(([id, quantity]) => ({
      instrument: id,
      quantity: String(quantity),
      venue: 'main',
    })),
    collateral: Object.entries(collateral).map(([asset, quantity]) => ({
      asset,
      quantity: String(quantity),
      venue: 'main',
    })),
    orders: [],
  };
}

function componentOf({ components }: MarginResult, pool: string, id: string) {
  return components.find((each) => each.pool === pool && each.id === id)!;
}

function refusalOf(positions: Readonly<Record<string, number>>, selection: { id: string }) {
  const margin = marginOf(bookOf(book(positions), MARKET), valueIn(chooseMethod(selection, '/methods/0')));
  return margin.ok ? null : margin.failure;
}

describe.each([PMRM, SRM])('$id', (selection) => {
  it.each(['BTC-COIN', 'BTC-JUN', 'SPY'])('does not apply to %s, and says so by name', (id) => {
    const failure = refusalOf({ 'BTC-PERP': 1, [id]: 1 }, selection);
    expect(failure!.reason).toBe('not-applicable');
    expect(failure!.detail).toContain(id);
    expect(failure!.errors![0]!.pointer).toBe('/portfolio/positions');
  });

  it('counts neither orders nor assets that the venue does not take, and warns', () => {
    const plain = book({ 'BTC-PERP': 1 }, { USD: 100_000 });
    const order = { instrument: 'BTC-PERP', side: 'buy', quantity: '5', price: 79_000, venue: 'main' } as const;
    const collateral = [...plain.collateral, { asset: 'SPY', quantity: '10', venue: 'main' }];
    const [before, after] = [plain, { ...plain, orders: [order], collateral }].map((each) =>
      marginUnder(each, MARKET, selection),
    );
    expect(after!.excess.maintenance).toBeCloseTo(before!.excess.maintenance, 6);
    expect(after!.warnings).toEqual(
      expect.arrayContaining(['orders-not-counted', 'collateral-not-accepted: SPY counts nothing']),
    );
  });
});

describe('accounts of derive-pmrm-style', () => {
  it('are one for each underlying of derivatives', () => {
    const [btc, eth, both] = [{ 'BTC-PERP': 1 }, { 'ETH-PERP': -20 }, { 'BTC-PERP': 1, 'ETH-PERP': -20 }].map(
      (positions) => marginUnder(book(positions), MARKET, PMRM),
    );
    expect(both!.pools.map(({ id }) => id)).toEqual(['BTC', 'ETH']);
    expect(both!.initial).toBeCloseTo(btc!.initial + eth!.initial, 6);
  });

  it('have collateral hedge only with its own underlying', () => {
    const hedged = marginUnder(book({ 'ETH-PERP': -1 }, { wstETH: 1 }), MARKET, PMRM);
    const beside = marginUnder(book({ 'BTC-PERP': -1 }, { wstETH: 1 }), MARKET, PMRM);
    // 3000·0.18 − 2498·0.18 down, less than what either would lose alone
    expect(componentOf(hedged, 'ETH', 'scan').initial).toBeCloseTo(0.18 * (3_000 - 2_498), 9);
    expect(componentOf(beside, 'BTC', 'scan').initial).toBeCloseTo(0.18 * 80_040, 9);
    expect(componentOf(beside, 'BTC', 'collateral').maintenance).toBeCloseTo(0.056 * 3_000, 9);
  });

  it('list the skews as scenarios beside the scan, and as binding where they bind', () => {
    const box = { 'BTC-1-70000-call': 1, 'BTC-1-70000-put': -1, 'BTC-1-90000-call': -1, 'BTC-1-90000-put': 1 };
    const scenarios = marginUnder(book(box), MARKET, PMRM).scenarios.map(({ id }) => id);
    expect(scenarios.slice(-2)).toEqual(['skew-linear', 'skew-absolute']);
    const tilted = {
      ...PMRM,
      parameters: {
        skew: {
          linear: { base: 10, perRootYear: 0 },
          absolute: { base: 0, perRootYear: 0 },
          minWidth: 0.01,
          widthScale: 0,
          volStatic: 0,
          volPerRootYear: 0,
        },
      },
    };
    const bound = marginUnder(book({ 'BTC-1-90000-call': -1 }), MARKET, tilted);
    expect(bound.bindingScenarios.map(({ id }) => id)).toEqual(['skew-linear']);
    expect(bound.bindingScenarios[0]!.loss).toBeCloseTo(componentOf(bound, 'BTC', 'skew-linear').initial, 9);
  });
});

it('derive-standard-style refuses a perpetual that it has no margin for', () => {
  expect(refusalOf({ 'DOGE-PERP': 1 }, SRM)!.detail).toMatch(/DOGE-PERP/);
});

describe.each([PMRM, SRM])('inside the settlement window, $id', (selection) => {
  const [first] = DERIVE_MARKET.instruments.flatMap(({ id, expiry }) => (expiry === undefined ? [] : [{ id, expiry }]));
  const during = (settlementAverage?: number) => {
    const snapshot = {
      ...DERIVE_MARKET,
      asOf: first!.expiry.replace('08:00', '07:50'),
      instruments: DERIVE_MARKET.instruments.filter(({ expiry }) => expiry === undefined || expiry === first!.expiry),
      expiries:
        settlementAverage === undefined ? [] : [{ underlying: 'BTC', expiry: first!.expiry, settlementAverage }],
    };
    return marginUnder(book({ [first!.id]: -1 }), marketOf(snapshot), selection);
  };

  it('says that the forward stands for an average which the market does not state', () => {
    const warning = `settlement-average-assumed: ${first!.id}; the market states none for its expiry, the forward stands for it`;
    expect(during()).toMatchObject({ exactness: 'approximate', warnings: expect.arrayContaining([warning]) });
    const stated = during(79_000);
    expect(stated).toMatchObject({ exactness: 'exact' });
    expect(stated.warnings).not.toContain(warning);
  });
});
