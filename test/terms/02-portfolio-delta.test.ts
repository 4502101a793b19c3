import { describe, expect, it } from 'vitest';
import type { ExposureAnswer } from '../../shared/usecases/index.ts';
import { instrument, marketSnapshot } from '../support/markets.ts';
import { useTermApi } from '../support/term-api.ts';

const { post } = useTermApi();
const EXPIRY = '2026-06-26T08:00:00Z';
const SPOT = 80_000;

const MARKET = marketSnapshot({
  asOf: '2026-04-22T00:00:00Z',
  underlyings: [{ id: 'BTC', price: SPOT, rate: 0.03, dividendYield: 0 }],
  expiries: [{ underlying: 'BTC', expiry: EXPIRY, forward: 80_500, rate: 0 }],
  instruments: [
    ...(['call', 'put'] as const).flatMap((right) => [
      instrument({
        id: right,
        kind: 'option',
        underlying: 'BTC',
        expiry: EXPIRY,
        strike: 80_000,
        right,
        impliedVol: 0.6,
      }),
      instrument({
        id: `${right}-coin`,
        kind: 'option',
        underlying: 'BTC',
        expiry: EXPIRY,
        strike: 80_000,
        right,
        impliedVol: 0.6,
        payoff: 'inverse',
      }),
    ]),
    instrument({ id: 'FUT', kind: 'future', underlying: 'BTC', expiry: EXPIRY, mark: 80_500 }),
    instrument({ id: 'PERP', kind: 'perpetual', underlying: 'BTC', mark: SPOT, lotSize: 0.001 }),
    instrument({ id: 'INV', kind: 'perpetual', underlying: 'BTC', payoff: 'inverse', multiplier: 10, mark: SPOT }),
  ],
});

function book(quantities: Readonly<Record<string, string>>) {
  return {
    baseCurrency: 'USD',
    positions: Object.entries(quantities).map(([id, quantity]) => ({ instrument: id, quantity })),
  };
}

async function exposure(quantities: Readonly<Record<string, string>>, more: object = {}): Promise<ExposureAnswer> {
  return post<ExposureAnswer>('/exposure', { portfolio: book(quantities), market: MARKET, ...more });
}

describe('term 2: portfolio delta', () => {
  it('is nil for a put–call parity book', async () => {
    const { byUnderlying } = await exposure({ call: '1', put: '-1', FUT: '-1' });
    expect(Math.abs(byUnderlying[0]!.raw.delta)).toBeLessThan(1e-9);
  });

  it('is brought to its target within a lot by the hedge that is returned', async () => {
    const held = { call: '7', put: '-3' };
    for (const targetDelta of [0, -1.5]) {
      const { hedges } = await exposure(held, { hedges: [{ underlying: 'BTC', targetDelta }] });
      const [{ instrument: id, quantity, residual, distance }] = hedges as [ExposureAnswer['hedges'][number]];
      expect(id).toBe('PERP');
      const after = (await exposure({ ...held, [id!]: quantity! })).byUnderlying[0]!.raw.delta;
      expect(Math.abs(after - targetDelta)).toBeLessThanOrEqual(0.0005);
      expect(after - targetDelta).toBeCloseTo(residual!, 12);
      expect(distance).toBeCloseTo(after - Number(quantity) - targetDelta, 10);
    }
  });

  it('of inverse contracts stands in money and in coin', async () => {
    const perpetual = (await exposure({ INV: '1000' })).byUnderlying[0]!;
    expect(perpetual.raw.delta).toBeCloseTo(10_000 / SPOT, 12);
    expect(perpetual.coinDelta).toBeCloseTo(10_000 / SPOT, 12);
    const [linear, inverse] = [await exposure({ call: '1' }), await exposure({ 'call-coin': '1' })];
    // An inverse option is worth V/F coin: in money its delta is N(d1), in coin that less its price in coin.
    const price = inverse.byUnderlying[0]!.raw.delta - inverse.byUnderlying[0]!.coinDelta;
    expect(price).toBeGreaterThan(0.05);
    expect(linear.byUnderlying[0]!.raw.delta / (80_500 / SPOT)).toBeCloseTo(inverse.byUnderlying[0]!.raw.delta, 9);
  });

  it('names a hedge that is on something else, or on nothing', async () => {
    const wrong = { portfolio: book({ call: '1' }), market: MARKET };
    const refused = [
      [{ underlying: 'ETH' }, '/hedges/0/underlying'],
      [{ underlying: 'BTC', instrument: 'NOTHING' }, '/hedges/0/instrument'],
    ] as const;
    for (const [hedge, pointer] of refused) {
      const problem = await post('/exposure', { ...wrong, hedges: [hedge] }, 422);
      expect(problem).toMatchObject({ errors: [{ pointer }] });
    }
  });
});
