import type { Market } from './market.ts';
import { YEAR_MS } from './year.ts';

/** A dividend in money per unit of the underlying; its time is that from the market's instant to the ex-date's 0:00 UTC. */
export type ComingDividend = { readonly timeYears: number; readonly amount: number };

/** The underlying's cash dividends that are still to come and go ex by `expiryMs`. */
export function dividendsBefore(market: Market, underlying: string, expiryMs: number): ComingDividend[] {
  const listed = market.underlyings.get(underlying)?.dividends ?? [];
  return listed.flatMap(({ exDate, amount }) => {
    const exMs = Date.parse(exDate);
    const coming = exMs > market.asOfMs && exMs <= expiryMs && amount > 0;
    return coming ? [{ timeYears: (exMs - market.asOfMs) / YEAR_MS, amount }] : [];
  });
}
