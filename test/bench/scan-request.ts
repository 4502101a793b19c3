import { chooseMethod, marginOf } from '../../shared/margin/index.ts';
import { countScenarioPrices, readBook } from '../../shared/risk/index.ts';
import { marketOf } from '../support/markets.ts';
import { optionBook, optionMarket } from './option-market.ts';

/** The methods that look at scenarios and apply to the book of options; all but Derive's share prices of equal shocks. */
export const SCAN_METHODS = ['derive-pmrm-style', 'greeks', 'isolated', 'paradex-style', 'scenario-grid'];

const N_INSTRUMENTS = 5000;

export const SCAN_SNAPSHOT = optionMarket(N_INSTRUMENTS);

/** How many prices one book needs under all scan methods, one after the other. */
export function countScanPrices(nPositions: number): number {
  const book = readBook(optionBook(SCAN_SNAPSHOT, nPositions), marketOf(SCAN_SNAPSHOT));
  if (!book.ok) throw new Error(book.failure.detail);
  for (const id of SCAN_METHODS) {
    const method = chooseMethod({ id }, '/methods/0');
    const margin = method.ok ? marginOf(book.value, method.value) : method;
    if (!margin.ok) throw new Error(margin.failure.detail);
  }
  return countScenarioPrices(book.value);
}
