import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { type Market, underlyingPriceIn } from './market.ts';

/** Currencies that are par with the dollar unless the market states another price; using one adds a warning. */
const DOLLAR_PAR: ReadonlySet<string> = new Set(['USD', 'USDC', 'USDT']);

export type CurrencyQuote = {
  /** in the market's base currency */
  readonly price: number;
  /** the underlying whose shocks move this currency, null when no scenario moves it */
  readonly movesWith: string | null;
  readonly atAssumedPar: boolean;
};

/**
 * Price of a currency, coin or security that is held as such: stated under `currencies`, else the underlying of that id,
 * else the spot instrument of that id, else dollar par (flagged). Anything else is `missing-market-data`.
 */
export function quoteCurrency(market: Market, id: string): Outcome<CurrencyQuote> {
  if (id === market.baseCurrency) return succeed({ price: 1, movesWith: null, atAssumedPar: false });
  const spot = market.contracts.get(id);
  const security = spot?.instrument.kind === 'spot' ? spot : undefined;
  const movesWith = market.underlyings.has(id) ? id : (security?.instrument.underlying ?? null);
  const underlyingPrice = movesWith === null ? undefined : underlyingPriceIn(market, movesWith);
  if (movesWith !== null && underlyingPrice === undefined) {
    return fail('missing-market-data', `no price of the underlying ${movesWith}, which ${id} moves with`);
  }
  const price = market.currencyPrices.get(id) ?? security?.quoted.mark ?? underlyingPrice;
  if (price !== undefined) return succeed({ price, movesWith, atAssumedPar: false });
  if (DOLLAR_PAR.has(id) && DOLLAR_PAR.has(market.baseCurrency)) {
    return succeed({ price: 1, movesWith: null, atAssumedPar: true });
  }
  return fail('missing-market-data', `no price for ${id} in ${market.baseCurrency}: state it under market.currencies`);
}
