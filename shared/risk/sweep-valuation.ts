import { type Market, rateToExpiry } from '../market/index.ts';
import { exp } from '../numerics/index.ts';
import { type Black76Option, sweepAmerican, sweepBlack76, sweepBlack76Matrix } from '../pricing/index.ts';
import type { ShockColumns } from '../scenarios/index.ts';
import { type AmericanState, elapse } from './american-state.ts';
import type { Valuation } from './valuation.ts';

export const YEAR_DAYS = 365;

/** Whether an option is priced in one sweep together with others: European, its forward moving in proportion to spot. */
export function isSweptTogether({ option, american, dividendsPaid }: Valuation): boolean {
  return option !== null && american === null && dividendsPaid === 0;
}

/**
 * Prices of options, in quote units, under shocks whose vols are given. As days pass forwards keep their prices; past its expiry
 * an option is worth its payoff.
 *
 * Shape: vols and the result are [nValuations × nShocks].
 */
export function sweepValuations(
  market: Market,
  valuations: readonly Valuation[],
  shocks: ShockColumns,
  vols: Float64Array,
): Float64Array {
  const values = new Float64Array(vols.length);
  const width = shocks.growths.length;
  for (const days of new Set(shocks.daysForward)) {
    const columns = columnsAt(shocks.daysForward, days);
    const sweep = {
      growths: pick(shocks.growths, columns, width),
      logGrowths: pick(shocks.logGrowths, columns, width),
      vols: pick(vols, columns, width),
    };
    const prices = pricesAtDate(market, valuations, days, sweep);
    let at = 0;
    for (let start = 0; start < values.length; start += width) {
      for (let j = 0; j < columns.length; j++) values[start + columns[j]!] = prices[at++]!;
    }
  }
  inQuoteUnits(valuations, shocks, values);
  return values;
}

type Sweep = {
  readonly growths: Float64Array;
  readonly logGrowths: Float64Array;
  /** by option and shock */
  readonly vols: Float64Array;
};

function columnsAt(daysForward: Float64Array, days: number): Int32Array {
  return Int32Array.from(daysForward.keys()).filter((k) => daysForward[k] === days);
}

/** Some columns of a matrix of rows that are `width` wide; the matrix itself where all are meant. */
function pick(matrix: Float64Array, columns: Int32Array, width: number): Float64Array {
  if (columns.length === width) return matrix;
  const picked = new Float64Array((matrix.length / width) * columns.length);
  let at = 0;
  for (let start = 0; start < matrix.length; start += width) {
    for (let j = 0; j < columns.length; j++) picked[at++] = matrix[start + columns[j]!]!;
  }
  return picked;
}

function pricesAtDate(market: Market, valuations: readonly Valuation[], days: number, sweep: Sweep): Float64Array {
  const { growths, logGrowths, vols } = sweep;
  const out = new Float64Array(vols.length);
  if (valuations.every(isSweptTogether)) {
    const options = valuations.map((valuation) => atDate(market, valuation, days));
    sweepBlack76Matrix({ options, growths, logGrowths, vols, out });
    return out;
  }
  for (const [row, valuation] of valuations.entries()) {
    const [start, end] = [row * growths.length, (row + 1) * growths.length];
    const own = { growths, vols: vols.subarray(start, end), out: out.subarray(start, end) };
    if (valuation.american === null) sweepCarried(valuation, atDate(market, valuation, days), own);
    else sweepExercisable(valuation.american, days, own);
  }
  return out;
}

/** The option's own Black-76 terms `days` ahead. */
function atDate(market: Market, { contract, option }: Valuation, days: number): Black76Option {
  const { instrument } = contract;
  if (days === 0) return option!;
  const timeYears = Math.max(0, option!.timeYears - days / YEAR_DAYS);
  const rate = instrument.kind === 'option' ? rateToExpiry(market, instrument) : 0;
  return { ...option!, timeYears, discount: exp(-rate * timeYears) };
}

type OptionSweep = Pick<Sweep, 'growths' | 'vols'> & { readonly out: Float64Array };

function sweepCarried(valuation: Valuation, option: Black76Option, { growths, vols, out }: OptionSweep): void {
  const { type, strike, timeYears, discount } = option;
  const forwards = growths.map((growth) => shockedForward(valuation, growth));
  sweepBlack76({ isCall: type === 'call', strike, timeYears, discount, forwards, vols, out });
}

function sweepExercisable(american: AmericanState, days: number, { growths, vols, out }: OptionSweep): void {
  const later = (growth: number) => elapse(american, american.spot * growth, days / YEAR_DAYS);
  const { terms } = later(1);
  sweepAmerican({ terms, spots: growths.map((growth) => later(growth).spot), vols, out });
}

/** `(F + paid)·(1 + s) − paid`; dividends that take more than the price leave nothing. */
function shockedForward({ option, dividendsPaid }: Valuation, growth: number): number {
  const { forward } = option!;
  return dividendsPaid === 0 ? forward * growth : Math.max(0, (forward + dividendsPaid) * growth - dividendsPaid);
}

/** Money into coin, of inverse options. */
function inQuoteUnits(valuations: readonly Valuation[], { growths }: ShockColumns, values: Float64Array): void {
  for (const [row, valuation] of valuations.entries()) {
    if (valuation.contract.instrument.payoff !== 'inverse') continue;
    for (let k = 0; k < growths.length; k++) {
      values[row * growths.length + k]! /= shockedForward(valuation, growths[k]!);
    }
  }
}
