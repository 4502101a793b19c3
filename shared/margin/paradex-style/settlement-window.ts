import type { Market } from '../../market/index.ts';
import type { Valuation } from '../../risk/index.ts';

/**
 * The part of an option's settlement average that is still open: 1 before the window, falling linearly to 0 at expiry.
 * The rest is fixed and no scenario moves it.
 */
export function openFraction(market: Market, windowSeconds: number): (valuation: Valuation) => number {
  return ({ contract: { instrument } }) => {
    if (instrument.kind !== 'option' || windowSeconds === 0) return 1;
    return Math.min(1, (instrument.expiryMs - market.asOfMs) / 1000 / windowSeconds);
  };
}
