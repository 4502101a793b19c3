import { describe, expect, it } from 'vitest';
import { exposureOf } from '../../../shared/exposure/index.ts';
import { chooseMethod, marginOf } from '../../../shared/margin/index.ts';
import type { QuotedInstrument, Underlying } from '../../../shared/market/index.ts';
import {
  type AmericanOption,
  americanGreeks,
  americanValue,
  black76Value,
  blackScholesValue,
} from '../../../shared/pricing/index.ts';
import { greeksPerContract, readBook, type Valuation, valuationOf } from '../../../shared/risk/index.ts';
import { shockedPrices } from '../../../shared/risk/shocked-prices.ts';
import type { Scenario, ScenarioSet } from '../../../shared/scenarios/index.ts';
import { bookOf, marginUnder, valueIn } from '../../support/margins.ts';
import { instrument, marketOf, marketSnapshot } from '../../support/markets.ts';

const AS_OF = '2026-01-02T00:00:00Z';
const EXPIRY = '2026-07-03T00:00:00Z';
const YEARS = 182 / 365;
const STOCK: Underlying = { id: 'ACME', price: 100, assetClass: 'equity', rate: 0.05, dividendYield: 0.01 };
const DIVIDENDS = [
  { exDate: '2025-12-30', amount: 9 },
  { exDate: '2026-03-03', amount: 2 },
  { exDate: '2026-09-01', amount: 9 },
];

function option(parts: Partial<QuotedInstrument> = {}): QuotedInstrument {
  const facts = { underlying: 'ACME', expiry: EXPIRY, strike: 105, right: 'put', exercise: 'american' } as const;
  return instrument({ id: 'O', kind: 'option', impliedVol: 0.3, ...facts, ...parts });
}

const EXPECTED: AmericanOption = {
  type: 'put',
  spot: 100,
  strike: 105,
  timeYears: YEARS,
  volAnnual: 0.3,
  rateContinuous: 0.05,
  yieldContinuous: 0.01,
  dividends: [],
};

function marketWith(contract: QuotedInstrument, stock: Partial<Underlying> = {}, more: QuotedInstrument[] = []) {
  return marketOf(
    marketSnapshot({ asOf: AS_OF, underlyings: [{ ...STOCK, ...stock }], instruments: [contract, ...more] }),
  );
}

const HOLDING = {
  baseCurrency: 'USD',
  positions: [{ instrument: 'O', quantity: '1', venue: 'main' }],
  collateral: [],
  orders: [],
};

function bookWith(contract: QuotedInstrument, stock: Partial<Underlying> = {}, more: QuotedInstrument[] = []) {
  return bookOf(HOLDING, marketWith(contract, stock, more));
}

function valued(contract: QuotedInstrument, stock: Partial<Underlying> = {}, more: QuotedInstrument[] = []): Valuation {
  return valuationOf(bookWith(contract, stock, more), 'O');
}

function failureOf(contract: QuotedInstrument, stock: Partial<Underlying> = {}) {
  const book = readBook(HOLDING, marketWith(contract, stock));
  return book.ok ? null : book.failure;
}

function shocked(contract: QuotedInstrument, stock: Partial<Underlying>, shocks: readonly Partial<Scenario>[]) {
  const market = marketWith(contract, stock);
  const scenarios = shocks.map((shock, k) => ({ id: `${k}`, weight: 1, spotShockFraction: 0, ...shock }));
  const set: ScenarioSet = { scenarios, volRule: { kind: 'flat' } };
  const book = bookOf(HOLDING, market);
  return shockedPrices(book, [valuationOf(book, 'O')], set);
}

