import { collect, fail, failAt, type Outcome, succeed, toNumber } from '../foundation/index.ts';
import { quoteCurrency } from '../market/index.ts';
import type { SensitivityRow } from '../portfolio/index.ts';
import type { Book } from './book.ts';
import type { SensitivityLine } from './line.ts';

const DOLLAR = 'USD';
/** Sensitivities sit nowhere. */
const NO_VENUE = 'crif';

/**
 * The book with sensitivities beside its holdings. A row's quantity is its amount in dollars: `amountUSD` where it is
 * stated, else `amount` at the market's price of `amountCurrency`. An empty text is nothing stated.
 */
export function withSensitivities(book: Book, rows: readonly SensitivityRow[]): Outcome<Book> {
  if (rows.length === 0) return succeed(book);
  const dollar = quoteCurrency(book.market, DOLLAR);
  if (!dollar.ok) return dollar;
  const read = collect(rows.map((row, i) => readRow(book, dollar.value.price, row, i)));
  if (!read.ok) return read;
  const currencies = new Map([...book.currencies, [DOLLAR, dollar.value]]);
  const assumed = dollar.value.atAssumedPar && !book.currencies.has(DOLLAR) ? [`assumed-at-par: ${DOLLAR}`] : [];
  return succeed({ ...book, currencies, sensitivities: read.value, warnings: [...book.warnings, ...assumed] });
}

function readRow(book: Book, dollarPrice: number, sent: SensitivityRow, index: number): Outcome<SensitivityLine> {
  const row = Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== '')) as SensitivityRow;
  const pointer = `/sensitivities/${index}`;
  const id = row.id ?? `${row.tradeId ?? 'sensitivity'}:${index}`;
  const line = { kind: 'sensitivity' as const, id, venue: NO_VENUE, row, pointer };
  if (row.amountUSD !== undefined) return succeed({ ...line, quantity: toNumber(row.amountUSD) });
  const { amount, amountCurrency } = row;
  if (amount === undefined || amountCurrency === undefined) {
    return failAt('invalid-input', pointer, 'send amountUSD, or amount with amountCurrency');
  }
  const quote = quoteCurrency(book.market, amountCurrency);
  if (!quote.ok) {
    const { reason, detail } = quote.failure;
    return fail(reason, detail, [{ pointer: `${pointer}/amountCurrency`, detail }]);
  }
  return succeed({ ...line, quantity: (toNumber(amount) * quote.value.price) / dollarPrice });
}
