import { describe, expect, it } from 'vitest';
import { DEMO_AS_OF, demoMarket } from '../../../../infra/local/demo/demo-market.ts';
import { marketMakerBook } from '../../../../infra/local/demo/market-maker-book.ts';
import { treasuryBook } from '../../../../infra/local/demo/treasury-book.ts';
import { chooseMethod, type MarginResult, type MethodSelection, marginOf } from '../../../../shared/margin/index.ts';
import type { Portfolio } from '../../../../shared/portfolio/index.ts';
import { calculateRebalance } from '../../../../shared/usecases/index.ts';
import { bookOf, marginUnder, scaleOf, valueIn } from '../../../support/margins.ts';
import { instrument, marketOf, marketSnapshot } from '../../../support/markets.ts';

const JUNE = '2026-06-26T08:00:00Z';
const option = { kind: 'option', underlying: 'ETH', expiry: JUNE, impliedVol: 0.6 } as const;
const MARKET = marketOf(
  marketSnapshot({
    asOf: '2026-03-02T08:00:00Z',
    underlyings: [
      { id: 'ETH', price: 2_000, rate: 0, dividendYield: 0 },
      { id: 'BTC', price: 68_000, rate: 0, dividendYield: 0 },
      { id: 'SPY', price: 690, rate: 0, dividendYield: 0 },
    ],
    instruments: [
      instrument({ id: 'ETH-PERP', kind: 'perpetual', underlying: 'ETH', payoff: 'inverse', mark: 2_000 }),
      instrument({ id: 'ETH-PERP-USD', kind: 'perpetual', underlying: 'ETH', mark: 2_000 }),
      instrument({ id: 'ETH-JUN', kind: 'future', underlying: 'ETH', payoff: 'inverse', mark: 2_000, expiry: JUNE }),
      instrument({ ...option, id: 'ETH-2400-C', strike: 2_400, right: 'call', payoff: 'inverse' }),
      instrument({ ...option, id: 'ETH-2000-C-USD', strike: 2_000, right: 'call' }),
      instrument({ id: 'BTC-PERP-USD', kind: 'perpetual', underlying: 'BTC', mark: 68_000 }),
      instrument({ id: 'BTC-JUN-USD', kind: 'future', underlying: 'BTC', mark: 68_000, expiry: JUNE }),
      instrument({ id: 'SPY', kind: 'spot', underlying: 'SPY', mark: 690 }),
      instrument({
        id: 'ETH-IN-BTC',
        kind: 'perpetual',
        underlying: 'ETH',
        payoff: 'inverse',
        settlementCurrency: 'BTC',
        mark: 2_000,
      }),
    ],
  }),
);

function book(holdings: Readonly<Record<string, number>>, parts: Partial<Portfolio> = {}): Portfolio {
  const positions = Object.entries(holdings).map(([id, size]) => ({
    instrument: id,
    quantity: String(size),
    venue: 'main',
  }));
  return { baseCurrency: 'USD', positions, collateral: [], orders: [], ...parts };
}

function margin(portfolio: Portfolio, selection: Partial<MethodSelection> = {}): MarginResult {
  return marginUnder(portfolio, MARKET, { id: 'deribit-style', ...selection });
}

function part(result: MarginResult, id: string) {
  return result.components.find((each) => each.id === id)!;
}

function refusal(portfolio: Portfolio, selection: Partial<MethodSelection> = {}) {
  const answer = marginOf(bookOf(portfolio, MARKET), valueIn(chooseMethod({ id: 'deribit-style', ...selection }, '')));
  return answer.ok ? null : answer.failure;
}

