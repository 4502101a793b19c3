import { requireThat } from '../foundation/index.ts';
import type { OptionRight } from '../instruments/index.ts';
import { exp, logRatio } from '../numerics/index.ts';
import { isNonNegative, isPositive } from './argument-range.ts';
import { black76Value } from './black76.ts';
import { type CarriedGreeks, carriedGreeks } from './carried-greeks.ts';

/** A European option on a spot price with a continuous yield. */
export type BlackScholesOption = {
  readonly type: OptionRight;
  /** S > 0 */
  readonly spot: number;
  /** K > 0 */
  readonly strike: number;
  /** τ ≥ 0 */
  readonly timeYears: number;
  /** σ ≥ 0, fraction per √year */
  readonly volAnnual: number;
  /** r, continuous, per year */
  readonly rateContinuous: number;
  /** q, continuous, per year: dividends, a foreign rate, a borrow fee */
  readonly yieldContinuous: number;
};

/**
 * Value of a European option on a spot price (Black-Scholes-Merton): Black-76 on F = S·e^((r−q)τ) with D = e^(−rτ).
 *
 * Units, limits: as `black76Value`.
 * Accuracy: |error| ≤ 1e-14·max(S·e^(−qτ), K·e^(−rτ)) — test/conformance/pricing/european-greeks.test.ts.
 *
 * @returns value ≥ 0
 * @throws DefectError when an argument is outside its range, infinite or NaN
 */
export function blackScholesValue(option: BlackScholesOption): number {
  const { type, spot, strike, timeYears, volAnnual, rateContinuous, yieldContinuous } = option;
  requireBlackScholesDomain(option);
  const forward = spot * exp((rateContinuous - yieldContinuous) * timeYears);
  return black76Value({ type, forward, strike, timeYears, volAnnual, discount: exp(-rateContinuous * timeYears) });
}

/**
 * Greeks of a European option on a spot price: the formulas of `carriedGreeks` with U = S.
 *
 * Units: delta and gamma per unit of spot; vega, vanna, volga per 1.00 of vol; theta and charm per year, with the sign of time
 * passing (−∂/∂τ); rho and rhoYield per 1.00.
 * Limits: as `carriedGreeks`.
 * Accuracy: relative error ≤ 1e-9, far out of the money 1e-6 — test/conformance/pricing/european-greeks.test.ts.
 *
 * @throws DefectError when an argument is outside its range, infinite or NaN
 */
export function blackScholesGreeks(option: BlackScholesOption): CarriedGreeks {
  const { type, spot, strike, timeYears, volAnnual, rateContinuous, yieldContinuous } = option;
  requireBlackScholesDomain(option);
  return carriedGreeks({
    isCall: type === 'call',
    underlying: spot,
    strike,
    timeYears,
    volAnnual,
    rate: rateContinuous,
    yieldRate: yieldContinuous,
    rateDiscount: exp(-rateContinuous * timeYears),
    yieldDiscount: exp(-yieldContinuous * timeYears),
    logMoneyness: logRatio(spot, strike) + (rateContinuous - yieldContinuous) * timeYears,
  });
}

function requireBlackScholesDomain(option: BlackScholesOption): void {
  const { spot, strike, timeYears, volAnnual, rateContinuous, yieldContinuous } = option;
  requireThat(isPositive(spot) && isPositive(strike), 'a spot and a strike above 0', { spot, strike });
  requireThat(isNonNegative(timeYears) && isNonNegative(volAnnual), 'a time and a vol of at least 0', {
    timeYears,
    volAnnual,
  });
  requireThat(Math.abs(rateContinuous) < Infinity && Math.abs(yieldContinuous) < Infinity, 'a finite rate and yield', {
    rateContinuous,
    yieldContinuous,
  });
}
