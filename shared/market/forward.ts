import { fail, type Outcome, succeed } from '../foundation/index.ts';
import type { Future, Option } from '../instruments/index.ts';
import { exp } from '../numerics/index.ts';
import { dividendsBefore } from './dividends.ts';
import { expiryKey, type Market, type QuotedContract, underlyingPriceIn } from './market.ts';
import { YEAR_MS } from './year.ts';

/** ACT/365 years from the market's instant to `expiryMs`; negative once expired. */
export function timeToExpiryYears(market: Market, expiryMs: number): number {
  return (expiryMs - market.asOfMs) / YEAR_MS;
}

/** Continuous annual rate for discounting to this expiry: the expiry's own, else the underlying's. */
export function rateToExpiry(market: Market, contract: Option | Future): number {
  const point = market.expiries.get(expiryKey(contract.underlying, contract.expiryMs));
  return point?.rate ?? market.underlyings.get(contract.underlying)?.rate ?? 0;
}

export type Forward = {
  readonly price: number;
  /** what the cash dividends inside it are worth at expiry: a move s of spot gives (F + paid)·(1 + s) − paid; 0 where F is stated */
  readonly dividendsPaid: number;
};

/**
 * Forward of a dated contract: the instrument's own, else its expiry's, else the mark of the future that it is an option on, else
 * carried from the underlying, `F = S·e^((r−q)·T) − Σ D_i·e^((r−q)·(T−t_i))` over the cash dividends that go ex by expiry.
 */
export function forwardOf(
  market: Market,
  contract: Option | Future,
  quoted: QuotedContract['quoted'],
): Outcome<Forward> {
  const stated = statedForward(market, contract, quoted);
  if (stated !== undefined) return succeed({ price: stated, dividendsPaid: 0 });
  const { id, underlying, expiryMs } = contract;
  const spot = underlyingPriceIn(market, underlying);
  if (spot === undefined) {
    return fail('missing-market-data', `${id}: no forward, and no price of ${underlying} to carry it from`);
  }
  const carryAnnual = rateToExpiry(market, contract) - (market.underlyings.get(underlying)?.dividendYield ?? 0);
  const timeYears = timeToExpiryYears(market, expiryMs);
  const dividendsPaid = dividendsBefore(market, underlying, expiryMs).reduce(
    (sum, each) => sum + each.amount * exp(carryAnnual * (timeYears - each.timeYears)),
    0,
  );
  const price = spot * exp(carryAnnual * timeYears) - dividendsPaid;
  return price > 0
    ? succeed({ price, dividendsPaid })
    : fail('invalid-input', `${id}: the dividends of ${underlying} before its expiry are worth more than its price`);
}

/** The forward that the market states for this contract. */
export function statedForward(
  market: Market,
  contract: Option | Future,
  quoted: QuotedContract['quoted'],
): number | undefined {
  if (quoted.forward !== undefined) return quoted.forward;
  const ofExpiry = market.expiries.get(expiryKey(contract.underlying, contract.expiryMs))?.forward;
  return ofExpiry ?? underlyingFuture(market, quoted)?.quoted.mark;
}

/** The future that an option delivers, where the market names it. */
export function underlyingFuture(market: Market, quoted: QuotedContract['quoted']): QuotedContract | undefined {
  const { underlyingInstrument } = quoted;
  const named = typeof underlyingInstrument === 'string' ? market.contracts.get(underlyingInstrument) : undefined;
  return named?.instrument.kind === 'future' ? named : undefined;
}