describe('an American option in a book', () => {
  it('is valued by spot, rate and yield', () => {
    expect(valued(option()).model).toBe(americanValue(EXPECTED));
  });

  it('counts the dividends that go ex between now and its expiry', () => {
    const dividends = [{ timeYears: 60 / 365, amount: 2 }];
    expect(valued(option(), { dividends: DIVIDENDS }).model).toBe(americanValue({ ...EXPECTED, dividends }));
  });

  it('takes the yield at which spot carries to a stated forward, dividends included', () => {
    const forward = 100 * Math.exp(0.02 * YEARS);
    expect(valued(option({ forward })).model).toBeCloseTo(americanValue({ ...EXPECTED, yieldContinuous: 0.03 }), 9);
    const paid = 2 * Math.exp(0.02 * (YEARS - 60 / 365));
    const withDividends = valued(option({ forward: forward - paid }), { dividends: DIVIDENDS });
    const dividends = [{ timeYears: 60 / 365, amount: 2 }];
    expect(withDividends.model).toBeCloseTo(americanValue({ ...EXPECTED, yieldContinuous: 0.03, dividends }), 9);
  });

  it('on a future is exercised into the future: q = r', () => {
    const future = instrument({ id: 'F', kind: 'future', underlying: 'ACME', expiry: EXPIRY, mark: 103 });
    const { model } = valued(option({ underlyingInstrument: 'F' }), { dividends: DIVIDENDS }, [future]);
    expect(model).toBe(americanValue({ ...EXPECTED, spot: 103, yieldContinuous: 0.05 }));
  });

  it('has the vol that its mark implies', () => {
    const mark = americanValue({ ...EXPECTED, volAnnual: 0.37 });
    const { impliedVol: _, ...unquoted } = option({ mark });
    expect(valued(unquoted).option!.volAnnual).toBeCloseTo(0.37, 6);
    const { impliedVol: __, ...exercised } = option({ mark: 5 });
    expect(failureOf(exercised)).toMatchObject({
      reason: 'missing-market-data',
      errors: [{ pointer: '/portfolio/positions/0/instrument' }],
    });
    expect(failureOf(exercised)!.detail).toMatch(/below the value of exercise|does not tell the vol/);
  });

  it('is refused by name where it is inverse, or its dividends eat up the price', () => {
    expect(failureOf(option({ payoff: 'inverse' }))).toMatchObject({ reason: 'unsupported' });
    const huge = [{ exDate: '2026-03-03', amount: 120 }];
    expect(failureOf(option(), { dividends: huge })).toMatchObject({ reason: 'invalid-input' });
  });

  it('has the Greeks of its kind, in the book and in the exposure', () => {
    const book = bookWith(option({ multiplier: 100 }));
    const { delta, gamma, vega, theta, rho } = americanGreeks(EXPECTED);
    const greeks = greeksPerContract(book, 'O');
    for (const [name, value] of Object.entries({ delta, gamma, vega, theta, rho })) {
      expect(greeks[name as 'delta'], name).toBeCloseTo(100 * value, 9);
    }
    expect(exposureOf(book).byUnderlying[0]!.raw.delta).toBeCloseTo(100 * delta, 9);
  });
});

