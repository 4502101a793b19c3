import type { Market } from '../market/index.ts';
import { type ScenarioSet, type ShockColumns, shockColumns, shockVols } from '../scenarios/index.ts';
import { smileVols } from './moneyness-smile.ts';
import { forgetOldShocks, type NumberedShocks, numberShocks } from './shock-numbers.ts';
import { isSweptTogether, sweepValuations, YEAR_DAYS } from './sweep-valuation.ts';
import type { Valuation } from './valuation.ts';

/** Prices already made by the number of their shock in one numbering, NaN where not yet, for as long as the valuation lives. */
type Made = { readonly numbering: object; readonly prices: Float64Array };
const MADE = new WeakMap<Valuation, Made>();

/**
 * Prices of contracts in every scenario, in quote units, each distinct shock priced once. A spot shock s moves spot, future and
 * a stated forward alike to `·(1+s)`, which keeps the relative basis; a forward that is carried over cash dividends moves with
 * spot alone, the dividends keep their amounts; options are revalued in full.
 *
 * Shape: the result is [nRows × nScenarios]; a row without a contract stays 0, a contract may have several rows.
 */
export function shockedPrices(market: Market, rows: readonly (Valuation | null)[], set: ScenarioSet): Float64Array {
  forgetOldShocks(market);
  const distinct = new Set(rows.filter((each) => each !== null));
  const groups = Map.groupBy(distinct, ({ contract }) => contract.instrument.underlying);
  for (const [underlying, valuations] of groups) {
    makeMissing({ market, set, shocks: numberShocks(market, set, underlying) }, valuations);
  }
  const width = set.scenarios.length;
  const out = new Float64Array(rows.length * width);
  for (const [row, valuation] of rows.entries()) {
    if (valuation === null) continue;
    const { numbers } = numberShocks(market, set, valuation.contract.instrument.underlying);
    const made = MADE.get(valuation)!.prices;
    for (let k = 0; k < width; k++) out[row * width + k] = made[numbers[k]!]!;
  }
  return out;
}

/** How many scenario prices these valuations have needed so far: what the work of several methods on one book costs. */
export function countScenarioPrices(valuations: Iterable<Valuation>): number {
  let count = 0;
  for (const valuation of valuations) {
    for (const price of MADE.get(valuation)?.prices ?? []) if (!Number.isNaN(price)) count++;
  }
  return count;
}

/** The shocks that one set gives to one underlying. */
type Sweep = { readonly market: Market; readonly set: ScenarioSet; readonly shocks: NumberedShocks };

/** Scenarios of which contracts lack prices. */
type Batch = { readonly valuations: Valuation[]; readonly missing: readonly number[] };

/** Prices at a time, for which vols and prices stay in the processor's cache. */
const BATCH_PRICES = 16_384;

/** Makes the prices that aren't there; contracts that lack the same ones are swept together. */
function makeMissing(sweep: Sweep, valuations: readonly Valuation[]): void {
  let batch: Batch = { valuations: [], missing: [] };
  for (const valuation of valuations) {
    const made = madePrices(valuation, sweep.shocks);
    if (takes(batch, valuation) && lacksExactly(made, batch.missing, sweep.shocks)) {
      batch.valuations.push(valuation);
      continue;
    }
    const missing = missingAmong(made, sweep.shocks);
    if (missing.length === 0) continue;
    makeBatch(sweep, batch);
    batch = { valuations: [valuation], missing };
  }
  makeBatch(sweep, batch);
}

/** Whether there is room for another, and it is priced like those that are in the batch. */
function takes({ valuations, missing }: Batch, valuation: Valuation): boolean {
  const [first] = valuations;
  if (first === undefined || !isSweptTogether(first) || !isSweptTogether(valuation)) return false;
  return (valuations.length + 1) * missing.length <= BATCH_PRICES;
}

function lacksExactly(made: Float64Array, missing: readonly number[], { numbers, firsts }: NumberedShocks): boolean {
  let found = 0;
  for (const k of firsts) {
    if (!Number.isNaN(made[numbers[k]!]!)) continue;
    if (missing[found] !== k) return false;
    found += 1;
  }
  return found === missing.length;
}

function makeBatch(sweep: Sweep, { valuations, missing }: Batch): void {
  if (valuations.length === 0) return;
  const { numbers, shocks, columns } = sweep.shocks;
  const wanted = missing.length === numbers.length ? columns : shockColumns(missing.map((k) => shocks[k]!));
  const prices = revalue(sweep, valuations, wanted);
  let at = 0;
  for (const valuation of valuations) {
    const made = MADE.get(valuation)!.prices;
    for (const k of missing) made[numbers[k]!] = prices[at++]!;
  }
}

function madePrices(valuation: Valuation, { numbering, largest }: NumberedShocks): Float64Array {
  const made = MADE.get(valuation);
  const known = made?.numbering === numbering ? made.prices : new Float64Array(0);
  if (known.length > largest) return known;
  const prices = new Float64Array(largest + 1).fill(Number.NaN);
  prices.set(known);
  MADE.set(valuation, { numbering, prices });
  return prices;
}

/** The scenarios whose price isn't made; of several with one shock the first. */
function missingAmong(made: Float64Array, { numbers, firsts }: NumberedShocks): number[] {
  const missing: number[] = [];
  for (const k of firsts) if (Number.isNaN(made[numbers[k]!]!)) missing.push(k);
  return missing;
}

function revalue({ market, set }: Sweep, valuations: readonly Valuation[], shocks: ShockColumns): Float64Array {
  const [{ option, mark }] = valuations as readonly [Valuation, ...Valuation[]];
  if (option === null) return shocks.growths.map((growth) => mark * growth);
  const width = shocks.growths.length;
  const vols = new Float64Array(valuations.length * width);
  for (const [row, valuation] of valuations.entries()) {
    const { volAnnual, timeYears } = valuation.option!;
    const own = vols.subarray(row * width, (row + 1) * width).fill(volAnnual);
    if (set.volDynamics === 'sticky-delta') smileVols(market, valuation, shocks, own);
    shockVols(set.volRule, timeYears * YEAR_DAYS, shocks, own);
  }
  return sweepValuations(market, valuations, shocks, vols);
}
