import type { OptionRight } from '../../instruments/index.ts';
import type { ClassRule } from './parameters.ts';

/** Amounts are in the book's base currency, per unit of the underlying (a share) where nothing else is said. */
type SeriesFacts = {
  /** of the instrument, or of the asset held as collateral */
  readonly id: string;
  /** the book's lines that hold it, ascending */
  readonly lines: readonly number[];
  /** units of the underlying per contract */
  readonly multiplier: number;
  /** the underlying's price, which decides what is in the money */
  readonly spot: number;
  readonly rule: ClassRule;
};

export type OptionSeries = SeriesFacts & {
  readonly kind: 'option';
  readonly right: OptionRight;
  readonly strike: number;
  readonly expiryMs: number;
  /** p, the option's mark */
  readonly price: number;
  readonly isLongTerm: boolean;
  readonly leverageFactor: number;
};

export type StockSeries = SeriesFacts & {
  readonly kind: 'stock';
  /** the stock's own mark, which may stand off the underlying's price */
  readonly price: number;
};

/** One thing that can be long or short, whichever lines hold it: they net. */
export type Series = OptionSeries | StockSeries;

/** A requirement in both measures. */
export type Amounts = { readonly initial: number; readonly maintenance: number };
export type Measure = keyof Amounts;

/** What an option would pay at a price of the underlying, per unit. */
export function payoffAt({ right, strike }: OptionSeries, price: number): number {
  return Math.max(0, right === 'call' ? price - strike : strike - price);
}

export function inTheMoney(option: OptionSeries): number {
  return payoffAt(option, option.spot);
}

export function outOfTheMoney({ right, strike, spot }: OptionSeries): number {
  return Math.max(0, right === 'call' ? strike - spot : spot - strike);
}
