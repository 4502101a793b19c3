import { type Outcome, succeed } from '../foundation/index.ts';
import type { Market, QuotedContract } from '../market/index.ts';
import { discountPrices, pricesKept } from './shocked-prices.ts';
import { type Valuation, valueContract } from './valuation.ts';

/** For as long as a market lives, and serving every book on it: the scenario prices are kept with the valuations. */
const VALUED = new WeakMap<Market, Map<QuotedContract, Valuation>>();

/** 32 MB for each market that a warm function keeps. */
const MOST_PRICES = 4_000_000;

/** The contract's value at the market, worked out once for all books there; see `valueContract`. */
export function valuationOn(market: Market, contract: QuotedContract): Outcome<Valuation> {
  const ofMarket = VALUED.get(market) ?? new Map<QuotedContract, Valuation>();
  VALUED.set(market, ofMarket);
  const known = ofMarket.get(contract);
  if (known !== undefined) return succeed(known);
  const valued = valueContract(market, contract);
  if (valued.ok) ofMarket.set(contract, valued.value);
  return valued;
}

/** Before a book is read: books that were read already keep what they hold. */
export function forgetOldValuations(market: Market): void {
  if (pricesKept(market) <= MOST_PRICES) return;
  VALUED.delete(market);
  discountPrices(market);
}
