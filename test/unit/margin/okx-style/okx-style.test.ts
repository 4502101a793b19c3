import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEMO_AS_OF, demoMarket } from '../../../../infra/local/demo/demo-market.ts';
import { marketMakerBook } from '../../../../infra/local/demo/market-maker-book.ts';
import { treasuryBook } from '../../../../infra/local/demo/treasury-book.ts';
import { chooseMethod, type MarginResult, type MethodSelection, marginOf } from '../../../../shared/margin/index.ts';
import type { Portfolio } from '../../../../shared/portfolio/index.ts';
import { black76Greeks, black76Value } from '../../../../shared/pricing/index.ts';
import { bookOf, marginUnder, scaleOf, valueIn } from '../../../support/margins.ts';
import { instrument, marketOf, marketSnapshot } from '../../../support/markets.ts';

const AS_OF = '2026-03-02T08:00:00Z';
const NEAR = '2026-03-06T08:00:00Z';
const FAR = '2026-06-26T08:00:00Z';
const YEAR_MS = 365 * 86_400_000;
const SPOT = 2_000;
const OPTIONS = [
  { id: 'NEAR-C', expiry: NEAR, strike: 2_100, right: 'call', impliedVol: 0.8 },
  { id: 'NEAR-P', expiry: NEAR, strike: 1_900, right: 'put', impliedVol: 0.7 },
  { id: 'FAR-C', expiry: FAR, strike: 2_400, right: 'call', impliedVol: 0.6 },
  { id: 'FAR-P', expiry: FAR, strike: 1_600, right: 'put', impliedVol: 0.65 },
] as const;

const MARKET = marketOf(
  marketSnapshot({
    asOf: AS_OF,
    underlyings: [
      { id: 'ETH', price: SPOT, assetClass: 'crypto-major', rate: 0, dividendYield: 0 },
      { id: 'LTC', price: 100, rate: 0, dividendYield: 0 },
      { id: 'XYZ', price: 10, assetClass: 'crypto-other', rate: 0, dividendYield: 0 },
      { id: 'SPY', price: 690, assetClass: 'index-broad', rate: 0, dividendYield: 0 },
      { id: 'PLAIN', price: 5, rate: 0, dividendYield: 0 },
    ],
    currencies: [
      { id: 'USDT', price: 0.999 },
      { id: 'USDC', price: 1 },
      { id: 'EUR', price: 1.1 },
    ],
    instruments: [
      ...['USDT', 'USDC', 'USD'].map((settlementCurrency) =>
        instrument({
          id: `ETH-${settlementCurrency}`,
          kind: 'perpetual',
          underlying: 'ETH',
          settlementCurrency,
          mark: settlementCurrency === 'USDT' ? SPOT / 0.999 : SPOT,
        }),
      ),
      instrument({
        id: 'ETH-COIN',
        kind: 'perpetual',
        underlying: 'ETH',
        payoff: 'inverse',
        multiplier: 10,
        mark: SPOT,
      }),
      instrument({ id: 'LTC-USDC', kind: 'perpetual', underlying: 'LTC', settlementCurrency: 'USDC', mark: 100 }),
      instrument({ id: 'LTC-JUN', kind: 'future', underlying: 'LTC', mark: 102, expiry: FAR }),
      ...['XYZ', 'SPY', 'PLAIN'].map((id) =>
        instrument({ id: `${id}-USD`, kind: 'perpetual', underlying: id, mark: id === 'SPY' ? 690 : 10 }),
      ),
      ...OPTIONS.map((each) => instrument({ ...each, kind: 'option', underlying: 'ETH', forward: SPOT })),
    ],
  }),
);

/** Invented: no source lists the sizes. */
const VOL_SHOCKS = [
  { upToDays: 7, up: 0.5, down: 0.4 },
  { upToDays: null, up: 0.25, down: 0.2 },
];

