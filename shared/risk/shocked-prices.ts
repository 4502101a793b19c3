import { type Market, rateToExpiry } from '../market/index.ts';
import { exp } from '../numerics/index.ts';
import { type Black76Option, sweepBlack76 } from '../pricing/index.ts';
import { type ScenarioSet, shockedVolAnnual, shockOf } from '../scenarios/index.ts';
import type { Valuation } from './valuation.ts';

const YEAR_DAYS = 365;

/** Prices already made, for as long as their scenario set and valuation live. */
const MADE = new WeakMap<ScenarioSet, WeakMap<Valuation, Float64Array>>();

/**
 * Price of one contract in every scenario, in quote units; made once per valuation and scenario set. A spot shock s moves spot, future and forward alike to `·(1+s)`,
 * which keeps the relative basis; options are revalued in full.
 */
export function shockedPrices(market: Market, valuation: Valuation, set: ScenarioSet): Float64Array {
  const ofSet = MADE.get(set) ?? new WeakMap<Valuation, Float64Array>();
  MADE.set(set, ofSet);
  const prices = ofSet.get(valuation) ?? revalue(market, valuation, set);
  ofSet.set(valuation, prices);
  return prices;
}

function revalue(market: Market, valuation: Valuation, set: ScenarioSet): Float64Array {
  const { underlying } = valuation.contract.instrument;
  const shocks = set.scenarios.map((scenario) => shockOf(scenario, underlying));
  const { option } = valuation;
  if (option === null) return Float64Array.from(shocks, (shock) => valuation.mark * (1 + shock.spotShockFraction));

  const forwards = Float64Array.from(shocks, (shock) => option.forward * (1 + shock.spotShockFraction));
  const daysToExpiry = option.timeYears * YEAR_DAYS;
  const vols = Float64Array.from(shocks, (shock) =>
    shockedVolAnnual(set.volRule, option.volAnnual, daysToExpiry, shock),
  );
  const values = new Float64Array(shocks.length);
  const aheadDays = shocks.map((shock) => shock.daysForward ?? 0);
  for (const days of new Set(aheadDays))
    sweepOneDate(market, valuation, option, days, { aheadDays, forwards, vols, values });
  return valuation.contract.instrument.payoff === 'inverse' ? values.map((value, k) => value / forwards[k]!) : values;
}

type Sweep = {
  readonly aheadDays: readonly number[];
  readonly forwards: Float64Array;
  readonly vols: Float64Array;
  readonly values: Float64Array;
};

/** Prices the scenarios that look `days` ahead; past its expiry an option is worth its payoff. */
function sweepOneDate(market: Market, valuation: Valuation, option: Black76Option, days: number, sweep: Sweep): void {
  const chosen = [...sweep.aheadDays.keys()].filter((k) => sweep.aheadDays[k] === days);
  const { instrument } = valuation.contract;
  const timeYears = Math.max(0, option.timeYears - days / YEAR_DAYS);
  const rate = instrument.kind === 'option' ? rateToExpiry(market, instrument) : 0;
  const out = new Float64Array(chosen.length);
  sweepBlack76({
    isCall: option.type === 'call',
    strike: option.strike,
    timeYears,
    discount: days === 0 ? option.discount : exp(-rate * timeYears),
    forwards: Float64Array.from(chosen, (k) => sweep.forwards[k]!),
    vols: Float64Array.from(chosen, (k) => sweep.vols[k]!),
    out,
  });
  for (const [j, k] of chosen.entries()) sweep.values[k] = out[j]!;
}
