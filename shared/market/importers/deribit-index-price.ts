/**
 * The US-dollar index price of a currency, under its own name or the exchange's index name; the dollar index comes
 * before the dollar-coin one. Null where none is given.
 */
export function findIndexPrice(indexPrices: Readonly<Record<string, number>>, currency: string): number | null {
  const coin = currency.toLowerCase();
  for (const name of [currency, coin, `${coin}_usd`, `${coin}_usdc`, `${coin}_usdt`]) {
    const price = Object.hasOwn(indexPrices, name) ? indexPrices[name] : undefined;
    if (price !== undefined) return price;
  }
  return null;
}
