import { requireThat } from '../foundation/index.ts';
import { type AmericanPricer, makeAmericanPricer } from './american-pricer.ts';
import type { AmericanTerms } from './american-terms.ts';
import { isNonNegative } from './argument-range.ts';

export type AmericanOption = AmericanTerms & {
  /** S ≥ 0 */
  readonly spot: number;
  /** σ ≥ 0, fraction per √year */
  readonly volAnnual: number;
};

/**
 * Value of an American option on a spot price, or, with q = r, on a future.
 *
 * Units: spot, strike, dividends, result in one currency per contract unit; times in ACT/365 years.
 * Limits: never below the payoff, nor below the European value; equal to the European value where waiting costs nothing (a call
 * with q ≤ 0 ≤ r and no dividends, a put with r ≤ 0 ≤ q). timeYears = 0 gives the payoff; volAnnual = 0 the best certain moment.
 * Accuracy: |error| ≤ 1e-6·K without cash dividends — test/conformance/pricing/american.test.ts; 1e-4·K with them.
 *
 * @throws DefectError when an argument is outside its range, infinite or NaN
 */
export function americanValue(option: AmericanOption): number {
  requireSpot(option.spot);
  return makeAmericanPricer(option, option.volAnnual).valueAt(option.spot);
}

export type AmericanSweep = {
  readonly terms: AmericanTerms;
  /** S ≥ 0 in each scenario */
  readonly spots: Float64Array;
  /** σ ≥ 0 in each scenario */
  readonly vols: Float64Array;
  readonly out: Float64Array;
};

/**
 * Values of one American option in many scenarios: out[k] = `americanValue` at spots[k], vols[k], the same bits. The exercise
 * boundary is solved once per distinct vol.
 *
 * Shape: spots, vols and out are [nScenarios]. Mutates: out.
 *
 * @throws DefectError when shapes differ or a number is outside its range, infinite or NaN
 */
export function sweepAmerican({ terms, spots, vols, out }: AmericanSweep): void {
  requireThat(spots.length === out.length && vols.length === out.length, 'arrays of one length', {
    spots: spots.length,
    vols: vols.length,
    out: out.length,
  });
  const pricers = new Map<number, AmericanPricer>();
  for (let k = 0; k < out.length; k++) {
    const [spot, vol] = [spots[k]!, vols[k]!];
    requireSpot(spot);
    const pricer = pricers.get(vol) ?? makeAmericanPricer(terms, vol);
    pricers.set(vol, pricer);
    out[k] = pricer.valueAt(spot);
  }
}

function requireSpot(spot: number): void {
  requireThat(isNonNegative(spot), 'a spot of at least 0', { spot });
}
