import { once } from '../foundation/index.ts';
import type { Market } from '../market/index.ts';
import { type ScenarioSet, shockColumns } from '../scenarios/index.ts';
import type { Book } from './book.ts';
import { revalue } from './revalue.ts';
import { forgetOldShocks, type NumberedShocks, numberingOf, numberShocks } from './shock-numbers.ts';
import { isSweptTogether } from './sweep-valuation.ts';
import type { Valuation } from './valuation.ts';

/** Prices already made by contract and number of the shock, NaN where not yet, for as long as the contract's valuation lives. */
type Made = { readonly prices: WeakMap<Valuation, Float64Array>; kept: number };

/** Under the numbering that holds on a market now: whatever book asks, a price is made once. */
const madeOn = once((_market: Market): Made => ({ prices: new WeakMap(), kept: 0 }), numberingOf);
const PRICED = new WeakMap<Market, number>();

type Priced = Pick<Book, 'market' | 'valuations'>;

/**
 * Prices of contracts in every scenario, in quote units, each distinct shock priced once. A spot shock s moves spot, future and
 * a stated forward alike to `·(1+s)`, which keeps the relative basis; a forward that is carried over cash dividends moves with
 * spot alone, the dividends keep their amounts; options are revalued in full.
 *
 * Shape: the result is [nRows × nScenarios]; a row without a contract stays 0, a contract may have several rows.
 */
export function shockedPrices(book: Priced, rows: readonly (Valuation | null)[], set: ScenarioSet): Float64Array {
  const { market } = book;
  forgetOldShocks(market);
  const distinct = new Set(rows.filter((each) => each !== null));
  const groups = Map.groupBy(distinct, ({ contract }) => contract.instrument.underlying);
  const width = set.scenarios.length;
  const out = new Float64Array(rows.length * width);
  const made = madeOn(market);
  const numbersOf = new Map<string, Int32Array>();
  for (const [underlying, valuations] of groups) {
    const shocks = numberShocks(market, set, underlying);
    makeMissing({ market, set, shocks, made }, valuations);
    numbersOf.set(underlying, shocks.numbers);
  }
  for (let row = 0; row < rows.length; row++) {
    const valuation = rows[row]!;
    if (valuation === null) continue;
    const numbers = numbersOf.get(valuation.contract.instrument.underlying)!;
    const prices = made.prices.get(valuation)!;
    for (let k = 0; k < width; k++) out[row * width + k] = prices[numbers[k]!]!;
  }
  return out;
}

/** How many scenario prices of a book's contracts there are: what the work of several methods on it costs. */
export function countScenarioPrices({ market, valuations }: Priced): number {
  const { prices } = madeOn(market);
  let count = 0;
  for (const valuation of valuations.values()) {
    for (const price of prices.get(valuation) ?? []) if (!Number.isNaN(price)) count++;
  }
  return count;
}

/** How many scenario prices were worked out on a market so far, for all books together. */
export function countPricings(market: Market): number {
  return PRICED.get(market) ?? 0;
}

/** How many numbers the prices of a market take up. */
export function pricesKept(market: Market): number {
  return madeOn(market).kept;
}

/** Counts them from 0 again; each goes when nobody holds its valuation. */
export function discountPrices(market: Market): void {
  madeOn(market).kept = 0;
}

/** The shocks that one set gives to one underlying, and the prices that there are. */
type Sweep = {
  readonly market: Market;
  readonly set: ScenarioSet;
  readonly shocks: NumberedShocks;
  readonly made: Made;
};

/** Scenarios of which contracts lack prices. */
type Batch = { readonly valuations: Valuation[]; readonly missing: readonly number[] };

/** Prices at a time, for which vols and prices stay in the processor's cache. */
const BATCH_PRICES = 16_384;

/** Makes the prices that aren't there; contracts that lack the same ones are swept together. */
function makeMissing(sweep: Sweep, valuations: readonly Valuation[]): void {
  let batch: Batch = { valuations: [], missing: [] };
  for (const valuation of valuations) {
    const made = pricesOf(valuation, sweep);
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
  const { market } = sweep;
  PRICED.set(market, countPricings(market) + valuations.length * missing.length);
  const { numbers, shocks, columns } = sweep.shocks;
  const wanted = missing.length === numbers.length ? columns : shockColumns(missing.map((k) => shocks[k]!));
  const { prices } = revalue(market, sweep.set, valuations, wanted);
  let at = 0;
  for (const valuation of valuations) {
    const made = sweep.made.prices.get(valuation)!;
    for (const k of missing) made[numbers[k]!] = prices[at++]!;
  }
}

/** Of one contract, with room for the shocks of this sweep. */
function pricesOf(valuation: Valuation, { made, shocks: { largest } }: Sweep): Float64Array {
  const known = made.prices.get(valuation);
  if (known !== undefined && known.length > largest) return known;
  const prices = new Float64Array(largest + 1).fill(Number.NaN);
  if (known !== undefined) prices.set(known);
  made.prices.set(valuation, prices);
  made.kept += prices.length - (known?.length ?? 0);
  return prices;
}

/** The scenarios whose price isn't made; of several with one shock the first. */
function missingAmong(made: Float64Array, { numbers, firsts }: NumberedShocks): number[] {
  const missing: number[] = [];
  for (const k of firsts) if (Number.isNaN(made[numbers[k]!]!)) missing.push(k);
  return missing;
}
