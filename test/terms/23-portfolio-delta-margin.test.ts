import { describe, expect, it } from 'vitest';
import type { ExposureAnswer, MarginAnswer } from '../../shared/usecases/index.ts';
import { instrument, marketSnapshot } from '../support/markets.ts';
import { useTermApi } from '../support/term-api.ts';

const { post } = useTermApi();
const SPOT = 80_000;
const VOL = 0.6;
const EXPIRY = '2026-07-22T00:00:00Z';
const TIME_YEARS = 91 / 365;
/** Where N(d₁) is one half: call and put have opposite deltas. */
const STRIKE = SPOT * Math.exp((VOL * VOL * TIME_YEARS) / 2);

const option = (id: string, right: 'call' | 'put') =>
  instrument({ id, kind: 'option', underlying: 'BTC', expiry: EXPIRY, strike: STRIKE, right, impliedVol: VOL });

const MARKET = marketSnapshot({
  asOf: '2026-04-22T00:00:00Z',
  underlyings: [
    { id: 'BTC', price: SPOT, assetClass: 'crypto-major', rate: 0, dividendYield: 0 },
    { id: 'ETH', price: 2_500, assetClass: 'crypto-major', rate: 0, dividendYield: 0 },
  ],
  instruments: [
    option('CALL', 'call'),
    option('PUT', 'put'),
    instrument({ id: 'BTC-PERP', kind: 'perpetual', underlying: 'BTC', mark: SPOT }),
    instrument({ id: 'ETH-PERP', kind: 'perpetual', underlying: 'ETH', mark: 2_500 }),
  ],
});

function portfolioOf(quantities: Readonly<Record<string, number>>) {
  const positions = Object.entries(quantities).map(([id, quantity]) => ({
    instrument: id,
    quantity: String(quantity),
    averagePrice: '100',
  }));
  return { baseCurrency: 'USD', positions };
}

async function marginsOf(quantities: Readonly<Record<string, number>>, shock = 0.15) {
  const methods = [
    { id: 'delta', parameters: { defaultShockFraction: shock } },
    { id: 'scenario-grid' },
    { id: 'paradex-style' },
  ];
  const body = { portfolio: portfolioOf(quantities), market: MARKET, methods };
  const [delta, grid, paradex] = (await post<MarginAnswer>('/margin', body)).margins;
  return { delta: delta!, grid: grid!, paradex: paradex! };
}

describe('term 23: portfolio delta margin', () => {
  it.each([1, -1])(
    'needs nothing for a delta-neutral straddle (%i), whose scenarios lose, and says so',
    async (side) => {
      const { delta, grid } = await marginsOf({ CALL: 10 * side, PUT: 10 * side });
      expect(delta.initial).toBeLessThan(1e-9 * SPOT);
      expect(delta.maintenance).toBeLessThan(1e-9 * SPOT);
      expect(grid.initial).toBeGreaterThan(0.01 * SPOT);
      expect(delta.warnings).toContain('convexity-not-captured');
      expect(grid.warnings).not.toContain('convexity-not-captured');
    },
  );

  it('is |Σ δ|·S·shock of each underlying, added over underlyings', async () => {
    const quantities = { CALL: 4, 'BTC-PERP': -3.5, 'ETH-PERP': 20 };
    const exposure = await post<ExposureAnswer>('/exposure', { portfolio: portfolioOf(quantities), market: MARKET });
    for (const shock of [0.05, 0.2]) {
      const { delta } = await marginsOf(quantities, shock);
      const expected = exposure.byUnderlying.reduce(
        (sum, { raw, price }) => sum + Math.abs(raw.delta) * price * shock,
        0,
      );
      expect(Math.abs(delta.initial / expected - 1)).toBeLessThan(1e-12);
      expect(delta.pools.map(({ id }) => id)).toEqual(['BTC', 'ETH']);
    }
  });

  it('lets a long call and a short perpetual neutralise each other', async () => {
    const { delta } = await marginsOf({ CALL: 4, 'BTC-PERP': -2 });
    const { delta: call } = await marginsOf({ CALL: 4 });
    expect(delta.initial).toBeLessThan(0.05 * call.initial);
    expect(delta.standalone).toBeGreaterThan(1.9 * call.initial);
  });

  it('has no flag where there is no convexity, and a minimum under the rules that have one', async () => {
    const { delta, paradex } = await marginsOf({ 'BTC-PERP': 1 });
    expect(delta.warnings).not.toContain('convexity-not-captured');
    expect(delta.initial).toBeCloseTo(0.15 * SPOT, 6);
    const [scan, minimum] = ['scan', 'min-delta'].map((id) => paradex.components.find((each) => each.id === id)!);
    expect(minimum!.initial).toBeGreaterThan(0);
    expect(scan!.counted).toBe(true);
    const hedged = (await marginsOf({ CALL: 2, PUT: -2, 'BTC-PERP': -2 })).paradex;
    expect(hedged.components.find(({ id }) => id === 'min-delta')).toMatchObject({ counted: true });
  });
});
