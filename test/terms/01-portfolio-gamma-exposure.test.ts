import { describe, expect, it } from 'vitest';
import type { ExposureAnswer } from '../../shared/usecases/index.ts';
import { instrument, marketSnapshot } from '../support/markets.ts';
import { useTermApi } from '../support/term-api.ts';

const { post } = useTermApi();
const EXPIRY = '2026-06-26T08:00:00Z';

const option = (underlying: string, strike: number, right: 'call' | 'put') =>
  instrument({
    id: `${underlying}-${strike}-${right}`,
    kind: 'option',
    underlying,
    expiry: EXPIRY,
    strike,
    right,
    impliedVol: 0.6,
  });

/** Calls and puts at 80 and 90 thousand on BTC, a call on ETH, and a perpetual, at prices that `move` shifts. */
function market(move = 0) {
  const spot = { BTC: 80_000 * (1 + move), ETH: 2_500 };
  return marketSnapshot({
    asOf: '2026-04-22T00:00:00Z',
    underlyings: Object.entries(spot).map(([id, price]) => ({ id, price, rate: 0, dividendYield: 0 })),
    instruments: [
      option('BTC', 80_000, 'call'),
      option('BTC', 80_000, 'put'),
      option('BTC', 90_000, 'call'),
      option('ETH', 2_600, 'call'),
      instrument({ id: 'BTC-PERP', kind: 'perpetual', underlying: 'BTC', mark: spot.BTC }),
    ],
  });
}

function book(quantities: Readonly<Record<string, number>>) {
  const positions = Object.entries(quantities).map(([id, quantity]) => ({
    instrument: id,
    quantity: String(quantity),
  }));
  return { baseCurrency: 'USD', positions };
}

async function exposure(quantities: Readonly<Record<string, number>>, move = 0): Promise<ExposureAnswer> {
  return post<ExposureAnswer>('/exposure', { portfolio: book(quantities), market: market(move) });
}

const STRADDLE = { 'BTC-80000-call': 3, 'BTC-80000-put': 3 };

const gammaOf = async (quantities: Readonly<Record<string, number>>) =>
  (await exposure(quantities)).total.gammaExposure;

describe('term 1: portfolio gamma exposure', () => {
  it('has a gamma that is the central difference of the portfolio’s delta', async () => {
    const h = 1e-4;
    const [up, down] = [await exposure(STRADDLE, h), await exposure(STRADDLE, -h)];
    const [{ raw }] = (await exposure(STRADDLE)).byUnderlying as [ExposureAnswer['byUnderlying'][number]];
    const difference = (up.byUnderlying[0]!.raw.delta - down.byUnderlying[0]!.raw.delta) / (2 * h * 80_000);
    expect(Math.abs(raw.gamma / difference - 1)).toBeLessThan(1e-6);
  });

  it('is positive for a long straddle, negative for a short one, zero for futures and spot', async () => {
    expect(await gammaOf(STRADDLE)).toBeGreaterThan(0);
    expect(await gammaOf({ 'BTC-80000-call': -3, 'BTC-80000-put': -3 })).toBeLessThan(0);
    expect(await gammaOf({ 'BTC-PERP': 5 })).toBe(0);
  });

  it('adds over underlyings in money per 1 %, Γ·S²/100, and only in money', async () => {
    const both = await exposure({ ...STRADDLE, 'ETH-2600-call': 10 });
    for (const { raw, price, gammaExposure } of both.byUnderlying) {
      expect(gammaExposure).toBeCloseTo((raw.gamma * price * price) / 100, 6);
    }
    expect(both.total.gammaExposure).toBeCloseTo(
      both.byUnderlying.reduce((sum, each) => sum + each.gammaExposure, 0),
      6,
    );
    expect(both.total).not.toHaveProperty('raw');
  });

  it('stands by strike and expiry, and says what a hedger would trade after a rise of 1 %', async () => {
    const answer = await exposure({ ...STRADDLE, 'BTC-90000-call': -2 });
    expect(answer.byStrike.map(({ strike }) => strike)).toEqual([80_000, 90_000]);
    const [btc] = answer.byUnderlying;
    expect(answer.byStrike.reduce((sum, { gamma }) => sum + gamma, 0)).toBeCloseTo(btc!.raw.gamma, 12);
    expect(btc!.hedgeFlow.units).toBeCloseTo(-btc!.raw.gamma * 800, 12);
    expect(btc!.hedgeFlow.cash).toBeCloseTo(-btc!.gammaExposure, 6);
  });
});
