import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../shared/foundation/index.ts';
import { americanPutAt, prepareAmericanPut } from '../../../shared/pricing/american-put.ts';
import { makeExerciseScheme } from '../../../shared/pricing/exercise-scheme.ts';
import {
  type AmericanOption,
  americanGreeks,
  americanImpliedVol,
  americanValue,
  blackScholesGreeks,
  blackScholesValue,
  sweepAmerican,
} from '../../../shared/pricing/index.ts';
import { Random } from '../../support/random.ts';

/** Ordinary terms: vols from 5 %, up to five years, rates of both signs but for the region of two boundaries. */
function randomOptions(seed: number, count: number): AmericanOption[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => {
    const strike = 10 ** random.between(-1, 4);
    const type = random.chance(0.5) ? 'call' : 'put';
    const [own, other] = [random.between(0.001, 0.15), random.between(-0.05, 0.15)];
    const [rateContinuous, yieldContinuous] = type === 'put' ? [own, other] : [other, own];
    return {
      type,
      strike,
      spot: strike * 10 ** random.between(-0.3, 0.3),
      timeYears: 10 ** random.between(-2.5, 0.7),
      volAnnual: 10 ** random.between(-1.3, 0.2),
      rateContinuous,
      yieldContinuous,
      dividends: [],
    };
  });
}

const OPTIONS = randomOptions(1, 150);
const FINE = makeExerciseScheme({ degree: 24, points: 60, pricePoints: 160, stepsMax: 20, smallMove: 1e-9 });

function payoff({ type, spot, strike }: AmericanOption): number {
  return Math.max(0, type === 'call' ? spot - strike : strike - spot);
}

describe('americanValue', () => {
  it('is within 1e-6 of the strike of a scheme of twice the size', () => {
    let worst = 0;
    for (const option of OPTIONS) {
      const { type, spot, strike, timeYears, volAnnual, rateContinuous: r, yieldContinuous: q } = option;
      const isPut = type === 'put';
      const put = prepareAmericanPut({ volAnnual, rate: isPut ? r : q, yieldRate: isPut ? q : r }, timeYears, FINE);
      const fine = isPut ? strike * americanPutAt(put, spot / strike) : spot * americanPutAt(put, strike / spot);
      const error = Math.abs(americanValue(option) - fine) / strike;
      expect(error, JSON.stringify(option)).toBeLessThanOrEqual(1e-6);
      worst = Math.max(worst, error);
    }
    console.log(`american: ${OPTIONS.length} random options, largest error ${worst.toExponential(1)} (of the strike)`);
  });

  it('is at least the payoff and the European value, and at most the strike or the spot', () => {
    for (const option of OPTIONS) {
      const value = americanValue(option);
      expect(value).toBeGreaterThanOrEqual(payoff(option) - 1e-12 * option.strike);
      expect(value).toBeGreaterThanOrEqual(blackScholesValue(option) * (1 - 1e-12));
      expect(value).toBeLessThanOrEqual(option.type === 'call' ? option.spot : option.strike);
    }
  });

  it('scales with the strike, and a call is the put of swapped roles', () => {
    for (const option of OPTIONS) {
      const value = americanValue(option);
      const scaled = { ...option, spot: 8 * option.spot, strike: 8 * option.strike };
      expect(americanValue(scaled)).toBe(8 * value);
      const swapped: AmericanOption = {
        ...option,
        type: option.type === 'call' ? 'put' : 'call',
        spot: option.strike,
        strike: option.spot,
        rateContinuous: option.yieldContinuous,
        yieldContinuous: option.rateContinuous,
      };
      expect(Math.abs(americanValue(swapped) - value)).toBeLessThanOrEqual(1e-12 * option.strike);
    }
  });

  it('is the European value where waiting costs nothing', () => {
    for (const option of OPTIONS) {
      const rates = option.type === 'call' ? { r: 0.04, q: 0 } : { r: -0.01, q: 0.02 };
      const free = { ...option, rateContinuous: rates.r, yieldContinuous: rates.q };
      const error = Math.abs(americanValue(free) - blackScholesValue(free));
      expect(error).toBeLessThanOrEqual(1e-13 * Math.max(option.spot, option.strike));
    }
  });

  it('rises with vol and time', () => {
    for (const option of OPTIONS) {
      const value = americanValue(option);
      const slack = 1e-6 * option.strike;
      expect(americanValue({ ...option, volAnnual: option.volAnnual * 1.05 })).toBeGreaterThanOrEqual(value - slack);
      expect(americanValue({ ...option, timeYears: option.timeYears * 1.05 })).toBeGreaterThanOrEqual(value - slack);
    }
  });

  it('has its limits: no time, no vol, no spot, hardly any vol beside the rate', () => {
    for (const option of OPTIONS) {
      expect(americanValue({ ...option, timeYears: 0 })).toBeCloseTo(payoff(option), 9);
      const certain = americanValue({ ...option, volAnnual: 0 });
      expect(certain).toBeGreaterThanOrEqual(payoff(option) - 1e-12 * option.strike);
      expect(certain).toBeLessThanOrEqual(americanValue(option) + 1e-6 * option.strike);
      const nothing = americanValue({ ...option, spot: 0 });
      expect(nothing).toBeCloseTo(option.type === 'call' ? 0 : option.strike, 9);
      const faint = americanValue({ ...option, volAnnual: 1e-6 });
      expect(Math.abs(faint - certain)).toBeLessThanOrEqual(1e-5 * option.strike);
    }
  });

  it('refuses numbers outside their range', () => {
    for (const bad of [NaN, -1, Infinity]) {
      for (const name of ['spot', 'strike', 'timeYears', 'volAnnual']) {
        expect(() => americanValue({ ...OPTIONS[0]!, [name]: bad }), name).toThrow(DefectError);
      }
    }
    expect(() => americanValue({ ...OPTIONS[0]!, rateContinuous: NaN })).toThrow(DefectError);
    expect(() => americanValue({ ...OPTIONS[0]!, dividends: [{ timeYears: 0.1, amount: -1 }] })).toThrow(DefectError);
  });
});

