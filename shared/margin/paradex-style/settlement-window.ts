import type { Market } from '../../market/index.ts';
import type { Valuation } from '../../risk/index.ts';
import { openFraction } from '../settlement-average.ts';

/** The part of an option's settlement average that is still open; the rest is fixed and no scenario moves it. */
export function liveFractionOf(market: Market, windowSeconds: number): (valuation: Valuation) => number {
  return ({ contract: { instrument } }) =>
    instrument.kind === 'option' ? openFraction(market, instrument.expiryMs, windowSeconds) : 1;
}