function book(holdings: Readonly<Record<string, number>>, parts: Partial<Portfolio> = {}): Portfolio {
  const positions = Object.entries(holdings).map(([id, size]) => ({
    instrument: id,
    quantity: String(size),
    venue: 'main',
  }));
  return { baseCurrency: 'USD', positions, collateral: [], orders: [], ...parts };
}

function margin(portfolio: Portfolio, parameters: MethodSelection['parameters'] = {}): MarginResult {
  return marginUnder(portfolio, MARKET, { id: 'okx-style', parameters });
}

function part(result: MarginResult, id: string): number {
  return result.components.find((each) => each.id === id)!.maintenance;
}

function explained({ contributions, unallocated }: MarginResult): number {
  return contributions.reduce((total, { amount }) => total + amount, unallocated);
}

function years(expiry: string, days = 0): number {
  return (Date.parse(expiry) - Date.parse(AS_OF)) / YEAR_MS - days / 365;
}

function greeksOf(i: number) {
  const { strike, right, impliedVol, expiry } = OPTIONS[i]!;
  const state = { forward: SPOT, strike, type: right, timeYears: years(expiry), volAnnual: impliedVol, discount: 1 };
  return black76Greeks(state);
}

function refusal(portfolio: Portfolio) {
  const answer = marginOf(bookOf(portfolio, MARKET), valueIn(chooseMethod({ id: 'okx-style' }, '')));
  return answer.ok ? null : answer.failure;
}

function naive(sizes: readonly number[]) {
  const total = (change: (option: (typeof OPTIONS)[number]) => { spot: number; vol: number; days: number }) =>
    OPTIONS.reduce((sum, option, i) => {
      const { spot, vol, days } = change(option);
      const priced = { type: option.right, strike: option.strike, discount: 1 };
      const value = (forward: number, volAnnual: number, timeYears: number) =>
        black76Value({ ...priced, forward, volAnnual, timeYears });
      const before = value(SPOT, option.impliedVol, years(option.expiry));
      return sum + sizes[i]! * (value(SPOT * (1 + spot), vol, years(option.expiry, days)) - before);
    }, 0);
  const cells = [-0.12, -0.08, -0.04, 0, 0.04, 0.08, 0.12].flatMap((spot) =>
    (['down', 'same', 'up'] as const).map((direction) =>
      total(({ impliedVol, expiry }) => {
        const { up, down } = VOL_SHOCKS[expiry === NEAR ? 0 : 1]!;
        const factor = { up: 1 + up, same: 1, down: 1 - down }[direction];
        return { spot, vol: impliedVol * factor, days: 0 };
      }),
    ),
  );
  const extremes = [-0.24, 0.24].map((spot) => total(({ impliedVol }) => ({ spot, vol: impliedVol, days: 0 })));
  return {
    mr1: Math.max(0, ...cells.map((cell) => -cell)),
    mr2: Math.max(0, -total(({ impliedVol }) => ({ spot: 0, vol: impliedVol, days: 1 }))),
    mr6: Math.max(0, ...extremes.map((cell) => -cell / 2)),
  };
}

