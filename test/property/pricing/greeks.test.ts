import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../shared/foundation/index.ts';
import {
  type Black76Option,
  type BlackScholesOption,
  black76Delta,
  black76Greeks,
  black76Value,
  blackScholesGreeks,
  blackScholesValue,
} from '../../../shared/pricing/index.ts';
import { Random } from '../../support/random.ts';
import { randomOptions } from './random-options.ts';

const OPTIONS = randomOptions(2, 1000).filter(({ volAnnual, timeYears }) => volAnnual * Math.sqrt(timeYears) > 0.01);
/** What a product may lose when its parts are subnormal. */
const UNDERFLOW = 1e-300;

function onSpot(): BlackScholesOption[] {
  const random = new Random(3);
  return OPTIONS.map(({ type, forward, strike, timeYears, volAnnual }) => ({
    type,
    spot: forward,
    strike,
    timeYears,
    volAnnual,
    rateContinuous: random.between(-0.05, 0.15),
    yieldContinuous: random.between(-0.05, 0.15),
  }));
}

/** Slope by a central difference of fourth order. */
function slope(valueAt: (x: number) => number, x: number, step: number): number {
  return (8 * (valueAt(x + step) - valueAt(x - step)) - (valueAt(x + 2 * step) - valueAt(x - 2 * step))) / (12 * step);
}

describe('black76Greeks', () => {
  it('satisfies Black’s equation: theta = r·V − ½σ²F²·gamma', () => {
    for (const option of OPTIONS) {
      const { forward, timeYears, volAnnual, discount } = option;
      const { theta, gamma } = black76Greeks(option);
      const carried = (-Math.log(discount) / timeYears) * black76Value(option);
      const decay = -0.5 * volAnnual ** 2 * forward ** 2 * gamma;
      expect(Math.abs(theta - carried - decay)).toBeLessThanOrEqual(
        1e-11 * (Math.abs(carried) + Math.abs(decay)) + (1e-14 * discount * forward) / timeYears,
      );
    }
  });

  it('has vega = F²·σ·τ·gamma and equal gamma, vega, vanna, volga for call and put', () => {
    for (const option of OPTIONS) {
      const { forward, timeYears, volAnnual } = option;
      const call = black76Greeks({ ...option, type: 'call' });
      const put = black76Greeks({ ...option, type: 'put' });
      const byGamma = forward ** 2 * volAnnual * timeYears * call.gamma;
      expect(Math.abs(call.vega - byGamma)).toBeLessThanOrEqual(1e-14 * byGamma + UNDERFLOW);
      for (const name of ['gamma', 'vega', 'vanna', 'volga'] as const) expect(call[name]).toBe(put[name]);
      expect(call.delta - put.delta).toBeCloseTo(option.discount, 14);
    }
  });

  it('is what differences of the value and of the Greeks themselves say', () => {
    for (const option of OPTIONS) {
      const { forward, volAnnual, timeYears, discount } = option;
      const deviation = volAnnual * Math.sqrt(timeYears);
      const greeks = black76Greeks(option);
      const forwardStep = 1e-3 * forward * Math.min(1, deviation);
      const volStep = 1e-3 * volAnnual;
      const rate = -Math.log(discount) / timeYears;
      const at = (changed: Partial<Black76Option>) => ({ ...option, ...changed });
      const later = (time: number) => at({ timeYears: time, discount: Math.exp(-rate * time) });
      const [delta, gamma, vega, vanna, volga, theta, charm] = [
        slope((x) => black76Value(at({ forward: x })), forward, forwardStep),
        slope((x) => black76Greeks(at({ forward: x })).delta, forward, forwardStep),
        slope((x) => black76Value(at({ volAnnual: x })), volAnnual, volStep),
        slope((x) => black76Greeks(at({ volAnnual: x })).delta, volAnnual, volStep),
        slope((x) => black76Greeks(at({ volAnnual: x })).vega, volAnnual, volStep),
        -slope((x) => black76Value(later(x)), timeYears, 1e-3 * timeYears),
        -slope((x) => black76Greeks(later(x)).delta, timeYears, 1e-3 * timeYears),
      ];
      const tolerance = 1e-8 * discount;
      expect(Math.abs(delta - greeks.delta)).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(gamma - greeks.gamma) * forward * deviation).toBeLessThanOrEqual(tolerance);
      expect((Math.abs(vega - greeks.vega) * volAnnual) / Math.max(forward, option.strike)).toBeLessThanOrEqual(
        tolerance,
      );
      expect(Math.abs(vanna - greeks.vanna) * volAnnual).toBeLessThanOrEqual(tolerance);
      expect((Math.abs(volga - greeks.volga) * volAnnual ** 2) / forward).toBeLessThanOrEqual(tolerance);
      expect((Math.abs(theta - greeks.theta) * timeYears) / Math.max(forward, option.strike)).toBeLessThanOrEqual(
        tolerance,
      );
      expect(Math.abs(charm - greeks.charm) * timeYears).toBeLessThanOrEqual(tolerance);
    }
  });

  it('has the Greeks of the discounted payoff without time or vol', () => {
    const option = { type: 'put', forward: 80, strike: 100, timeYears: 2, volAnnual: 0, discount: 0.9 } as const;
    const rate = -Math.log(0.9) / 2;
    const inside = black76Greeks(option);
    expect(inside).toMatchObject({ delta: -0.9, gamma: 0, vega: 0, vanna: 0, volga: 0 });
    expect(inside.theta).toBeCloseTo(rate * 18, 12);
    expect(inside.rho).toBeCloseTo(-2 * 18, 12);
    expect(inside.charm).toBeCloseTo(rate * -0.9, 12);
    const outside = Object.values(black76Greeks({ ...option, type: 'call', timeYears: 0, volAnnual: 1 }));
    expect(outside.map(Math.abs)).toEqual(outside.map(() => 0));
  });

  it('takes the mean of both sides at the kink of the payoff', () => {
    const option = { type: 'call', forward: 100, strike: 100, timeYears: 0.25, volAnnual: 0, discount: 0.8 } as const;
    const greeks = black76Greeks(option);
    expect(greeks).toMatchObject({ delta: 0.4, gamma: 0, vanna: 0, volga: 0 });
    expect(greeks.vega).toBeCloseTo(black76Value({ ...option, volAnnual: 1e-6 }) * 1e6, 6);
    expect(Object.values(greeks).every(Number.isFinite)).toBe(true);
  });

  it('stays finite and settled far out, where the density underflows', () => {
    const option = { type: 'call', forward: 1, strike: 1e6, timeYears: 1e-3, volAnnual: 0.1, discount: 1 } as const;
    const { rho, ...greeks } = black76Greeks(option);
    expect(Object.values(greeks).map(Math.abs)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    expect(Math.abs(rho)).toBe(0);
  });

  it('refuses arguments outside their range', () => {
    const option = { type: 'put', forward: 100, strike: 90, timeYears: 1, volAnnual: 0.2, discount: 1 } as const;
    for (const name of ['forward', 'strike', 'timeYears', 'volAnnual', 'discount']) {
      expect(() => black76Greeks({ ...option, [name]: NaN }), name).toThrow(DefectError);
    }
  });
});

