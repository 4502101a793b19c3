import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../shared/foundation/index.ts';
import {
  type Black76Option,
  black76Value,
  blackScholesValue,
  coinDelta,
  coinPrice,
} from '../../../shared/pricing/index.ts';
import { randomOptions } from './random-options.ts';

const OPTIONS = randomOptions(1, 2000);
/** Below this size the parts of a result lose bits to underflow. */
const SUBNORMAL_BELOW = 1e-290;

function scaleOf({ forward, strike, discount }: Black76Option): number {
  return discount * Math.max(forward, strike);
}

function payoff({ type, forward, strike }: Black76Option): number {
  return Math.max(0, type === 'call' ? forward - strike : strike - forward);
}

describe('black76Value', () => {
  it('keeps put-call parity: call − put = D·(F − K)', () => {
    for (const option of OPTIONS) {
      const difference = black76Value({ ...option, type: 'call' }) - black76Value({ ...option, type: 'put' });
      const error = Math.abs(difference - option.discount * (option.forward - option.strike));
      expect(error).toBeLessThanOrEqual(5e-16 * scaleOf(option));
    }
  });

  it('keeps put-call symmetry: a call on F struck at K is a put on K struck at F', () => {
    for (const option of OPTIONS) {
      const { forward, strike } = option;
      const call = black76Value({ ...option, type: 'call' });
      const put = black76Value({ ...option, type: 'put', forward: strike, strike: forward });
      expect(Math.abs(call - put)).toBeLessThanOrEqual(5e-16 * scaleOf(option));
    }
  });

  it('lies between the discounted payoff and the discounted forward or strike', () => {
    for (const option of OPTIONS) {
      const value = black76Value(option);
      expect(value).toBeGreaterThanOrEqual(option.discount * payoff(option));
      const most = option.discount * (option.type === 'call' ? option.forward : option.strike);
      expect(value).toBeLessThanOrEqual(most * (1 + 2 ** -52));
    }
  });

  it('rises with vol and with time, and a call falls and bends with strike', () => {
    for (const option of OPTIONS) {
      const slack = 1e-15 * scaleOf(option) * 2;
      const value = black76Value(option);
      expect(black76Value({ ...option, volAnnual: option.volAnnual * 1.1 })).toBeGreaterThanOrEqual(value - slack);
      expect(black76Value({ ...option, timeYears: option.timeYears * 1.1 })).toBeGreaterThanOrEqual(value - slack);
      const [low, middle, high] = [0.9, 1, 1.1].map((factor) =>
        black76Value({ ...option, type: 'call', strike: option.strike * factor }),
      );
      expect(low!).toBeGreaterThanOrEqual(middle! - slack);
      expect(middle!).toBeGreaterThanOrEqual(high! - slack);
      expect(low! + high! - 2 * middle!).toBeGreaterThanOrEqual(-4 * slack);
    }
  });

  it('scales with forward and strike, to the bit for powers of two', () => {
    const settled = OPTIONS.filter((option) => black76Value(option) > SUBNORMAL_BELOW);
    expect(settled.length).toBeGreaterThan(1500);
    for (const option of settled) {
      const scaled = { ...option, forward: 1024 * option.forward, strike: 1024 * option.strike };
      expect(black76Value(scaled)).toBe(1024 * black76Value(option));
    }
  });

  it('is the discounted payoff exactly, without time or vol', () => {
    for (const option of OPTIONS) {
      const exact = option.discount * payoff(option);
      expect(black76Value({ ...option, timeYears: 0 })).toBe(exact);
      expect(black76Value({ ...option, volAnnual: 0 })).toBe(exact);
      expect(black76Value({ ...option, volAnnual: 5e-324, timeYears: 1e-300 })).toBe(exact);
    }
  });

  it('reaches its limits deep in and out of the money and for boundless vol', () => {
    const option = { type: 'call', strike: 100, timeYears: 0.1, volAnnual: 0.2, discount: 0.5 } as const;
    expect(black76Value({ ...option, forward: 1e6 })).toBe(0.5 * (1e6 - 100));
    expect(black76Value({ ...option, forward: 1e-6 })).toBe(0);
    expect(black76Value({ ...option, forward: 90, volAnnual: 1e6 })).toBe(45);
    expect(black76Value({ ...option, type: 'put', forward: 90, volAnnual: Number.MAX_VALUE })).toBe(50);
  });

  it('refuses arguments outside their range', () => {
    const option = { type: 'put', forward: 100, strike: 90, timeYears: 1, volAnnual: 0.2, discount: 1 } as const;
    for (const bad of [NaN, Infinity, -1]) {
      for (const name of ['forward', 'strike', 'timeYears', 'volAnnual', 'discount']) {
        expect(() => black76Value({ ...option, [name]: bad }), `${name} = ${bad}`).toThrow(DefectError);
      }
    }
    for (const name of ['forward', 'strike', 'discount']) {
      expect(() => black76Value({ ...option, [name]: 0 }), name).toThrow(DefectError);
    }
  });
});

describe('blackScholesValue', () => {
  it('is Black-76 on the spot itself when rate and yield are equal', () => {
    for (const { type, forward, strike, timeYears, volAnnual } of OPTIONS) {
      const terms = { type, strike, timeYears, volAnnual };
      const value = blackScholesValue({ ...terms, spot: forward, rateContinuous: 0, yieldContinuous: 0 });
      expect(value).toBe(black76Value({ ...terms, forward, discount: 1 }));
    }
  });

  it('refuses a rate or a spot that is no number', () => {
    const option = {
      type: 'call',
      spot: 1,
      strike: 1,
      timeYears: 1,
      volAnnual: 1,
      rateContinuous: 0,
      yieldContinuous: 0,
    } as const;
    for (const name of ['spot', 'strike', 'timeYears', 'volAnnual', 'rateContinuous', 'yieldContinuous']) {
      expect(() => blackScholesValue({ ...option, [name]: NaN }), name).toThrow(DefectError);
    }
  });
});

describe('the coin measures of an inverse option', () => {
  it('agree: coin delta is the slope of the coin price', () => {
    for (const option of OPTIONS.filter(({ volAnnual, timeYears }) => volAnnual * Math.sqrt(timeYears) > 0.02)) {
      const step = 1e-4 * option.forward * Math.min(1, option.volAnnual * Math.sqrt(option.timeYears));
      const up = coinPrice({ ...option, forward: option.forward + step });
      const down = coinPrice({ ...option, forward: option.forward - step });
      const size = (option.discount * option.strike) / option.forward ** 2;
      expect(Math.abs((up - down) / (2 * step) - coinDelta(option))).toBeLessThanOrEqual(1e-6 * size);
    }
  });

  it('have the payoff’s limits, half at the money', () => {
    const option = { type: 'call', forward: 200, strike: 100, timeYears: 0, volAnnual: 1, discount: 1 } as const;
    expect(coinPrice(option)).toBe(0.5);
    expect(coinDelta(option)).toBe(0.0025);
    expect(coinDelta({ ...option, forward: 50 })).toBe(0);
    expect(coinDelta({ ...option, forward: 100, type: 'put' })).toBe(-0.005);
  });
});
