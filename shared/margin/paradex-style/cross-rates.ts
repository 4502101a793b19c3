import { type Instrument, notionalPerContract, type Option } from '../../instruments/index.ts';
import { type Book, baseRate, valuationOf } from '../../risk/index.ts';
import type { CrossTier, OptionSide } from './parameters.ts';

/** What one contract needs on either side, in the book's base currency. */
export type SideRates = { readonly long: number; readonly short: number };
export type Rates = { readonly initial: SideRates; readonly maintenance: SideRates };

/** The rates of an instrument that isn't spot; null where its tier doesn't state them. */
export function ratesOf(book: Book, instrument: Instrument, tier: CrossTier): Rates | null {
  const { mark } = valuationOf(book, instrument.id);
  const rate = baseRate(book, instrument.settlementCurrency);
  if (instrument.kind === 'option') {
    return {
      initial: optionRates(book, instrument, tier.optionInitial),
      maintenance: optionRates(book, instrument, tier.optionMaintenance),
    };
  }
  if (tier.deltaOneInitialFraction === null) return null;
  const initial = tier.deltaOneInitialFraction * notionalPerContract(instrument, mark) * rate;
  const maintenance = initial * tier.deltaOneMaintenanceFactor;
  return { initial: { long: initial, short: initial }, maintenance: { long: maintenance, short: maintenance } };
}

/** Of an inverse option the unit is the coin itself, so its spot is 1. */
function optionRates(book: Book, option: Option, side: OptionSide): SideRates {
  const { mark, spot } = valuationOf(book, option.id);
  const unit = option.multiplier * baseRate(book, option.settlementCurrency);
  const spotInUnit = option.payoff === 'inverse' ? 1 : spot;
  const outFraction = Math.max(0, option.right === 'call' ? option.strike - spot : spot - option.strike) / spot;
  const shortFraction = Math.max(side.shortFraction - outFraction, side.shortMinimumFraction);
  const capped = option.right === 'put' ? Math.min(shortFraction, side.shortPutCapFraction) : shortFraction;
  return {
    long: Math.min(side.premiumMultiplier * mark, side.longFraction * spotInUnit) * unit,
    short: capped * spotInUnit * unit,
  };
}
