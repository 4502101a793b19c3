import { fail, type Outcome, succeed } from '../foundation/index.ts';
import type { Future, Option } from '../instruments/index.ts';
import { exp } from '../numerics/index.ts';
import { expiryKey, type Market, type QuotedContract, underlyingPriceIn } from './market.ts';

const YEAR_MS = 365 * 86_400_000;

/** ACT/365 years from the market's instant to `expiryMs`; negative once expired. */
export function timeToExpiryYears(market: Market, expiryMs: number): number {
  return (expiryMs - market.asOfMs) / YEAR_MS;
}

/** Continuous annual rate for discounting to this expiry: the expiry's own, else the underlying's. */
export function rateToExpiry(market: Market, contract: Option | Future): number {
  const point = market.expiries.get(expiryKey(contract.underlying, contract.expiryMs));
  return point?.rate ?? market.underlyings.get(contract.underlying)?.rate ?? 0;
}

/**
 * Forward of a dated contract: the instrument's own, else its expiry's, else carried from the underlying,
 * `F = S·e^((r−q)·T)`.
 */
export function forwardOf(
  market: Market,
  contract: Option | Future,
  quoted: QuotedContract['quoted'],
): Outcome<number> {
  if (quoted.forward !== undefined) return succeed(quoted.forward);
  const stated = market.expiries.get(expiryKey(contract.underlying, contract.expiryMs))?.forward;
  if (stated !== undefined) return succeed(stated);
  const spot = underlyingPriceIn(market, contract.underlying);
  if (spot === undefined) {
    return fail(
      'missing-market-data',
      `${contract.id}: no forward, and no price of ${contract.underlying} to carry it from`,
    );
  }
  const yieldAnnual = market.underlyings.get(contract.underlying)?.dividendYield ?? 0;
  const carryAnnual = rateToExpiry(market, contract) - yieldAnnual;
  return succeed(spot * exp(carryAnnual * timeToExpiryYears(market, contract.expiryMs)));
}