describe('market risk of options, against cells priced one by one', () => {
  it('in 100 random books', () => {
    const binding = new Set<string>();
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 4 }), (sizes) => {
        const result = margin(book(Object.fromEntries(OPTIONS.map(({ id }, i) => [id, sizes[i]!]))), {
          volShocks: VOL_SHOCKS,
        });
        const expected = naive(sizes);
        const tolerance = 1e-11 * (1 + scaleOf(result));
        for (const id of ['mr1', 'mr2', 'mr6'] as const)
          expect(Math.abs(part(result, id) - expected[id])).toBeLessThanOrEqual(tolerance);
        const worst = Math.max(...Object.values(expected));
        expect(Math.abs(result.maintenance - worst - part(result, 'mr4'))).toBeLessThanOrEqual(tolerance);
        expect(Math.abs(explained(result) - result.initial)).toBeLessThanOrEqual(1e-12 * scaleOf(result));
        for (const { id } of result.bindingScenarios) binding.add(id.slice(0, 3));
      }),
      { numRuns: 100 },
    );
    expect([...binding].toSorted()).toEqual(expect.arrayContaining(['mr1', 'mr6']));
  });

  it('takes vol shocks in points', () => {
    const result = margin(book({ 'FAR-C': -1 }), {
      volShockKind: 'points',
      volShocks: [{ upToDays: null, up: 0.1, down: 0.1 }],
    });
    const far = { forward: SPOT * 1.12, strike: 2_400, type: 'call', timeYears: years(FAR), discount: 1 } as const;
    const before = black76Value({ ...far, forward: SPOT, volAnnual: 0.6 });
    expect(part(result, 'mr1')).toBeCloseTo(black76Value({ ...far, volAnnual: 0.7 }) - before, 9);
  });

  it('charges a day of time decay where nothing else loses', () => {
    const straddle = book({ 'NEAR-C': 10, 'NEAR-P': 10 });
    const still = { ...VOL_SHOCKS[0]!, upToDays: null, up: 0, down: 0 };
    const result = margin(straddle, { volShocks: [still], moves: { of: { ETH: [0.0001] }, others: null } });
    expect(result.bindingScenarios[0]!.id).toBe('mr2/day+1');
  });

  it('MR3 and MR5 charge net vega by expiry and net rho, as the caller parametrises them', () => {
    const holdings = { 'NEAR-C': 10, 'NEAR-P': -4, 'FAR-C': -3 };
    const moved = margin(book(holdings), {
      volShocks: VOL_SHOCKS,
      vegaMoves: [
        { upToDays: 30, volPoints: 0.02 },
        { upToDays: null, volPoints: 0.01 },
      ],
      rateMove: 0.005,
    });
    const near = Math.abs(10 * greeksOf(0).vega - 4 * greeksOf(1).vega);
    expect(part(moved, 'mr3')).toBeCloseTo(0.02 * near + 0.01 * 3 * greeksOf(2).vega, 8);
    const rho = 10 * greeksOf(0).rho - 4 * greeksOf(1).rho - 3 * greeksOf(2).rho;
    expect(part(moved, 'mr5')).toBeCloseTo(0.005 * Math.abs(rho), 8);
    expect(moved.warnings.join()).not.toMatch(/mr3|mr5/);
  });
});

describe('risk units', () => {
  const hedge = book({ 'ETH-USDT': 10, 'ETH-COIN': -2_000 });

  it('net all contracts on a coin; the older ones only those of one settlement currency', () => {
    const merged = margin(hedge);
    expect(merged.pools.map(({ id }) => id)).toEqual(['ETH', 'borrow']);
    expect(part(merged, 'mr1')).toBeCloseTo(0, 8);
    const apart = margin(hedge, { riskUnits: 'family' });
    expect(apart.pools.map(({ id }) => id)).toEqual(['ETH-USD', 'ETH-USDT', 'borrow']);
    expect(apart.maintenance).toBeCloseTo(2 * 0.12 * 20_000, 6);
  });

  it('refuse balances in units of families', () => {
    const chosen = chooseMethod(
      { id: 'okx-style', parameters: { riskUnits: 'family', spotOffset: 'all' } },
      '/methods/0',
    );
    expect(chosen).toMatchObject({ ok: false, failure: { errors: [{ pointer: '/methods/0/parameters/spotOffset' }] } });
  });
});

