/**
 * What is given of a currency's US-dollar index, under the currency's own name or the exchange's index name; the dollar
 * index comes before the dollar-coin one. Null where nothing is given.
 */
export function findOfIndex<T>(byIndex: Readonly<Record<string, T>>, currency: string): T | null {
  const coin = currency.toLowerCase();
  for (const name of [currency, coin, `${coin}_usd`, `${coin}_usdc`, `${coin}_usdt`]) {
    const found = Object.hasOwn(byIndex, name) ? byIndex[name] : undefined;
    if (found !== undefined) return found;
  }
  return null;
}