describe('sweepAmerican', () => {
  it('has the bits of americanValue in every scenario', () => {
    for (const option of OPTIONS.slice(0, 20)) {
      const spots = Float64Array.from({ length: 12 }, (_, k) => option.spot * (0.5 + 0.1 * k));
      const vols = spots.map((_, k) => option.volAnnual * (1 + 0.25 * (k % 3)));
      const out = new Float64Array(12);
      sweepAmerican({ terms: option, spots, vols, out });
      expect(out).toEqual(spots.map((spot, k) => americanValue({ ...option, spot, volAnnual: vols[k]! })));
    }
  });

  it('refuses shapes that differ', () => {
    const one = Float64Array.of(1);
    const call = () => sweepAmerican({ terms: OPTIONS[0]!, spots: one, vols: new Float64Array(2), out: one.slice() });
    expect(call).toThrow(DefectError);
  });
});

describe('americanGreeks', () => {
  it('are those of the European option where it is never exercised', () => {
    for (const option of OPTIONS) {
      const free: AmericanOption = { ...option, type: 'call', rateContinuous: 0.04, yieldContinuous: -0.01 };
      const [got, european] = [americanGreeks(free), blackScholesGreeks(free)];
      const scale = { delta: 1, vega: free.spot, theta: free.spot, rho: free.spot * free.timeYears };
      for (const name of ['delta', 'vega', 'theta', 'rho'] as const) {
        const limit = 1e-3 * Math.abs(european[name]) + 1e-5 * scale[name];
        expect(Math.abs(got[name] - european[name]), name).toBeLessThanOrEqual(limit);
      }
      expect(Math.abs(got.gamma - european.gamma)).toBeLessThanOrEqual(1e-9 * Math.abs(european.gamma));
    }
  });

  it('solve the equation of Black and Scholes where it is held', () => {
    let held = 0;
    for (const option of OPTIONS) {
      const { spot, volAnnual, rateContinuous: r, yieldContinuous: q, strike } = option;
      const value = americanValue(option);
      if (value <= payoff(option) + 1e-3 * strike) continue;
      held++;
      const { delta, gamma, theta } = americanGreeks(option);
      const rest = theta + (r - q) * spot * delta + 0.5 * (volAnnual * spot) ** 2 * gamma - r * value;
      expect(Math.abs(rest), JSON.stringify(option)).toBeLessThanOrEqual(1e-3 * Math.abs(theta) + 2e-4 * strike);
    }
    expect(held).toBeGreaterThan(50);
  });

  it('are those of the payoff where exercise is best', () => {
    const deep: AmericanOption = { ...OPTIONS[0]!, type: 'put', spot: 40, strike: 100, volAnnual: 0.2, timeYears: 0.5 };
    const rates = { rateContinuous: 0.05, yieldContinuous: 0 };
    expect(americanGreeks({ ...deep, ...rates })).toEqual({
      delta: -1,
      gamma: 0,
      speed: 0,
      zomma: 0,
      colour: -0,
      vega: 0,
      theta: -0,
      rho: 0,
      vanna: 0,
      volga: 0,
      charm: -0,
    });
  });
});

describe('americanImpliedVol', () => {
  it('finds the vol that made the price', () => {
    let found = 0;
    for (const option of OPTIONS) {
      const price = americanValue(option);
      if (price <= americanValue({ ...option, volAnnual: 0 }) + 1e-4 * option.strike) continue;
      found++;
      const implied = americanImpliedVol({ ...option, price });
      expect(implied.ok, JSON.stringify(option)).toBe(true);
      if (!implied.ok) continue;
      const again = americanValue({ ...option, volAnnual: implied.value });
      expect(Math.abs(again - price)).toBeLessThanOrEqual(1e-10 * option.strike);
      const vega = Math.max(americanGreeks(option).vega, 1e-3 * option.strike);
      expect(Math.abs(implied.value - option.volAnnual)).toBeLessThanOrEqual((1e-6 * option.strike) / vega);
    }
    expect(found).toBeGreaterThan(50);
  });

  it.each([
    [-1, /negative/],
    [9, /below the value of exercise/],
    [10, /does not tell the vol/],
    [101, /above what any vol gives/],
  ])('names what is wrong with a price of %d', (price, detail) => {
    const option = { ...OPTIONS[0]!, type: 'put' as const, spot: 90, strike: 100, timeYears: 1 };
    const implied = americanImpliedVol({ ...option, rateContinuous: 0.05, yieldContinuous: 0.01, price });
    expect(implied).toMatchObject({ ok: false, failure: { reason: 'invalid-input' } });
    expect(implied.ok ? '' : implied.failure.detail).toMatch(detail);
  });
});