describe('MR4', () => {
  it('nets within an expiry and adds over expiries', () => {
    const result = margin(book({ 'LTC-USDC': 10, 'LTC-JUN': -20 }));
    const timeYears = (Date.parse(FAR) - Date.parse(AS_OF)) / YEAR_MS;
    expect(part(result, 'mr4')).toBeCloseTo(0.008 * 1_000 + 0.15 * timeYears * 2_040, 9);
  });

  it('says where a basis move is not known', () => {
    expect(margin(book({ 'ETH-USDC': 1 })).warnings.slice(1)).toEqual([
      'mr4-not-counted-in-full: ETH; a basis move is not known',
      'mr7-not-counted-in-full: ETH; a rate is not known',
    ]);
    const known = { minBasisMove: { of: { ETH: 0.002 }, others: null }, minimumChargeRates: { of: {}, others: 0.005 } };
    const result = margin(book({ 'ETH-USDC': 1 }), known);
    expect(result.warnings.join()).not.toContain('mr');
    expect(part(result, 'mr4')).toBeCloseTo(4, 12);
  });
});

describe('MR9', () => {
  const depegTiers = [
    { upToUsd: 10_000, rate: 0.01 },
    { upToUsd: null, rate: 0.02 },
  ];
  /** USDT 20,000 against USD 24,000 short leaves 4,000, of which USDC 3,000 hedge */
  it.each([
    [{ 'ETH-USDT': 10, 'ETH-USD': -12, 'ETH-USDC': 1.5 }, 300 + 30],
    [{ 'ETH-USDT': 10, 'ETH-USDC': 1.5 }, 0],
    [{ 'ETH-USDT': -4, 'ETH-USDC': 6 }, 80],
    [{ 'ETH-USDT': 10, 'ETH-USDC': -4, 'ETH-USD': -12 }, 80 + 100 + 40],
  ])('matches currencies pair by pair: %j', (holdings, charge) => {
    const result = margin(book(holdings), { depegTiers });
    expect(part(result, 'mr9')).toBeCloseTo(charge, 8);
    expect(Math.abs(explained(result) - result.initial)).toBeLessThanOrEqual(1e-12 * scaleOf(result));
  });

  it('has marginals that agree with its differences', () => {
    const sizes = { 'ETH-USDT': 10, 'ETH-USD': -12, 'ETH-USDC': 1.5 };
    const charged = margin(book(sizes), { depegTiers });
    const without = margin(book(sizes));
    expect(without.warnings.join()).toContain('mr9-not-counted: ETH');
    for (const id of Object.keys(sizes) as (keyof typeof sizes)[]) {
      const at = (step: number) => part(margin(book({ ...sizes, [id]: sizes[id] + step }), { depegTiers }), 'mr9');
      const share = (result: MarginResult) => result.contributions.find((each) => each.instrument === id)!.amount;
      const marginal = (share(charged) - share(without)) / sizes[id] / 1.3;
      expect(marginal).toBeCloseTo((at(0.01) - at(-0.01)) / 0.02, 6);
    }
  });
});

describe('MR8', () => {
  it('charges a debt of one currency though another has equity, and says where the rate is not known', () => {
    const collateral = ['USDT', 'EUR', 'USD'].map((asset) => ({
      asset,
      quantity: asset === 'USD' ? '50000' : '-1000',
      venue: 'main',
    }));
    const result = margin(book({}, { collateral }));
    expect(part(result, 'mr8:USDT')).toBeCloseTo(0.02 * 999, 9);
    expect(result.initial).toBeCloseTo(0.1 * 999, 9);
    expect(result.warnings).toEqual(['mr8-not-counted: EUR; its rates are not known']);
  });

  it('counts gains since entry as equity of the settlement currency', () => {
    const positions = [
      { instrument: 'ETH-USDT', quantity: '1', averagePrice: String(SPOT / 0.999 + 500), venue: 'main' },
    ];
    expect(part(margin(book({}, { positions })), 'mr8:USDT')).toBeCloseTo(0.02 * 500 * 0.999, 9);
  });

  it('goes by marginal tiers in the currency', () => {
    const tiers = [
      { upTo: 100, maintenance: 0.02, initial: 0.1 },
      { upTo: null, maintenance: 0.05, initial: 0.2 },
    ];
    const collateral = [{ asset: 'EUR', quantity: '-1000', venue: 'main' }];
    const result = margin(book({}, { collateral }), { borrowTiers: { of: { EUR: tiers }, others: null } });
    expect(result.maintenance).toBeCloseTo(1.1 * (2 + 45), 9);
    expect(result.initial).toBeCloseTo(1.1 * (10 + 180), 9);
  });
});

