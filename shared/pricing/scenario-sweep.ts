import { requireThat } from '../foundation/index.ts';
import { logRatio } from '../numerics/index.ts';
import { isNonNegative, isPositive } from './argument-range.ts';
import { type Black76Option, requireBlack76Domain } from './black76.ts';
import { intrinsicValue, standardDistance, timeValue } from './time-value.ts';

export type Black76Sweep = {
  readonly isCall: boolean;
  /** K > 0 */
  readonly strike: number;
  /** τ ≥ 0 */
  readonly timeYears: number;
  /** D > 0, dimensionless */
  readonly discount: number;
  /** F ≥ 0 in each scenario; 0 is the limit of a shock of −100 % */
  readonly forwards: Float64Array;
  /** σ ≥ 0 in each scenario, fraction per √year */
  readonly vols: Float64Array;
  readonly out: Float64Array;
};

/**
 * Values of one European option in many scenarios: out[k] = Black-76 value at forwards[k], vols[k].
 *
 * Formula, units, limits and accuracy as `black76Value`, and the same bits — test/property/pricing/scenario-sweep.test.ts.
 * One exponential, one logarithm per scenario.
 *
 * Shape: forwards, vols and out are [nScenarios]; out may not share memory with the other two.
 * Mutates: out. Allocates: nothing.
 *
 * @throws DefectError when shapes differ or a number is outside its range, infinite or NaN
 */
export function sweepBlack76({ isCall, strike, timeYears, discount, forwards, vols, out }: Black76Sweep): void {
  const { length } = out;
  if (forwards.length !== length || vols.length !== length) {
    requireThat(false, 'arrays of one length', { forwards: forwards.length, vols: vols.length, out: length });
  }
  if (!isPositive(strike)) requireThat(false, 'a strike above 0', { strike });
  if (!isNonNegative(timeYears)) requireThat(false, 'a time of at least 0', { timeYears });
  if (!isPositive(discount)) requireThat(false, 'a discount factor above 0', { discount });
  const rootTime = Math.sqrt(timeYears);
  writeDistances(forwards, strike, vols, rootTime, out);
  replaceByTimeValues(forwards, strike, vols, rootTime, out);
  for (let k = 0; k < out.length; k++) out[k] = discount * (intrinsicValue(isCall, forwards[k]!, strike) + out[k]!);
}

export type Black76Matrix = {
  readonly options: readonly Black76Option[];
  /** 1 + s ≥ 0 in each scenario */
  readonly growths: Float64Array;
  /** ln(1 + s), −∞ where that is 0 */
  readonly logGrowths: Float64Array;
  /** σ ≥ 0 of each option in each scenario, in place of the option's own, [nOptions × nScenarios] */
  readonly vols: Float64Array;
  readonly out: Float64Array;
};

/**
 * Values of many European options under the same moves of their forwards: out[i, k] = Black-76 value of option i at
 * forward·growths[k], vols[i, k].
 *
 * As `black76Value`, but ln(F/K) + ln(1+s) takes the place of a logarithm per price. Where a growth is 1 the bits are those of
 * `black76Value`; elsewhere within 1e-15·D·max(F, K) of them — test/property/pricing/scenario-sweep.test.ts.
 *
 * Shape: growths and logGrowths [nScenarios], vols and out [nOptions × nScenarios]; out may not share memory with the others.
 * Mutates: out. Allocates: nothing.
 *
 * @throws DefectError when shapes differ or a number is outside its range, infinite or NaN
 */
export function sweepBlack76Matrix({ options, growths, logGrowths, vols, out }: Black76Matrix): void {
  const width = growths.length;
  const size = options.length * width;
  requireThat(logGrowths.length === width && vols.length === size && out.length === size, 'arrays of matching shape');
  requireGrowths(growths);
  let at = 0;
  for (const option of options) {
    requireBlack76Domain(option);
    const { forward, strike, discount } = option;
    const isCall = option.type === 'call';
    const rootTime = Math.sqrt(option.timeYears);
    const logMoneyness = logRatio(forward, strike);
    for (let k = 0; k < width; k++) {
      const vol = vols[at]!;
      if (!isNonNegative(vol)) requireThat(false, 'a vol of at least 0', { vol, scenario: k });
      const moved = forward * growths[k]!;
      const deviation = vol * rootTime;
      const distance = Math.abs(logMoneyness + logGrowths[k]!) / deviation;
      const time = timeValue(Math.min(moved, strike), distance, 0.5 * deviation);
      out[at++] = discount * (Math.max(0, isCall ? moved - strike : strike - moved) + time);
    }
  }
}

function requireGrowths(growths: Float64Array): void {
  for (let k = 0; k < growths.length; k++) {
    requireThat(isNonNegative(growths[k]!), 'a growth of at least 0', { growth: growths[k]!, scenario: k });
  }
}

/** Short loops instead of one: each fits the compiler's inlining budget, which makes the sweep a quarter faster. */
function writeDistances(
  forwards: Float64Array,
  strike: number,
  vols: Float64Array,
  rootTime: number,
  out: Float64Array,
): void {
  for (let k = 0; k < out.length; k++) {
    const forward = forwards[k]!;
    const vol = vols[k]!;
    if (!(isNonNegative(forward) && isNonNegative(vol))) {
      requireThat(false, 'a forward and a vol of at least 0', { forward, vol, scenario: k });
    }
    out[k] = standardDistance(forward, strike, vol * rootTime);
  }
}

function replaceByTimeValues(
  forwards: Float64Array,
  strike: number,
  vols: Float64Array,
  rootTime: number,
  out: Float64Array,
): void {
  for (let k = 0; k < out.length; k++) {
    out[k] = timeValue(Math.min(forwards[k]!, strike), out[k]!, 0.5 * (vols[k]! * rootTime));
  }
}
