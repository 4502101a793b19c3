import { requireThat } from '../foundation/index.ts';
import type { AmericanOption } from './american.ts';
import { makeAmericanPricer, type SpotSlopes } from './american-pricer.ts';
import type { AmericanTerms } from './american-terms.ts';
import { isPositive } from './argument-range.ts';
import type { CarriedGreeks } from './carried-greeks.ts';

/** of the vol and of the shortest time among the terms */
const PART = 0.01;
const LEAST_VOL_STEP = 1e-4;
const RATE_STEP = 5e-4;

export type AmericanGreeks = Omit<CarriedGreeks, 'rhoYield'>;

/**
 * Greeks of an American option by its spot price.
 *
 * delta and gamma by differentiating the integral; the others by central differences of value and delta between options whose
 * boundary is solved anew: 1 % of vol, 1 % of the time (to expiry and ex-dates, whichever is nearest; all move together), 5 basis
 * points of rate at constant yield; speed, zomma and colour likewise from gamma, 1 % of spot for speed.
 *
 * Units: delta and gamma per unit of spot; vega, vanna, volga per 1.00 of vol; theta, charm and colour per year, with the sign of time
 * passing; rho per 1.00.
 * Limits: where exercise is best, delta is ±1 and all others are 0. At timeYears = 0 those of the payoff.
 * Accuracy: delta 1e-4, gamma 1e-3 relative, vega, theta and rho 1e-3 relative away from the exercise boundary, at which gamma,
 * vanna and charm jump — test/conformance/pricing/american.test.ts. With cash dividends delta 5e-3 next to the boundary.
 *
 * @throws DefectError when an argument is outside its range, infinite or NaN
 */
export function americanGreeks(option: AmericanOption): AmericanGreeks {
  requireThat(isPositive(option.spot), 'a spot above 0', { spot: option.spot });
  const { volAnnual, timeYears, rateContinuous } = option;
  const at = (terms: AmericanTerms, vol: number) => makeAmericanPricer(terms, vol).slopesAt(option.spot);
  const middle = at(option, volAnnual);
  const none = { vega: 0, theta: 0, rho: 0, vanna: 0, volga: 0, charm: 0, speed: 0, zomma: 0, colour: 0 };
  if (timeYears === 0) return { ...without(middle), ...none };
  const volStep = Math.max(LEAST_VOL_STEP, PART * volAnnual);
  const [lowVol, highVol] = [Math.max(0, volAnnual - volStep), volAnnual + volStep];
  const [low, high] = [at(option, lowVol), at(option, highVol)];
  const byVol = difference(low, high, highVol - lowVol);
  const volga = low.value - 2 * middle.value + high.value;
  const timeStep = PART * Math.min(timeYears, ...exDatesBefore(option));
  const byTime = difference(
    at(later(option, timeStep), volAnnual),
    at(later(option, -timeStep), volAnnual),
    2 * timeStep,
  );
  const pricer = makeAmericanPricer(option, volAnnual);
  const spotStep = PART * option.spot;
  const bySpot =
    (pricer.slopesAt(option.spot + spotStep).gamma - pricer.slopesAt(option.spot - spotStep).gamma) / (2 * spotStep);
  const withRate = (rate: number) => at({ ...option, rateContinuous: rate }, volAnnual);
  const byRate = difference(withRate(rateContinuous - RATE_STEP), withRate(rateContinuous + RATE_STEP), 2 * RATE_STEP);
  return {
    ...without(middle),
    vega: byVol.value,
    vanna: byVol.delta,
    volga: volAnnual > volStep ? volga / (volStep * volStep) : 0,
    theta: -byTime.value,
    charm: -byTime.delta,
    speed: bySpot,
    zomma: byVol.gamma,
    colour: -byTime.gamma,
    rho: byRate.value,
  };
}

function without({ delta, gamma }: SpotSlopes): Pick<AmericanGreeks, 'delta' | 'gamma'> {
  return { delta, gamma };
}

function difference(low: SpotSlopes, high: SpotSlopes, width: number): SpotSlopes {
  return {
    value: (high.value - low.value) / width,
    delta: (high.delta - low.delta) / width,
    gamma: (high.gamma - low.gamma) / width,
  };
}

function exDatesBefore({ dividends, timeYears }: AmericanTerms): number[] {
  return dividends.map((each) => each.timeYears).filter((time) => time > 0 && time <= timeYears);
}

/** The option after `elapsed` years. */
function later(option: AmericanOption, elapsed: number): AmericanTerms {
  const dividends = option.dividends.map((each) => ({ ...each, timeYears: each.timeYears - elapsed }));
  return { ...option, timeYears: option.timeYears - elapsed, dividends };
}