describe('the dampener', () => {
  it('forgives the tails of a small short call and charges those of a large one', () => {
    const small = margin(book({ 'ETH-2400-C': -1 }));
    const large = margin(book({ 'ETH-2400-C': -100_000 }));
    expect(small.bindingScenarios[0]!.id).toBe('ETH/bucket-9/vol-up');
    expect(large.bindingScenarios[0]!.id).toContain('ETH/extended+');
    expect(part(large, 'worst_case').initial).toBeGreaterThan(100_000 * part(small, 'worst_case').initial);
  });

  it('is unallocated: a fixed allowance that no line carries', () => {
    const large = margin(book({ 'ETH-2400-C': -100_000 }));
    const row = Number(large.bindingScenarios[0]!.id.split('+')[1]);
    expect(large.unallocated).toBeLessThan(((1 - row / 0.18) * 200_000) / 1.18 + 1e-6);
  });
});

describe('the delta shock', () => {
  /** coins: |d|·min(m·(|d| − threshold), most), with 20,000,000/2,000 = 10,000 coins free */
  it.each([
    [-9_000, 0],
    [-30_000, 30_000 * 4e-6 * 20_000],
    [30_000, 30_000 * 4e-6 * 20_000],
    [60_000, 60_000 * 0.1],
  ])('of %i coins in perpetuals is %f coins', (coins, shockCoins) => {
    const result = margin(book({ 'ETH-PERP-USD': coins }));
    expect(part(result, 'delta_shock').initial).toBeCloseTo(2_000 * shockCoins, 4);
    expect(part(result, 'delta_shock').maintenance).toBeCloseTo(0.8 * 2_000 * shockCoins, 4);
    const explained = result.contributions.reduce((total, { amount }) => total + amount, result.unallocated);
    expect(Math.abs(explained - result.initial)).toBeLessThanOrEqual(1e-12 * scaleOf(result));
  });

  it('counts long options where they hedge, and not by themselves', () => {
    const alone = margin(book({ 'ETH-2000-C-USD': 60_000 }));
    expect(part(alone, 'delta_shock').initial).toBe(0);
    const hedged = margin(book({ 'ETH-2000-C-USD': 20_000, 'ETH-PERP-USD': -30_000 }));
    const naked = margin(book({ 'ETH-PERP-USD': -30_000 }));
    expect(part(hedged, 'delta_shock').initial).toBeLessThan(part(naked, 'delta_shock').initial);
    const wrongWay = margin(book({ 'ETH-2000-C-USD': 20_000, 'ETH-PERP-USD': 30_000 }));
    expect(part(wrongWay, 'delta_shock').initial).toBeCloseTo(part(naked, 'delta_shock').initial, 6);
  });

  it('has marginals that agree with its differences', () => {
    const at = (perp: number) => part(margin(book({ 'ETH-2000-C-USD': 20_000, 'ETH-PERP-USD': perp })), 'delta_shock');
    const [below, here, above] = [-30_001, -30_000, -29_999].map((perp) => at(perp).initial) as [
      number,
      number,
      number,
    ];
    expect(Math.abs(above - 2 * here + below)).toBeLessThan(1e-4 * Math.abs(above - below));
    const shock = margin(book({ 'ETH-2000-C-USD': 20_000, 'ETH-PERP-USD': -30_000 }));
    const flat = margin(book({ 'ETH-2000-C-USD': 20_000, 'ETH-PERP-USD': -30_000 }), {
      parameters: { pairs: { ETH: { ...ethPair(), deltaShockPerCoin: 0 } } },
    });
    const marginal = (perpShare(shock).amount - perpShare(flat).amount) / -30_000;
    expect(marginal).toBeCloseTo((above - below) / 2, 6);
  });
});

function perpShare({ contributions }: MarginResult) {
  return contributions.find(({ instrument: id }) => id === 'ETH-PERP-USD')!;
}

