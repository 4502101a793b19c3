import type { Market } from '../market/index.ts';

/** Price of the coin that stands for a dollar, in the market's base currency: what it states, else par, with a warning. */
export function stablePrice(market: Market, asset: string): { readonly price: number; readonly warnings: string[] } {
  const price = market.currencyPrices.get(asset);
  if (price !== undefined) return { price, warnings: [] };
  return { price: 1, warnings: asset === market.baseCurrency ? [] : [`assumed-at-par: ${asset}`] };
}
