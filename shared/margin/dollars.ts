import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { quoteCurrency } from '../market/index.ts';
import type { Book } from '../risk/index.ts';

/** The currency that crypto venues state their thresholds and allowances in. */
export const DOLLAR = 'USD';

/** The same book with a price of the dollar, for rules whose amounts are in dollars; `not-applicable` where the market has none. */
export function withDollars(book: Book): Outcome<Book> {
  const dollar = quoteCurrency(book.market, DOLLAR);
  if (!dollar.ok) return fail('not-applicable', `the rule's amounts are in dollars: ${dollar.failure.detail}`);
  return succeed({ ...book, currencies: new Map([...book.currencies, [DOLLAR, dollar.value]]) });
}
