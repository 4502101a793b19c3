import { describe, expect, it } from 'vitest';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { type GainsConvention, gainsMatrix, readBook } from '../../../shared/risk/index.ts';
import { type Scenario, scenarioId } from '../../../shared/scenarios/index.ts';
import { instrument, marketOf, marketSnapshot } from '../../support/markets.ts';

const EXPIRY = '2026-06-26T08:00:00Z';
const option = { kind: 'option', underlying: 'BTC', expiry: EXPIRY, strike: 50_000, impliedVol: 0.6 } as const;
const MARKET = marketOf(
  marketSnapshot({
    asOf: '2026-03-26T08:00:00Z',
    underlyings: [
      { id: 'BTC', price: 50_000, rate: 0, dividendYield: 0 },
      { id: 'ETH', price: 1949.34, rate: 0, dividendYield: 0 },
    ],
    expiries: [{ underlying: 'BTC', expiry: EXPIRY, forward: 50_000 }],
    currencies: [{ id: 'EUR', price: 1.1 }],
    instruments: [
      instrument({
        id: 'BTC-INV',
        kind: 'perpetual',
        underlying: 'BTC',
        payoff: 'inverse',
        multiplier: 10,
        mark: 50_000,
      }),
      instrument({ id: 'BTC-LIN', kind: 'perpetual', underlying: 'BTC', mark: 50_050 }),
      instrument({ id: 'ETH-INV', kind: 'perpetual', underlying: 'ETH', payoff: 'inverse', mark: 1949.49 }),
      instrument({ ...option, id: 'C', right: 'call' }),
      instrument({ ...option, id: 'P', right: 'put' }),
      instrument({ ...option, id: 'C-COIN', right: 'call', payoff: 'inverse' }),
      instrument({ ...option, id: 'P-COIN', right: 'put', payoff: 'inverse' }),
    ],
  }),
);

function scenario(spotShockFraction: number, more: Partial<Scenario> = {}): Scenario {
  return { id: scenarioId({ spotShockFraction }), spotShockFraction, weight: 1, ...more };
}

function gainsOf(
  parts: Partial<Portfolio>,
  scenarios: readonly Scenario[],
  convention: Partial<GainsConvention> = {},
): number[][] {
  const portfolio = { baseCurrency: 'USD', positions: [], collateral: [], orders: [], ...parts };
  const book = readBook(portfolio, MARKET);
  if (!book.ok) throw new Error(book.failure.detail);
  const lines = [...book.value.lines.keys()];
  const set = { scenarios, volRule: { kind: 'flat' } } as const;
  const { rowOf, matrix, axis } = gainsMatrix(book.value, lines, set, { start: 'model', ...convention });
  return lines.map((line) => {
    const start = rowOf.get(line)! * axis.length;
    return Array.from(matrix.subarray(start, start + axis.length));
  });
}

const position = (id: string) => ({ instrument: id, quantity: '1', venue: 'main' });