function ethPair(): Record<string, unknown> {
  return {
    priceRangeFraction: 0.18,
    volRangeUpFraction: 0.4,
    volRangeDownFraction: 0.25,
    vegaPowerShort: 0.3,
    vegaPowerLong: 0.13,
    minVolUpAnnual: 0.5,
    extendedTableFactor: 1,
    extendedDampenerUsd: 200_000,
    annualisedMoveRiskFraction: 0.05,
    minAnnualisedMoveFraction: 0.005,
    pnlOffsetFraction: 0.6,
    maxOffsetablePnlUsd: 20_000_000,
    deltaShockPerCoin: 4e-6,
    deltaShockThresholdUsd: 20_000_000,
    maxDeltaShockFraction: 0.1,
    equitySideImpact: 'both',
  };
}

describe('pools', () => {
  it('stand apart by settlement currency in S:PM and net in X:PM', () => {
    const hedged = book({ 'ETH-PERP': 2_000, 'ETH-PERP-USD': -1 });
    const apart = margin(hedged);
    expect(apart.pools.map(({ id }) => id)).toEqual(['ETH', 'USD']);
    expect(part(apart, 'worst_case').initial).toBeCloseTo(2_000 * (1 / 0.82 - 1), 9);
    const cross = margin(hedged, { parameters: { mode: 'cross' } });
    expect(cross.pools.map(({ id }) => id)).toEqual(['CROSS']);
    expect(part(cross, 'worst_case').initial).toBeCloseTo(0, 9);
    expect(part(cross, 'roll_shock').initial).toBeCloseTo(0, 9);
  });

  it('coins held cover short perpetuals in X:PM alone, and their haircut is initial', () => {
    const covered = book({ 'ETH-PERP-USD': -10 }, { collateral: [{ asset: 'ETH', quantity: '10', venue: 'main' }] });
    expect(part(margin(covered), 'worst_case').initial).toBeCloseTo(0.18 * 20_000, 8);
    const cross = margin(covered, { parameters: { mode: 'cross', haircuts: { ETH: 0.1 } } });
    expect(part(cross, 'worst_case').initial).toBeCloseTo(0, 9);
    expect(part(cross, 'haircut')).toMatchObject({ initial: 2_000, maintenance: 0 });
    const none = { ...ethPair(), equitySideImpact: 'none' };
    const apart = margin(covered, { parameters: { mode: 'cross', pairs: { ETH: none } } });
    expect(part(apart, 'worst_case').initial).toBeCloseTo(0.18 * 20_000, 8);
    expect(apart.warnings).toContain('balance-not-in-matrix: ETH');
  });

  it('offset losses of one pair by a part of the gains of another', () => {
    const offset = { pnlOffsetFraction: 0.5, maxOffsetablePnlUsd: 1_000 };
    const both = book({ 'ETH-PERP-USD': -1, 'BTC-PERP-USD': 1 });
    expect(part(margin(both), 'worst_case').initial).toBeCloseTo(0.14 * 68_000 - 0.6 * 0.18 * 2_000, 8);
    expect(margin(both).warnings.join()).toContain('gains-offset-nothing: BTC');
    const other = book({ 'ETH-PERP-USD': 40, 'BTC-PERP-USD': -1 });
    expect(part(margin(other), 'worst_case').initial).toBeCloseTo(0.18 * 80_000, 8);
    const capped = margin(other, { parameters: { assumed: offset } });
    expect(part(capped, 'worst_case').initial).toBeCloseTo(0.18 * 80_000 - 1_000, 8);
  });
});

describe('open orders and stated amounts', () => {
  const order = { instrument: 'ETH-PERP-USD', side: 'buy', quantity: '1', price: 1_900, venue: 'main' } as const;

  it('charge what a fill would lose in the worst row, initially alone', () => {
    const result = margin(book({ 'ETH-PERP-USD': -1 }, { orders: [order] }));
    expect(part(result, 'open_orders_margin').initial).toBeCloseTo(1_900 - 0.82 * 2_000, 9);
    expect(part(result, 'open_orders_margin').maintenance).toBe(0);
    expect(result.warnings.join()).toContain('open-orders-by-matrix: USD');
  });

  it('give way to what the caller states', () => {
    const stated = { USD: { openOrdersMargin: 7, mmpMargin: 11, spotMargin: 13, correlationContingency: 10 } };
    const plain = margin(book({ 'ETH-PERP-USD': -1 }));
    const result = margin(book({ 'ETH-PERP-USD': -1 }, { orders: [order] }), { parameters: { stated } });
    expect(result.initial - plain.initial).toBeCloseTo(41, 9);
    expect(result.maintenance - plain.maintenance).toBeCloseTo(8, 9);
    expect(result.warnings).toEqual(plain.warnings);
  });
});

