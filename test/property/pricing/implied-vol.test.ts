import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../shared/foundation/index.ts';
import { black76Greeks, black76Value, impliedVol } from '../../../shared/pricing/index.ts';
import { Random } from '../../support/random.ts';
import { randomOptions } from './random-options.ts';

const QUOTE = { type: 'call', forward: 100, strike: 110, timeYears: 0.5, discount: 1 } as const;

function detailOf(change: Partial<Parameters<typeof impliedVol>[0]>): string {
  const outcome = impliedVol({ ...QUOTE, price: 1, ...change });
  return outcome.ok ? 'ok' : `${outcome.failure.reason}: ${outcome.failure.detail}`;
}

describe('impliedVol', () => {
  it('gives back the vol as closely as the price tells it', () => {
    let compared = 0;
    for (const option of randomOptions(7, 3000)) {
      const { forward, strike, volAnnual, discount } = option;
      const { vega } = black76Greeks(option);
      const hidden = (1e-15 * discount * Math.max(forward, strike)) / vega;
      if (!(hidden < 0.1 * volAnnual)) continue;
      const outcome = impliedVol({ ...option, price: black76Value(option) });
      expect(outcome.ok).toBe(true);
      if (outcome.ok) expect(Math.abs(outcome.value - volAnnual)).toBeLessThanOrEqual(2 * hidden + 1e-14 * volAnnual);
      compared++;
    }
    console.log(`implied vol round trips: ${compared}`);
    expect(compared).toBeGreaterThan(1400);
  });

  it('reprices any price between its bounds, however close to them', () => {
    const random = new Random(8);
    for (let i = 0; i < 5000; i++) {
      const forward = 100;
      const strike = i % 10 === 0 ? 100 : 100 * Math.exp(random.between(-1, 1) * 20 ** random.between(-3, 1));
      const type = random.chance(0.5) ? 'call' : 'put';
      const scale = Math.min(forward, strike);
      const intrinsic = Math.max(0, type === 'call' ? forward - strike : strike - forward);
      const share = [random.next(), 10 ** -random.between(0, 290), 1 - 10 ** -random.between(0, 15)][i % 3]!;
      const price = intrinsic + scale * share;
      const outcome = impliedVol({ type, forward, strike, timeYears: 1, discount: 1, price });
      if (!outcome.ok) {
        expect(outcome.failure.detail).toMatch(/equals|below the intrinsic|above the discounted|too coarse/);
        continue;
      }
      expect(outcome.value).toBeGreaterThan(0);
      const back = black76Value({ type, forward, strike, timeYears: 1, volAnnual: outcome.value, discount: 1 });
      expect(Math.abs(back - price)).toBeLessThanOrEqual(1e-15 * Math.max(forward, strike));
    }
  });

  it('solves at the money from the smallest prices to the largest', () => {
    for (const price of [1e-300, 1e-100, 1e-15, 1, 50, 99, 100 - 2 ** -46]) {
      const outcome = impliedVol({ ...QUOTE, strike: 100, price });
      expect(outcome.ok, `${price}`).toBe(true);
      if (!outcome.ok) continue;
      const back = black76Value({ ...QUOTE, strike: 100, volAnnual: outcome.value });
      expect(Math.abs(back - price)).toBeLessThanOrEqual(1e-13);
      if (price < 1e-10) expect(outcome.value / ((price / 100) * Math.sqrt((2 * Math.PI) / 0.5))).toBeCloseTo(1, 12);
    }
  });

  it('fails by name where no vol, or no single one, gives the price', () => {
    expect(detailOf({})).toBe('ok');
    expect(detailOf({ timeYears: 0 })).toMatch(/^invalid-input: no time to expiry/);
    expect(detailOf({ price: -1e-9 })).toMatch(/^invalid-input: .*is negative/);
    expect(detailOf({ price: 5e-324 })).toMatch(/^invalid-input: .*too small/);
    expect(detailOf({ strike: 90, price: 9.99 })).toMatch(/^invalid-input: .*below the intrinsic value/);
    expect(detailOf({ type: 'put', price: 10 })).toMatch(/^invalid-input: .*equals the intrinsic value/);
    expect(detailOf({ price: 100.01, discount: 1.0001 })).toMatch(/^invalid-input: .*the discounted forward/);
  });

  it('refuses arguments outside their range', () => {
    for (const name of ['forward', 'strike', 'timeYears', 'discount', 'price']) {
      expect(() => impliedVol({ ...QUOTE, price: 1, [name]: NaN }), name).toThrow(DefectError);
    }
    expect(() => impliedVol({ ...QUOTE, price: Infinity })).toThrow(DefectError);
  });
});
