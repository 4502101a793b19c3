import { exp, log } from '../../numerics/index.ts';
import type { OptionState } from './option-state.ts';
import type { PmrmParameters } from './parameters.ts';
import type { PmrmScenario } from './scenario-list.ts';

const DAY_SECONDS = 86_400;
const ANCHOR_SECONDS = 30 * DAY_SECONDS;
/** Of ln(K/F): narrower than any two strikes are apart, a tilt is a step. */
const LEAST_WIDTH = 1e-12;

/**
 * Vol of one option in one scenario, never below 0.
 *
 * up: `max(minimum, σ·(1 + u·w))`, down: `σ·(1 − d·w)`, `w = (30 d / max(time, floor))^p`, p the short power to 30 days (those included);
 * a skew: `σ·(1 + clamp(k·cap/k*))` with k the log-moneyness or its size, cap and k* by the square root of time.
 */
export function shockedVol(state: OptionState, vol: PmrmScenario['vol'], parameters: PmrmParameters): number {
  const { volAnnual } = state;
  const { upFraction, downFraction, minUpAnnual } = parameters.volShock;
  switch (vol) {
    case 'up':
      return Math.max(minUpAnnual, volAnnual * (1 + upFraction * tenorWeight(state, parameters)));
    case 'none':
      return volAnnual;
    case 'down':
      return volAnnual * Math.max(0, 1 - downFraction * tenorWeight(state, parameters));
    case 'skew-linear':
      return tilted(state, logMoneyness(state), parameters.skew.linear, parameters);
    case 'skew-absolute':
      return tilted(state, Math.abs(logMoneyness(state)), parameters.skew.absolute, parameters);
  }
}

/** At expiry without a floor there is no vol left to move. */
function tenorWeight({ seconds }: OptionState, { volShock }: PmrmParameters): number {
  const floored = Math.max(seconds, volShock.floorDays * DAY_SECONDS);
  if (floored === 0) return 0;
  const power = seconds <= ANCHOR_SECONDS ? volShock.shortPower : volShock.longPower;
  return exp(power * log(ANCHOR_SECONDS / floored));
}

function tilted(
  { volAnnual, timeYears }: OptionState,
  moneyness: number,
  { base, perRootYear }: PmrmParameters['skew']['linear'],
  { skew }: PmrmParameters,
): number {
  const rootTime = Math.sqrt(timeYears);
  const cap = perRootYear * rootTime + base;
  const width = Math.max(skew.minWidth, rootTime * skew.widthScale * (skew.volStatic + rootTime * skew.volPerRootYear));
  const steps = width > LEAST_WIDTH ? moneyness / width : Math.sign(moneyness);
  const tilt = moneyness >= 0 ? Math.min(cap, steps * cap) : Math.max(-cap, steps * cap);
  return volAnnual * Math.max(0, 1 + tilt);
}

function logMoneyness({ option, openForward, fixedForward }: OptionState): number {
  return log(option.strike / (openForward + fixedForward));
}