function coinOption(right: 'call' | 'put', strike: number, mark: number) {
  return instrument({ ...option, id: `${right}-${strike}`, strike, right, payoff: 'inverse', mark });
}

describe('standard margin', () => {
  const market = marketOf(
    marketSnapshot({
      asOf: '2026-03-02T08:00:00Z',
      underlyings: [{ id: 'ETH', price: 100, rate: 0, dividendYield: 0 }],
      instruments: [
        coinOption('call', 110, 0.02),
        coinOption('call', 102, 0.05),
        coinOption('put', 90, 0.01),
        coinOption('put', 250, 1.5),
      ],
    }),
  );
  const standard = (portfolio: Portfolio) =>
    marginUnder(portfolio, market, { id: 'deribit-style', parameters: { mode: 'standard' } });

  /** the first is the check of crypto-margin.md §1.9; the others by hand from its formulas */
  it.each([
    ['call-110', 0.12, 0.095],
    ['call-102', 0.18, 0.125],
    ['put-90', 0.11, 0.085],
    ['put-250', 1.65, 1.6125],
  ])('of a short %s is %f coins initially and %f in maintenance', (id, initial, maintenance) => {
    const inCoin = standard({ ...book({ [id]: -1 }), baseCurrency: 'ETH' });
    expect(inCoin.initial).toBeCloseTo(initial, 14);
    expect(inCoin.maintenance).toBeCloseTo(maintenance, 14);
    expect(standard(book({ [id]: -2 })).initial).toBeCloseTo(200 * initial, 11);
    expect(standard(book({ [id]: 2 })).initial).toBe(0);
  });

  it('has no offsets, and charges orders like positions', () => {
    const spread = book({ 'call-110': -1, 'call-102': 1, 'put-90': -1 });
    expect(standard(spread).initial).toBeCloseTo(100 * (0.12 + 0.11), 11);
    expect(standard(spread).offset).toBe(0);
    const order = { instrument: 'call-110', quantity: '1', price: 0.03, venue: 'main' };
    const waiting = standard(
      book(
        {},
        {
          orders: [
            { ...order, side: 'sell' },
            { ...order, side: 'buy' },
          ],
        },
      ),
    );
    expect(waiting.initial).toBeCloseTo(100 * (0.12 + 0.03), 11);
    expect(waiting.maintenance).toBe(0);
    expect(waiting.warnings).toEqual(['open-orders-as-positions: the venue does not publish its rule']);
  });

  it('of futures and linear options is not known', () => {
    for (const id of ['ETH-PERP', 'ETH-2000-C-USD']) {
      const failure = refusal(book({ [id]: 1 }), { parameters: { mode: 'standard' } });
      expect(failure).toMatchObject({ reason: 'not-applicable', errors: [{ pointer: '/portfolio/positions' }] });
    }
  });
});

function rebalanced(size: number) {
  const portfolio = book({ 'ETH-PERP-USD': -3 * size, 'ETH-2000-C-USD': -2 * size, 'BTC-PERP-USD': size / 50 });
  const assumed = { pnlOffsetFraction: 0.5, maxOffsetablePnlUsd: 1_000_000 };
  const answer = calculateRebalance(
    { portfolio, market: MARKET, marketDigest: 'market' },
    {
      objective: { minimise: 'margin', method: 'deribit-style', parameters: { assumed } },
      costs: { feeFraction: 0.0005 },
      constraints: { costBudget: 2 * size },
    },
  );
  return valueIn(answer);
}