describe('blackScholesGreeks', () => {
  it('satisfies the Black-Scholes equation', () => {
    for (const option of onSpot()) {
      const { spot, volAnnual, rateContinuous: r, yieldContinuous: q, timeYears } = option;
      const { theta, delta, gamma } = blackScholesGreeks(option);
      const value = blackScholesValue(option);
      const residual = theta + 0.5 * volAnnual ** 2 * spot ** 2 * gamma + (r - q) * spot * delta - r * value;
      const scale = 0.5 * volAnnual ** 2 * spot ** 2 * gamma + Math.max(spot, option.strike) * (1 + 1e-4 / timeYears);
      expect(Math.abs(residual)).toBeLessThanOrEqual(1e-12 * scale);
    }
  });

  it('has rho and rhoYield as differences say', () => {
    for (const option of onSpot()) {
      const { rateContinuous, yieldContinuous, spot, strike, timeYears } = option;
      const step = 1e-3 / Math.max(1, timeYears);
      const { rho, rhoYield } = blackScholesGreeks(option);
      const byRate = slope((x) => blackScholesValue({ ...option, rateContinuous: x }), rateContinuous, step);
      const byYield = slope((x) => blackScholesValue({ ...option, yieldContinuous: x }), yieldContinuous, step);
      const tolerance = 1e-6 * Math.max(spot, strike);
      expect(Math.abs(byRate - rho)).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(byYield - rhoYield)).toBeLessThanOrEqual(tolerance);
    }
  });

  it('refuses a yield that is no number', () => {
    const option = { type: 'call', spot: 1, strike: 1, timeYears: 1, volAnnual: 1, rateContinuous: 0 } as const;
    expect(() => blackScholesGreeks({ ...option, yieldContinuous: NaN })).toThrow(DefectError);
  });
});

describe('black76Delta', () => {
  it('has the bits of the delta among the Greeks, at the kink and without deviation too', () => {
    const options = [...randomOptions(8, 2_000)];
    for (const option of [...options, ...options.slice(0, 200).map((each) => ({ ...each, volAnnual: 0 }))]) {
      for (const each of [option, { ...option, forward: option.strike }]) {
        expect(black76Delta(each)).toBe(black76Greeks(each).delta);
      }
    }
  });
});
