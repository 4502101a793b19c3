import type { ScenarioSet } from '../scenarios/index.ts';
import { type Book, baseRate } from './book.ts';
import { numberShocks } from './shock-numbers.ts';

/** Price of a currency in the book's base currency. */
export type MovedRate = {
  readonly before: number;
  /** by scenario */
  readonly after: Float64Array;
};

/**
 * Prices of currencies after each scenario of a set, measured at the scenario's own prices, then in base currency at today's rate; each
 * currency's once.
 *
 * @param measuredIn a currency of the book; undefined for its base currency
 */
export function movedRates(
  book: Book,
  set: ScenarioSet,
  measuredIn: string | undefined,
): (currency: string) => MovedRate {
  const measure = shockedCurrency(book, set, measuredIn ?? book.baseCurrency);
  const today = measuredIn === undefined ? 1 : baseRate(book, measuredIn);
  const known = new Map<string, MovedRate>();
  return (currency) => {
    const rate = known.get(currency) ?? ratio(shockedCurrency(book, set, currency), measure, today);
    known.set(currency, rate);
    return rate;
  };
}

function ratio(price: MovedRate, measure: MovedRate, today: number): MovedRate {
  return {
    before: (price.before / measure.before) * today,
    after: price.after.map((each, k) => (each / measure.after[k]!) * today),
  };
}

/** In the market's base currency. */
function shockedCurrency({ market, currencies }: Book, set: ScenarioSet, currency: string): MovedRate {
  const { price, movesWith } = currencies.get(currency)!;
  if (movesWith === null) return { before: price, after: new Float64Array(set.scenarios.length).fill(price) };
  const { growths } = numberShocks(market, set, movesWith).columns;
  return { before: price, after: growths.map((growth) => price * growth) };
}
