import { describe, expect, it } from 'vitest';
import { OPERATIONS } from '../../../shared/contract/index.ts';
import { MARKET, PORTFOLIO } from '../../support/example-nouns.ts';

const market = OPERATIONS['PUT /v1/markets/{id}'].body;
const portfolio = OPERATIONS['PUT /v1/portfolios/{id}'].body;

describe('the nouns of the contract', () => {
  it('parses the market of the design as it stands', () => {
    expect(market.parse(MARKET)).toEqual({
      ...MARKET,
      instruments: MARKET.instruments.map((instrument) => ({ payoff: 'linear', ...instrument })),
    });
  });

  it('parses the portfolio of the design, amounts as exact decimals', () => {
    expect(portfolio.parse(PORTFOLIO)).toEqual(PORTFOLIO);
    expect(portfolio.parse({ baseCurrency: 'USD', positions: [{ instrument: 'X', quantity: 1e-7 }] })).toEqual({
      baseCurrency: 'USD',
      positions: [{ instrument: 'X', quantity: '0.0000001', venue: 'main' }],
      collateral: [],
      orders: [],
    });
  });

  it('fills in the documented defaults', () => {
    const bare = { asOf: '2026-02-05T09:36:47Z', baseCurrency: 'USD', underlyings: [{ id: 'BTC' }] };
    expect(market.parse(bare)).toEqual({
      ...bare,
      underlyings: [{ id: 'BTC', rate: 0, dividendYield: 0 }],
      expiries: [],
      instruments: [],
      currencies: [],
    });
    const instruments = [{ id: 'BTC-PERP', kind: 'perpetual', underlying: 'BTC' }];
    expect(market.parse({ ...bare, instruments }).instruments).toEqual([
      { ...instruments[0], payoff: 'linear', multiplier: 1, lotSize: 1 },
    ]);
  });

  it('refuses unknown fields at every level', () => {
    expect(market.safeParse({ ...MARKET, extra: 1 }).success).toBe(false);
    expect(market.safeParse({ ...MARKET, underlyings: [{ ...MARKET.underlyings[0], extra: 1 }] }).success).toBe(false);
    expect(portfolio.safeParse({ ...PORTFOLIO, extra: 1 }).success).toBe(false);
    expect(portfolio.safeParse({ ...PORTFOLIO, loans: [{ asset: 'USD' }] }).success).toBe(false);
  });
});

function quantity(value: unknown): string | undefined {
  const sent = { baseCurrency: 'USD', collateral: [{ asset: 'USD', quantity: value }] };
  return portfolio.safeParse(sent).data?.collateral[0]?.quantity;
}

describe('amounts', () => {
  it.each([
    ['-5', '-5'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1e3', '1000'],
    [-0, '0'],
    [0.1, '0.1'],
    ['-0.000', '0'],
    ['999999999999999.9', '999999999999999.9'],
    ['0.1234567890123456789012345678901234', '0.1234567890123456789012345678901234'],
  ])('%j is %s', (sent, exact) => {
    expect(quantity(sent)).toBe(exact);
  });

  it.each([
    1e15,
    '-1e15',
    '1e400',
    '1e-400',
    '1e999',
    5e-324,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    'NaN',
    'Infinity',
    '0x10',
    '1,5',
    ' 1',
    '+1',
    '',
    '١',
    '1'.repeat(65),
    '12345678901234.123456789012345678901',
    null,
    true,
    [],
  ])('refuses %j', (sent) => {
    expect(quantity(sent)).toBeUndefined();
  });
});

function acceptsTime(asOf: unknown): boolean {
  return market.safeParse({ ...MARKET, asOf }).success;
}

describe('times', () => {
  it.each(['2026-02-05T09:36:47Z', '2028-02-29T00:00:00.123456Z'])('accepts %s', (time) => {
    expect(acceptsTime(time)).toBe(true);
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2026-02-05T09:36Z',
    '2026-02-05T09:36:47+01:00',
    '2026-02-05',
    '1999-12-31T00:00:00Z',
    '2026-02-05T24:00:00Z',
    1_770_000_000,
  ])('refuses %s', (time) => {
    expect(acceptsTime(time)).toBe(false);
  });
});