describe('P&L of one unit', () => {
  it('of a linear perpetual is its price change', () => {
    expect(gainsOf({ positions: [position('BTC-LIN')] }, [scenario(-0.16)])[0]![0]).toBeCloseTo(-0.16 * 50_050, 9);
  });

  it('of an inverse perpetual is converted at the coin price of the scenario', () => {
    const [dollars] = gainsOf({ positions: [position('BTC-INV')] }, [scenario(-0.16)]);
    expect(dollars![0]).toBeCloseTo(10 * (42_000 / 50_000 - 1), 12);
    const [coins] = gainsOf({ baseCurrency: 'BTC', positions: [position('BTC-INV')] }, [scenario(-0.16)]);
    expect(coins![0]).toBeCloseTo(10 * (1 / 50_000 - 1 / 42_000), 15);
  });

  it('of a perpetual moves from the index where the convention says so', () => {
    const positions = [position('BTC-LIN'), position('BTC-INV')];
    const [linear, inverse] = gainsOf({ positions }, [scenario(-0.12)], { deltaOneFrom: 'index' });
    expect(linear![0]).toBeCloseTo(-0.12 * 50_000, 9);
    expect(inverse![0]).toBeCloseTo(10 * (44_000 / 50_000 - 1), 12);
  });

  it('measured in coin is turned into base currency at the rate before the scenario', () => {
    const positions = [position('BTC-INV'), position('C-COIN')];
    const orders = [{ instrument: 'C-COIN', side: 'sell', price: 0.1, quantity: '1', venue: 'main' } as const];
    const shocks = [scenario(-0.16), scenario(0.16)];
    const inDollars = gainsOf({ positions, orders }, shocks, { measuredIn: 'BTC' });
    const inCoin = gainsOf({ baseCurrency: 'BTC', positions, orders }, shocks);
    for (const [line, gains] of inDollars.entries()) {
      for (const [k, gain] of gains.entries()) expect(gain).toBeCloseTo(50_000 * inCoin[line]![k]!, 9);
    }
    expect(inDollars[0]![0]).toBeCloseTo(10 * (1 - 1 / 0.84), 12);
  });

  it("of an inverse perpetual in coin reproduces the venue's ETH buckets (Deribit, Feb 2026)", () => {
    const sizeCoin = -0.999487053;
    const moves = [-4, -3, -2, -1, 0, 1, 2, 3, 4].map((i) => (0.18 * i) / 4);
    const published = [
      0.219399597, 0.155989308849711, 0.09885036787912087, 0.04709624857068063, 0, -0.04304011233014354,
      -0.08252645391743119, -0.11888171996035243, -0.15246412672881357,
    ];
    const [perContract] = gainsOf(
      { baseCurrency: 'ETH', positions: [position('ETH-INV')] },
      moves.map((m) => scenario(m)),
    );
    for (const [k, gain] of perContract!.entries()) {
      expect(sizeCoin * 1949.49 * gain).toBeCloseTo(published[k]!, 9);
    }
  });

  it('of a call less a put on one strike is that of the forward, linear and inverse', () => {
    const shocks = [scenario(-0.66), scenario(-0.1), scenario(0), scenario(0.1), scenario(5)];
    const [call, put, coinCall, coinPut] = gainsOf({ positions: ['C', 'P', 'C-COIN', 'P-COIN'].map(position) }, shocks);
    for (const [k, { spotShockFraction }] of shocks.entries()) {
      expect(call![k]! - put![k]!).toBeCloseTo(50_000 * spotShockFraction, 8);
      expect(coinCall![k]! - coinPut![k]!).toBeCloseTo(50_000 * spotShockFraction, 8);
    }
  });

  it('of an open order is what a fill would lose, never a gain', () => {
    const order = { instrument: 'BTC-LIN', quantity: '1', venue: 'main' };
    const [buy, sell] = gainsOf(
      {
        orders: [
          { ...order, side: 'buy', price: 49_000 },
          { ...order, side: 'sell', price: 51_000 },
        ],
      },
      [scenario(-0.1), scenario(0), scenario(0.1)],
    );
    expect(buy).toEqual([0.9 * 50_050 - 49_000, 0, 0]);
    expect(sell![0]).toBe(0);
    expect(sell![2]).toBeCloseTo(51_000 - 1.1 * 50_050, 9);
  });

  it('of a coin held is the change of its price, of cash nothing', () => {
    const [coin, euro, dollar] = gainsOf(
      { collateral: ['BTC', 'EUR', 'USD'].map((asset) => ({ asset, quantity: '1', venue: 'main' })) },
      [scenario(0.2)],
    );
    expect([coin![0], euro![0], dollar![0]]).toEqual([10_000, 0, 0]);
  });

  it('carries the scenario weight, and takes shocks of single underlyings and days', () => {
    const shocks = [
      scenario(-0.5, { weight: 0.36 }),
      scenario(0.1, { id: 'eth-only', underlyings: { BTC: { spotShockFraction: 0 } } }),
    ];
    const [btc] = gainsOf({ positions: [position('BTC-LIN')] }, shocks);
    expect(btc![0]).toBeCloseTo(-0.5 * 50_050 * 0.36, 9);
    expect(btc![1]).toBe(0);
    const [call] = gainsOf({ positions: [position('C')] }, [scenario(0.1, { daysForward: 365 })]);
    const [now] = gainsOf({ positions: [position('C')] }, [scenario(0)]);
    const before = gainsOf({ positions: [position('C')] }, [scenario(-0.9999999)])[0]![0]!;
    expect(now![0]).toBe(0);
    expect(call![0]).toBeCloseTo(5_000 + before, 6);
  });
});
