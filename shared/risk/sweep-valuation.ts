import { type Market, rateToExpiry } from '../market/index.ts';
import { exp } from '../numerics/index.ts';
import { type Black76Option, sweepAmerican, sweepBlack76, sweepBlack76Matrix } from '../pricing/index.ts';
import type { ShockColumns } from '../scenarios/index.ts';
import { type AmericanState, elapse } from './american-state.ts';
import type { Valuation } from './valuation.ts';

export const YEAR_DAYS = 365;

/**
 * Prices of an option, in quote units, under shocks whose vols are given. As days pass forwards keep their prices; past its
 * expiry an option is worth its payoff.
 *
 * Shape: vols and the result are [nShocks].
 */
export function sweepValuation(
  market: Market,
  valuation: Valuation,
  shocks: ShockColumns,
  vols: Float64Array,
): Float64Array {
  const { american, contract } = valuation;
  const forwards = shockedForwards(valuation, shocks);
  const values = new Float64Array(vols.length);
  for (const days of new Set(shocks.daysForward)) {
    const chosen = indicesWhere(shocks.daysForward, days);
    const sweep = {
      growths: pick(shocks.growths, chosen),
      logGrowths: pick(shocks.logGrowths, chosen),
      forwards: pick(forwards, chosen),
      vols: pick(vols, chosen),
    };
    const prices =
      american === null
        ? european(valuation, atDate(market, valuation, days), sweep)
        : exercisable(american, days, sweep);
    for (let j = 0; j < prices.length; j++) values[chosen === null ? j : chosen[j]!] = prices[j]!;
  }
  return contract.instrument.payoff === 'inverse' ? values.map((value, k) => value / forwards[k]!) : values;
}

type Sweep = {
  readonly growths: Float64Array;
  readonly logGrowths: Float64Array;
  readonly forwards: Float64Array;
  readonly vols: Float64Array;
};

/** `(F + paid)·(1 + s) − paid`; dividends that take more than the price leave nothing. */
function shockedForwards({ option, dividendsPaid }: Valuation, { growths }: ShockColumns): Float64Array {
  const forward = option!.forward;
  const out = new Float64Array(growths.length);
  if (dividendsPaid === 0) for (let k = 0; k < out.length; k++) out[k] = forward * growths[k]!;
  else
    for (let k = 0; k < out.length; k++) out[k] = Math.max(0, (forward + dividendsPaid) * growths[k]! - dividendsPaid);
  return out;
}

/** null where all are meant. */
function indicesWhere(daysForward: Float64Array, days: number): number[] | null {
  const chosen: number[] = [];
  for (let k = 0; k < daysForward.length; k++) if (daysForward[k] === days) chosen.push(k);
  return chosen.length === daysForward.length ? null : chosen;
}

function pick(values: Float64Array, chosen: readonly number[] | null): Float64Array {
  return chosen === null ? values : Float64Array.from(chosen, (k) => values[k]!);
}

/** The option's own Black-76 terms `days` ahead. */
function atDate(market: Market, { contract, option }: Valuation, days: number): Black76Option {
  const { instrument } = contract;
  if (days === 0) return option!;
  const timeYears = Math.max(0, option!.timeYears - days / YEAR_DAYS);
  const rate = instrument.kind === 'option' ? rateToExpiry(market, instrument) : 0;
  return { ...option!, timeYears, discount: exp(-rate * timeYears) };
}

function european({ dividendsPaid }: Valuation, option: Black76Option, sweep: Sweep): Float64Array {
  const { growths, logGrowths, forwards, vols } = sweep;
  const out = new Float64Array(vols.length);
  if (dividendsPaid === 0) {
    sweepBlack76Matrix({ options: [option], growths, logGrowths, vols, out });
  } else {
    const { type, strike, timeYears, discount } = option;
    sweepBlack76({ isCall: type === 'call', strike, timeYears, discount, forwards, vols, out });
  }
  return out;
}

function exercisable(american: AmericanState, days: number, { growths, vols }: Sweep): Float64Array {
  const out = new Float64Array(vols.length);
  const later = (growth: number) => elapse(american, american.spot * growth, days / YEAR_DAYS);
  const { terms } = later(1);
  sweepAmerican({ terms, spots: growths.map((growth) => later(growth).spot), vols, out });
  return out;
}
