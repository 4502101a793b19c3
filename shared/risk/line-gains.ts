import { gainPerContract, isDeltaOne } from '../instruments/index.ts';
import { SIGN } from '../portfolio/index.ts';
import type { Book } from './book.ts';
import type { OrderLine } from './line.ts';
import type { MovedRate } from './moved-rates.ts';
import type { Valuation } from './valuation.ts';

export type GainsStart = {
  /** whether an option's P&L starts at the market's mark or at the model's price */
  readonly start: 'mark' | 'model';
  /** whether a future or perpetual moves from its mark (unless stated) or from the index: `m·S·s` for a linear one */
  readonly deltaOneFrom?: 'mark' | 'index';
};

/**
 * Puts the gain of one unit of an asset in the place of each scenario: `fx′ − fx`.
 *
 * Mutates: out. Shape: out is [nScenarios].
 */
export function writeAssetGains({ before, after }: MovedRate, out: Float64Array): void {
  for (let k = 0; k < out.length; k++) out[k] = after[k]! - before;
}

/**
 * Puts the gain of one contract held in the place of its price in each scenario; see `gainsMatrix`.
 *
 * Mutates: prices. Shape: prices are [nScenarios].
 *
 * @param fx of the settlement currency
 */
export function writePositionGains(
  book: Book,
  valuation: Valuation,
  { start, deltaOneFrom }: GainsStart,
  fx: MovedRate,
  prices: Float64Array,
): void {
  const { instrument } = valuation.contract;
  if (isDeltaOne(instrument)) {
    const from = deltaOneFrom === 'index' ? indexInQuoteUnits(book, valuation) : valuation.mark;
    const perMark = from / valuation.mark;
    for (let k = 0; k < prices.length; k++) {
      prices[k] = gainPerContract(instrument, from, prices[k]! * perMark) * fx.after[k]!;
    }
    return;
  }
  const { multiplier } = instrument;
  const before = valuation[start] * fx.before;
  for (let k = 0; k < prices.length; k++) prices[k] = multiplier * (prices[k]! * fx.after[k]! - before);
}

/** The same of an order: what a fill at its price would lose, else 0. */
export function writeOrderGains({ contract, side, price }: OrderLine, fx: MovedRate, prices: Float64Array): void {
  for (let k = 0; k < prices.length; k++) {
    const gain = SIGN[side] * gainPerContract(contract.instrument, price, prices[k]!);
    prices[k] = Math.min(0, gain * fx.after[k]!);
  }
}

/** A linear contract is quoted in its settlement currency, the index in the market's base currency. */
function indexInQuoteUnits(book: Book, { contract: { instrument }, spot }: Valuation): number {
  return instrument.payoff === 'linear' ? spot / book.currencies.get(instrument.settlementCurrency)!.price : spot;
}
