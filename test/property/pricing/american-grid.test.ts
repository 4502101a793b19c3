import { describe, expect, it } from 'vitest';
import { gridPremiumAt, solveAmericanGrid } from '../../../shared/pricing/american-grid.ts';
import {
  type AmericanOption,
  type AmericanTerms,
  americanGreeks,
  americanImpliedVol,
  americanValue,
  blackScholesValue,
  escrowedDividends,
  sweepAmerican,
} from '../../../shared/pricing/index.ts';
import { binomialValue } from '../../support/binomial-tree.ts';
import { ownVectors } from '../../support/vectors.ts';

type Case = { id: string; type: 'call' | 'put'; S: number; K: number; T: number; vol: number; r: number; q: number };
const CASES = ownVectors('pricing/american.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case & { expected: { price: number } });

const STOCK: AmericanOption = {
  type: 'call',
  spot: 80,
  strike: 82,
  timeYears: 1 / 3,
  volAnnual: 0.3,
  rateContinuous: 0.06,
  yieldContinuous: 0,
  dividends: [{ timeYears: 0.25, amount: 4 }],
};

/**
 * Roll, Geske & Whaley: a call with one dividend is exercised just before the ex-date or not before expiry, so it is worth
 * e^(−rt)·E[max(S* + D − K, c(S*))] there; the expectation by the trapezoidal rule, whose error is below rounding.
 */
function rollGeskeWhaley({ spot, strike, timeYears, volAnnual, rateContinuous: r, dividends }: AmericanOption): number {
  const [{ timeYears: exDate, amount }] = dividends as [{ timeYears: number; amount: number }];
  const escrowed = spot - amount * Math.exp(-r * exDate);
  let sum = 0;
  for (let z = -10; z <= 10; z += 1 / 256) {
    const then = escrowed * Math.exp((r - 0.5 * volAnnual ** 2) * exDate + volAnnual * Math.sqrt(exDate) * z);
    const call = { ...STOCK, strike, spot: then, timeYears: timeYears - exDate, volAnnual, rateContinuous: r };
    sum += Math.exp(-0.5 * z * z) * Math.max(then + amount - strike, blackScholesValue(call));
  }
  return (Math.exp(-r * exDate) * sum) / (256 * Math.sqrt(2 * Math.PI));
}

describe('the grid', () => {
  it('has the values of the vectors within 1e-4 of the strike', () => {
    let worst = 0;
    let compared = 0;
    const sample = CASES.filter((_, i) => i % 4 === 0);
    for (const { id, type, S, K, T, vol, r, q, expected } of sample) {
      const terms: AmericanTerms = {
        type,
        strike: K,
        timeYears: T,
        rateContinuous: r,
        yieldContinuous: q,
        dividends: [],
      };
      const premium = gridPremiumAt(solveAmericanGrid(terms, vol), S)?.value;
      if (premium === undefined) continue;
      compared++;
      const value = blackScholesValue({ ...terms, spot: S, volAnnual: vol }) + premium;
      const error = Math.abs(value - expected.price) / K;
      expect(error, id).toBeLessThanOrEqual(1e-4);
      worst = Math.max(worst, error);
    }
    expect(compared).toBeGreaterThan(50);
    console.log(`american grid: ${compared} cases, largest error ${worst.toExponential(1)} (of the strike)`);
  });
});

describe('cash dividends', () => {
  it('give the published value of Roll, Geske and Whaley (Haug 2007, p. 113: 4.3860)', () => {
    expect(rollGeskeWhaley(STOCK)).toBeCloseTo(4.386, 4);
    expect(Math.abs(americanValue(STOCK) - 4.386)).toBeLessThanOrEqual(1e-3);
  });

  it('give the formula of Roll, Geske and Whaley for other terms', () => {
    for (const spot of [60, 75, 82, 90, 110]) {
      for (const [exDate, amount] of [
        [0.02, 2],
        [0.15, 0.5],
        [0.3, 8],
      ] as const) {
        const option = { ...STOCK, spot, dividends: [{ timeYears: exDate, amount }] };
        expect(Math.abs(americanValue(option) - rollGeskeWhaley(option))).toBeLessThanOrEqual(1e-4 * option.strike);
      }
    }
  });

  it('agree with a binomial tree, calls and puts, several ex-dates, with a yield beside', () => {
    for (const type of ['call', 'put'] as const) {
      for (const yieldContinuous of [0, 0.02]) {
        const dividends = [0.1, 0.45, 0.8].map((timeYears) => ({ timeYears, amount: 1.5 }));
        const option: AmericanOption = { ...STOCK, type, timeYears: 1, yieldContinuous, dividends };
        for (const spot of [65, 80, 95]) {
          const tree = binomialValue(option, spot, option.volAnnual, 1500);
          expect(Math.abs(americanValue({ ...option, spot }) - tree), `${type} ${spot}`).toBeLessThanOrEqual(4e-4 * 82);
        }
      }
    }
  });

  it('leave the European value of the escrowed spot where exercise never pays', () => {
    const small = [{ timeYears: 0.1, amount: 0.05 }];
    const option = { ...STOCK, dividends: small };
    const european = blackScholesValue({ ...option, spot: option.spot - escrowedDividends(small, 0.06) });
    expect(Math.abs(americanValue(option) - european)).toBeLessThanOrEqual(1e-5 * option.strike);
  });

  it('count between now and expiry only', () => {
    const without = { ...STOCK, dividends: [] };
    for (const timeYears of [-0.1, 0, 0.34]) {
      expect(americanValue({ ...STOCK, dividends: [{ timeYears, amount: 4 }] })).toBe(americanValue(without));
    }
  });

  it('let a call be worth at least its exercise just before the ex-date', () => {
    const soon = { ...STOCK, spot: 120, dividends: [{ timeYears: 0.003, amount: 10 }] };
    expect(Math.abs(americanValue(soon) - (120 - 82 * Math.exp(-0.06 * 0.003)))).toBeLessThanOrEqual(1e-4 * 82);
  });

  it('keep their value in a sweep and without vol', () => {
    const spots = Float64Array.of(0, 3, 60, 80, 100, 1e4);
    const out = new Float64Array(6);
    sweepAmerican({ terms: STOCK, spots, vols: new Float64Array(6).fill(0.3), out });
    expect(out).toEqual(spots.map((spot) => americanValue({ ...STOCK, spot })));
    expect(out[0]).toBe(0);
    expect(Math.abs(out[5]! - (1e4 - 82 * Math.exp(-0.06 * 0.25)))).toBeLessThanOrEqual(1e-4 * 82);
    const certain = americanValue({ ...STOCK, spot: 100, volAnnual: 0 });
    expect(Math.abs(certain - (100 - 82 * Math.exp(-0.06 * 0.25)))).toBeLessThanOrEqual(1e-9);
  });

  it('have Greeks that are differences of values, and a vol that their price implies', () => {
    const { delta, vega } = americanGreeks(STOCK);
    const at = (spot: number, volAnnual: number) => americanValue({ ...STOCK, spot, volAnnual });
    expect(Math.abs(delta - (at(81, 0.3) - at(79, 0.3)) / 2)).toBeLessThanOrEqual(2e-3);
    expect(Math.abs(vega - (at(80, 0.31) - at(80, 0.29)) / 0.02)).toBeLessThanOrEqual(0.02 * vega);
    const implied = americanImpliedVol({ ...STOCK, price: at(80, 0.3) });
    expect(implied.ok && Math.abs(implied.value - 0.3)).toBeLessThanOrEqual(1e-6);
  });
});

describe('two boundaries (a put with q < r < 0, a call with r < q < 0)', () => {
  it.each([
    ['put', -0.01, -0.06, 0.2],
    ['put', -0.005, -0.02, 0.1],
    ['call', -0.06, -0.01, 0.2],
    ['call', -0.04, -0.012, 0.15],
  ] as const)(
    'agree with a binomial tree: %s, r %d, q %d, vol %d',
    (type, rateContinuous, yieldContinuous, volAnnual) => {
      const terms = { type, strike: 100, timeYears: 2, rateContinuous, yieldContinuous, dividends: [] };
      for (const spot of [50, 80, 95, 100, 110, 140]) {
        const tree = binomialValue(terms, spot, volAnnual, 1500);
        const value = americanValue({ ...terms, spot, volAnnual });
        expect(Math.abs(value - tree), `${spot}`).toBeLessThanOrEqual(3e-4 * 100);
        expect(value).toBeGreaterThanOrEqual(blackScholesValue({ ...terms, spot, volAnnual }));
      }
    },
  );
});