describe('the least margin', () => {
  it('is found and proven though gains that offset other pairs are not convex', () => {
    const { status, before, after } = rebalanced(1_000);
    expect(status).toEqual({ termination: 'optimal', exactness: 'exact' });
    expect(after[0]!.initial).toBeLessThan(0.6 * before[0]!.initial);
  });

  it('is approximate where a delta shock is left that the program does not see', () => {
    const { status, before, after } = rebalanced(10_000);
    expect(status).toEqual({ termination: 'local-optimum', exactness: 'approximate' });
    expect(after[0]!.initial).toBeLessThan(0.6 * before[0]!.initial);
    expect(part(after[0]!, 'delta_shock').initial).toBeGreaterThan(0);
  });
});

describe('what it does not cover', () => {
  it.each([
    [{ SPY: 10 }, {}, 'no parameters of the underlying SPY, which SPY is on'],
    [{ 'ETH-IN-BTC': 1 }, {}, 'ETH-IN-BTC is inverse and settles in BTC'],
    [{ 'BTC-JUN-USD': 1 }, {}, 'BTC-JUN-USD needs annualisedMoveRiskFraction of BTC'],
    [{ 'BTC-PERP-USD': 1 }, { version: '2026-02-15' }, 'no parameters of the underlying BTC'],
  ])('%j is not applicable', (holdings, selection, detail) => {
    const failure = refusal(book(holdings), selection);
    expect(failure).toMatchObject({ reason: 'not-applicable', errors: [{ pointer: '/portfolio/positions' }] });
    expect(failure!.detail).toContain(detail);
  });

  it('a gap of the version is filled by what the caller assumes', () => {
    const assumed = { annualisedMoveRiskFraction: 0.05 };
    const result = margin(book({ 'BTC-JUN-USD': 1 }), { parameters: { assumed } });
    const years = (Date.parse(JUNE) - Date.parse('2026-03-02T08:00:00Z')) / (365 * 86_400_000);
    expect(part(result, 'roll_shock').initial).toBeCloseTo(68_000 * 0.05 * years, 8);
    expect(result.warnings.join()).toContain('delta-shock-not-counted: BTC');
  });

  it('a market without dollars is not applicable', () => {
    const euros = marketOf({ ...MARKET.snapshot, baseCurrency: 'EUR' });
    const inEuros = bookOf({ ...book({ 'ETH-PERP-USD': 1 }), baseCurrency: 'EUR' }, euros);
    const answer = marginOf(inEuros, valueIn(chooseMethod({ id: 'deribit-style' }, '')));
    expect(answer).toMatchObject({ ok: false, failure: { reason: 'not-applicable' } });
  });
});

describe('the demo books', () => {
  const snapshot = demoMarket(DEMO_AS_OF);
  const market = marketOf(snapshot);
  const assumed = { minVolUpAnnual: 0.5, annualisedMoveRiskFraction: 0.05 };

  it('need two parameters of BTC that no source lists', () => {
    for (const portfolio of [marketMakerBook(snapshot), treasuryBook(snapshot)]) {
      const answer = marginOf(bookOf(portfolio, market), valueIn(chooseMethod({ id: 'deribit-style' }, '')));
      expect(answer.ok ? '' : answer.failure.detail).toMatch(/^BTC-.* needs minVolUpAnnual of BTC/);
    }
  });

  it.each(['segregated', 'cross'])('are margined once these are assumed (%s)', (mode) => {
    const result = marginUnder(marketMakerBook(snapshot), market, {
      id: 'deribit-style',
      parameters: { mode, assumed },
    });
    expect(result.initial).toBeGreaterThan(100_000);
    expect(result.maintenance).toBeCloseTo(0.8 * result.initial, 6);
    expect(result.standalone).toBeGreaterThan(result.initial);
  });
});