describe('an American option under shocks', () => {
  const shocks = [-0.15, 0, 0.15].flatMap((spotShockFraction) =>
    [0, 0.25].map((volShockFraction) => ({ spotShockFraction, volShockFraction })),
  );

  it('is revalued at the shocked spot and vol; rates and dividends stay', () => {
    const dividends = [{ timeYears: 60 / 365, amount: 2 }];
    for (const known of [false, true]) {
      const prices = shocked(option(), known ? { dividends: DIVIDENDS } : {}, shocks);
      for (const [k, { spotShockFraction, volShockFraction }] of shocks.entries()) {
        const moved = { spot: 100 * (1 + spotShockFraction), volAnnual: 0.3 * (1 + volShockFraction) };
        expect(prices[k]).toBe(americanValue({ ...EXPECTED, ...moved, dividends: known ? dividends : [] }));
      }
    }
  });

  it('is worth its model price where nothing moves', () => {
    expect(shocked(option(), { dividends: DIVIDENDS }, [{}])[0]).toBe(valued(option(), { dividends: DIVIDENDS }).model);
  });

  it('keeps the forward as days pass, so that without early exercise it is the European option', () => {
    const call = { right: 'call', exercise: 'american' } as const;
    for (const daysForward of [0, 10, 100, 182, 300]) {
      const days = [{ spotShockFraction: 0.05, daysForward }];
      const free = { dividendYield: -0.01 };
      const american = shocked(option(call), free, days)[0]!;
      const european = shocked(option({ ...call, exercise: 'european' }), free, days)[0]!;
      expect(Math.abs(american - european), `${daysForward}`).toBeLessThanOrEqual(1e-12 * 105);
    }
  });

  it('loses a dividend that goes ex in the meantime', () => {
    const before = shocked(option(), { dividends: DIVIDENDS }, [{ daysForward: 59 }])[0]!;
    const after = shocked(option(), { dividends: DIVIDENDS }, [{ daysForward: 61 }])[0]!;
    expect(Math.abs(after - before)).toBeLessThan(0.2);
  });

  it('is margined', () => {
    const margin = marginUnder(HOLDING, marketWith(option({ multiplier: 100 })), { id: 'scenario-grid' });
    const worst = americanValue({ ...EXPECTED, spot: 115, volAnnual: 0.225 });
    expect(margin.initial).toBeCloseTo(100 * (americanValue(EXPECTED) - worst), 9);
  });
});

const TAKEN = 2 * Math.exp((-0.04 * 60) / 365);

function withoutDividends(spot: number): number {
  return blackScholesValue({ ...EXPECTED, spot: spot - TAKEN });
}

describe('a method whose own model is European', () => {
  it('refuses an American option by name', () => {
    const underlyings = { ACME: { priceScanRange: 10, volScanRange: 0.05, volScanRangeIs: 'absolute' } };
    const market = marketWith(option());
    const chosen = valueIn(chooseMethod({ id: 'span-style', parameters: { underlyings } }, '/methods/0'));
    expect(marginOf(bookOf(HOLDING, market), chosen)).toMatchObject({ ok: false, failure: { reason: 'unsupported' } });
    const coin = marketWith(option(), { assetClass: 'crypto-major' });
    const derive = valueIn(chooseMethod({ id: 'derive-pmrm-style' }, '/methods/0'));
    const refused = { ok: false, failure: { reason: 'not-applicable', detail: expect.stringMatching(/American/) } };
    expect(marginOf(bookOf(HOLDING, coin), derive)).toMatchObject(refused);
  });
});

describe('a European option on a stock with cash dividends', () => {
  const european = option({ exercise: 'european' });

  it('is that of the spot without them', () => {
    const { model } = valued(european, { dividends: DIVIDENDS });
    expect(model).toBeCloseTo(withoutDividends(100), 9);
  });

  it('keeps them under a spot shock, and moves with a stated forward in proportion', () => {
    const down = [{ spotShockFraction: -0.2 }];
    const [carried] = shocked(european, { dividends: DIVIDENDS }, down);
    expect(carried).toBeCloseTo(withoutDividends(80), 9);
    const [stated] = shocked({ ...european, forward: 99 }, { dividends: DIVIDENDS }, down);
    const discount = Math.exp(-0.05 * YEARS);
    const black = { type: 'put' as const, strike: 105, timeYears: YEARS, volAnnual: 0.3, discount };
    expect(stated).toBeCloseTo(black76Value({ ...black, forward: 0.8 * 99 }), 9);
  });

  it('has the delta of a price that moves with spot alone', () => {
    const { delta } = greeksPerContract(bookWith(european, { dividends: DIVIDENDS }), 'O');
    expect(delta).toBeCloseTo((withoutDividends(100.01) - withoutDividends(99.99)) / 0.02, 6);
  });

  it('is worth its limit when a shock leaves less than the dividends', () => {
    const [price] = shocked(european, { dividends: DIVIDENDS }, [{ spotShockFraction: -0.99 }]);
    expect(price).toBeCloseTo(105 * Math.exp(-0.05 * YEARS), 9);
  });
});