describe('open orders', () => {
  it('are initial alone: what a fill would lose in the worst row', () => {
    const order = { instrument: 'ETH-USDC', side: 'buy', quantity: '1', price: 2_010, venue: 'main' } as const;
    const held = margin(book({ 'ETH-USDC': 1 }));
    const result = margin(book({ 'ETH-USDC': 1 }, { orders: [order] }));
    expect(result.maintenance).toBeCloseTo(held.maintenance, 12);
    expect(result.initial - held.initial).toBeCloseTo(1.3 * (2_010 - 0.88 * SPOT), 9);
    expect(result.warnings.join()).toContain('open-orders-by-worst-fill: ETH');
    const counted = result.components.filter((each) => each.counted).map(({ id }) => id);
    expect(counted).toEqual(expect.arrayContaining(['mr1', 'mr4', 'mr9']));
    expect(counted).not.toContain('mr7');
  });
});

describe('what it does not cover', () => {
  it.each([
    [{ 'SPY-USD': 1 }, 'SPY-USD is on SPY'],
    [{ 'PLAIN-USD': 1 }, 'PLAIN-USD is on PLAIN'],
    [{ 'NEAR-C': 1 }, 'NEAR-C needs the vol shocks of MR1'],
  ])('%j is not applicable', (holdings, detail) => {
    expect(refusal(book(holdings))).toMatchObject({
      reason: 'not-applicable',
      errors: [{ pointer: '/portfolio/positions' }],
    });
    expect(refusal(book(holdings))!.detail).toContain(detail);
  });

  it('other coins move as far as the third tier', () => {
    expect(part(margin(book({ 'XYZ-USD': 100 })), 'mr1')).toBeCloseTo(250, 9);
    expect(part(margin(book({ 'XYZ-USD': 100 })), 'mr6')).toBeCloseTo(250, 9);
  });

  it.each([
    ['volShocks', [{ upToDays: 30, up: 0.1, down: 0.1 }]],
    [
      'minimumChargeTiers',
      [
        { upToUsd: 10, multiple: 2 },
        { upToUsd: null, multiple: 1 },
      ],
    ],
    [
      'depegTiers',
      [
        { upToUsd: null, rate: 1 },
        { upToUsd: null, rate: 1 },
      ],
    ],
  ])('tiers of %s that do not end or ascend are refused', (name, value) => {
    const chosen = chooseMethod({ id: 'okx-style', parameters: { [name]: value } }, '/methods/0');
    expect(chosen).toMatchObject({ ok: false, failure: { errors: [{ pointer: `/methods/0/parameters/${name}` }] } });
  });
});

describe('the demo books', () => {
  const snapshot = demoMarket(DEMO_AS_OF);
  const market = marketOf(snapshot);

  it('hold options, whose vol shocks are not public', () => {
    for (const portfolio of [marketMakerBook(snapshot), treasuryBook(snapshot)]) {
      const answer = marginOf(bookOf(portfolio, market), valueIn(chooseMethod({ id: 'okx-style' }, '')));
      expect(answer).toMatchObject({ ok: false, failure: { reason: 'not-applicable' } });
    }
  });

  it('are margined once these are stated', () => {
    const selection = { id: 'okx-style', parameters: { volShocks: VOL_SHOCKS } };
    const result = marginUnder(marketMakerBook(snapshot), market, selection);
    expect(result.pools.map(({ id }) => id)).toEqual(['BTC', 'ETH', 'borrow']);
    expect(result.maintenance).toBeGreaterThan(50_000);
    expect(result.initial).toBeCloseTo(1.3 * result.maintenance, 6);
    expect(Math.abs(explained(result) - result.initial)).toBeLessThanOrEqual(1e-12 * scaleOf(result));
  });
});
