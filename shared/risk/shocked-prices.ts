import type { Market } from '../market/index.ts';
import { type ScenarioSet, type ShockColumns, shockColumns, shockVols } from '../scenarios/index.ts';
import { smileVols } from './moneyness-smile.ts';
import { numberShocks } from './shock-numbers.ts';
import { sweepValuation, YEAR_DAYS } from './sweep-valuation.ts';
import type { Valuation } from './valuation.ts';

/** Prices already made by the number of their shock, NaN where not yet, for as long as the valuation lives. */
const MADE = new WeakMap<Valuation, Float64Array>();

/**
 * Price of one contract in every scenario, in quote units, each distinct shock priced once. A spot shock s moves spot, future and
 * a stated forward alike to `·(1+s)`, which keeps the relative basis; a forward that is carried over cash dividends moves with
 * spot alone, the dividends keep their amounts; options are revalued in full.
 */
export function shockedPrices(market: Market, valuation: Valuation, set: ScenarioSet): Float64Array {
  const { numbers, shocks, columns } = numberShocks(market, set, valuation.contract.instrument.underlying);
  const made = madePrices(valuation, numbers);
  const missing = missingAmong(made, numbers);
  if (missing.length > 0) {
    const all = missing.length === numbers.length;
    const wanted = all ? columns : shockColumns(missing.map((k) => shocks[k]!));
    const prices = revalue(market, valuation, set, wanted);
    for (let j = 0; j < missing.length; j++) made[numbers[missing[j]!]!] = prices[j]!;
  }
  const out = new Float64Array(numbers.length);
  for (let k = 0; k < out.length; k++) out[k] = made[numbers[k]!]!;
  return out;
}

/** How many scenario prices these valuations have needed so far: what the work of several methods on one book costs. */
export function countScenarioPrices(valuations: Iterable<Valuation>): number {
  let count = 0;
  for (const valuation of valuations) {
    for (const price of MADE.get(valuation) ?? []) if (!Number.isNaN(price)) count++;
  }
  return count;
}

function madePrices(valuation: Valuation, numbers: Int32Array): Float64Array {
  const made = MADE.get(valuation);
  let largest = -1;
  for (let k = 0; k < numbers.length; k++) largest = Math.max(largest, numbers[k]!);
  if (made !== undefined && made.length > largest) return made;
  const longer = new Float64Array(largest + 1).fill(Number.NaN);
  if (made !== undefined) longer.set(made);
  MADE.set(valuation, longer);
  return longer;
}

/** The scenarios whose price isn't made; of several with one shock the first. */
function missingAmong(made: Float64Array, numbers: Int32Array): number[] {
  const missing: number[] = [];
  for (let k = 0; k < numbers.length; k++) {
    if (Number.isNaN(made[numbers[k]!]!) && numbers.indexOf(numbers[k]!) === k) missing.push(k);
  }
  return missing;
}

function revalue(market: Market, valuation: Valuation, set: ScenarioSet, shocks: ShockColumns): Float64Array {
  const { option, mark } = valuation;
  if (option === null) return shocks.growths.map((growth) => mark * growth);
  const vols = new Float64Array(shocks.growths.length).fill(option.volAnnual);
  if (set.volDynamics === 'sticky-delta') smileVols(market, valuation, shocks, vols);
  shockVols(set.volRule, option.timeYears * YEAR_DAYS, shocks, vols);
  return sweepValuation(market, valuation, shocks, vols);
}
