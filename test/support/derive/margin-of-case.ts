import { marketSnapshot } from '../../../shared/contract/market.ts';
import { portfolio } from '../../../shared/contract/portfolio.ts';
import { chooseMethod, type MarginResult, type MethodSelection, marginOf } from '../../../shared/margin/index.ts';
import type { MarketSnapshot } from '../../../shared/market/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { readBook } from '../../../shared/risk/index.ts';
import { marketOf } from '../markets.ts';

/**
 * Margin of a case on the path that the API takes.
 *
 * @throws Error where the case doesn't read
 */
export function marginOfCase(market: MarketSnapshot, holdings: Portfolio, selection: MethodSelection): MarginResult {
  const book = readBook(holdings, marketOf(market));
  if (!book.ok) throw new Error(book.failure.detail);
  const method = chooseMethod(selection, '/methods/0');
  if (!method.ok) throw new Error(JSON.stringify(method.failure));
  const margin = marginOf(book.value, method.value);
  if (!margin.ok) throw new Error(margin.failure.detail);
  return margin.value;
}

/** Whether the API lets the case in: some cases have rates above its 200 %. */
export function isWithinContract(market: MarketSnapshot, holdings: Portfolio): boolean {
  return marketSnapshot.safeParse(market).success && portfolio.safeParse(holdings).success;
}
