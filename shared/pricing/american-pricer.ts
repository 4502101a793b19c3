import { gridPremiumAt, solveAmericanGrid } from './american-grid.ts';
import {
  type AmericanPut,
  americanPutAt,
  americanPutSlopesAt,
  exerciseRegion,
  prepareAmericanPut,
} from './american-put.ts';
import { type AmericanTerms, requireAmericanTerms } from './american-terms.ts';
import { blackScholesGreeks, blackScholesValue } from './black-scholes.ts';
import { dividendsUntil, escrowedDividends } from './cash-dividend.ts';
import { certainAmerican } from './certain-american.ts';
import type { PutTerms } from './exercise-guess.ts';

/** of the strike: what counts as a spot of 0 */
const LEAST_SPOT = 1e-12;

/** Value of an American option with its derivatives by the spot price. */
export type SpotSlopes = { readonly value: number; readonly delta: number; readonly gamma: number };

/**
 * An American option of one vol, ready for any spot: the exercise boundary, or the grid, is solved once and doesn't depend on the
 * spot.
 */
export type AmericanPricer = {
  readonly valueAt: (spot: number) => number;
  readonly slopesAt: (spot: number) => SpotSlopes;
};

/**
 * Without cash dividends the integral method; a call is the put of swapped roles, C(S, K, r, q) = S·p(K/S; q, r) for the put p of
 * strike 1 (McDonald & Schroder, J. Computational Finance 1, 1998). With cash dividends, or two boundaries, the grid.
 *
 * @throws DefectError when a number is outside its range, infinite or NaN
 */
export function makeAmericanPricer(terms: AmericanTerms, volAnnual: number): AmericanPricer {
  requireAmericanTerms(terms, volAnnual);
  const { type, timeYears, rateContinuous: rate, yieldContinuous: yieldRate } = terms;
  const dividends = dividendsUntil(terms.dividends, timeYears);
  const put: PutTerms =
    type === 'put' ? { volAnnual, rate, yieldRate } : { volAnnual, rate: yieldRate, yieldRate: rate };
  if (dividends.length === 0 && exerciseRegion(put.rate, put.yieldRate) !== 'between') {
    const prepared = prepareAmericanPut(put, timeYears);
    return type === 'put' ? pricePut(prepared, terms.strike) : priceCall(prepared, terms.strike);
  }
  const known = { ...terms, dividends };
  const taken = escrowedDividends(dividends, rate - yieldRate);
  return volAnnual * Math.sqrt(timeYears) > 0 ? priceOnGrid(known, volAnnual, taken) : priceCertain(known, taken);
}

function pricePut(put: AmericanPut, strike: number): AmericanPricer {
  return {
    valueAt: (spot) => strike * americanPutAt(put, spot / strike),
    slopesAt: (spot) => {
      const { value, slope, curvature } = americanPutSlopesAt(put, spot / strike);
      return { value: strike * value, delta: slope, gamma: curvature / strike };
    },
  };
}

/** With x = K/S: delta = p − x·p′, gamma = x²·p″/S. */
function priceCall(put: AmericanPut, strike: number): AmericanPricer {
  return {
    valueAt: (spot) => (spot > 0 ? spot * americanPutAt(put, strike / spot) : 0),
    slopesAt: (spot) => {
      const x = strike / spot;
      const { value, slope, curvature } = americanPutSlopesAt(put, x);
      return { value: spot * value, delta: value - x * slope, gamma: (x * x * curvature) / spot };
    },
  };
}

/**
 * The European value of S* and what early exercise adds; beyond the grid, where the outcome is sure, the best certain moment. A
 * spot below what the dividends take counts as worth just them.
 */
function priceOnGrid(terms: AmericanTerms, volAnnual: number, taken: number): AmericanPricer {
  const grid = solveAmericanGrid(terms, volAnnual);
  const slopesAt = (spot: number): SpotSlopes => {
    const escrowed = Math.max(LEAST_SPOT * terms.strike, spot - taken);
    const option = { ...terms, volAnnual, spot: escrowed };
    const european = { ...blackScholesGreeks(option), value: blackScholesValue(option) };
    const premium = gridPremiumAt(grid, escrowed);
    const certain = certainAmerican(terms, escrowed);
    if (premium === null) {
      return certain.value > european.value ? { value: certain.value, delta: certain.slope, gamma: 0 } : european;
    }
    return {
      value: Math.max(certain.value, european.value + Math.max(0, premium.value)),
      delta: european.delta + premium.slope,
      gamma: Math.max(0, european.gamma + premium.curvature),
    };
  };
  return { valueAt: (spot) => slopesAt(spot).value, slopesAt };
}

function priceCertain(terms: AmericanTerms, taken: number): AmericanPricer {
  const at = (spot: number) => certainAmerican(terms, Math.max(0, spot - taken));
  return {
    valueAt: (spot) => at(spot).value,
    slopesAt: (spot) => ({ value: at(spot).value, delta: at(spot).slope, gamma: 0 }),
  };
}
