import type { Option } from '../instruments/index.ts';
import { expiryKey, type Market } from '../market/index.ts';

/** A forward as the average that an option settles at: what is fixed of it already, and what spot still moves. */
export type SettledForward = { readonly fixedForward: number; readonly openForward: number };

/**
 * Before the settlement window all is open; inside it the open part falls linearly to 0 at expiry, and the rest is the market's
 * `settlementAverage`, or the forward itself where it states none.
 */
export function settledForward(
  market: Market,
  { underlying, expiryMs }: Option,
  forward: number,
  windowSeconds: number,
): SettledForward {
  const seconds = (expiryMs - market.asOfMs) / 1000;
  const openFraction = windowSeconds > 0 ? Math.min(1, seconds / windowSeconds) : 1;
  const average = market.expiries.get(expiryKey(underlying, expiryMs))?.settlementAverage ?? forward;
  return { fixedForward: average * (1 - openFraction), openForward: forward * openFraction };
}
