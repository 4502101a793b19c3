import { type FieldError, fail, type Outcome, succeed } from '../../foundation/index.ts';
import type { MarketSnapshot } from '../snapshot.ts';
import { findOfIndex } from './deribit-index-price.ts';
import { isPerpetual, quoteInstrument } from './deribit-instrument.ts';
import {
  type ContractRow,
  contractRow,
  type ImportBody,
  importBody,
  type SummaryRow,
  summaryRow,
} from './deribit-rows.ts';
import {
  compareText,
  type ImportedContract,
  listCurrencies,
  listDeliveries,
  listExpiries,
  listUnderlyings,
} from './deribit-tables.ts';

/** What was left out, and why. */
export type SkippedInstrument = { readonly instrument: string; readonly reason: string };
export type DeribitImport = { readonly market: MarketSnapshot; readonly skipped: readonly SkippedInstrument[] };

/**
 * A market from Deribit's own public answers: the `result` arrays of `public/get_instruments` and
 * `public/get_book_summary_by_currency` (of one or several currencies, concatenated) and the index prices.
 *
 * Conventions, as measured on eight real chains (test/conformance/market/importers/deribit.test.ts):
 * - rate 0 to every expiry; each option carries its own forward, the `underlying_price` of its book summary
 * - `reversed` contracts pay in coin (inverse), their options are quoted in coin; `linear` ones pay in the settlement currency
 * - one contract is `contract_size`: 1 coin (inverse option), 10 USD (inverse BTC perpetual), 1 USD (inverse ETH perpetual);
 *   quantities are contracts, and the lot is `min_trade_amount / contract_size`
 * - `mark_iv` per cent becomes a fraction; `taker_commission` is the fee, `funding_8h` the funding rate per 8 hours
 * - `indexPrices` has one US-dollar price per base currency, under its name (`BTC`) or the exchange's (`btc_usd`, `btc_usdc`)
 *
 * - `deliveryPrices`, named like them, has rows of `public/get_delivery_prices`: each is the final price of the expiry at
 *   08:00 UTC of its day, at which stored portfolios settle what they still hold
 *
 * Combos, inactive and expired contracts, and rows without a book, mark or index price are skipped, each with its reason.
 * All lists are in id order. Fails with `invalid-input` where the body is not the exchange's or a name stands twice, and
 * with `missing-market-data` where nothing is left.
 *
 * Source: docs.deribit.com, market data, `public/get_instruments`, `public/get_book_summary_by_currency` and
 * `public/get_delivery_prices`.
 */
export function importDeribit(body: unknown): Outcome<DeribitImport> {
  const parsed = importBody.safeParse(body);
  if (!parsed.success) return fail('invalid-input', 'not a Deribit import body', fieldErrors(parsed.error.issues));
  const repeated = findRepeated('instruments', parsed.data) ?? findRepeated('bookSummaries', parsed.data);
  if (repeated !== null) return fail('invalid-input', repeated.detail, [repeated]);

  const { contracts, skipped } = readContracts(parsed.data);
  if (contracts.length === 0) {
    const first = skipped[0] === undefined ? 'no rows' : `${skipped[0].instrument}: ${skipped[0].reason}`;
    return fail('missing-market-data', `nothing to import (${skipped.length} skipped; the first: ${first})`);
  }
  const underlyings = listUnderlyings(contracts);
  const market: MarketSnapshot = {
    asOf: new Date(parsed.data.asOf).toISOString(),
    baseCurrency: 'USD',
    underlyings,
    expiries: [...listDeliveries(underlyings, parsed.data), ...listExpiries(contracts)],
    instruments: contracts.map((contract) => contract.quoted),
    currencies: listCurrencies(contracts, parsed.data.indexPrices),
  };
  return succeed({ market, skipped });
}

function readContracts(body: ImportBody): { contracts: ImportedContract[]; skipped: SkippedInstrument[] } {
  const summaries = new Map(body.bookSummaries.map((row) => [row.instrument_name, row]));
  const contracts: ImportedContract[] = [];
  const skipped: SkippedInstrument[] = [];
  for (const listed of body.instruments) {
    const read = readContract(listed, summaries.get(listed.instrument_name), body);
    if (typeof read === 'string') skipped.push({ instrument: listed.instrument_name, reason: read });
    else contracts.push(read);
  }
  const listedNames = new Set(body.instruments.map((row) => row.instrument_name));
  for (const name of summaries.keys()) {
    if (!listedNames.has(name)) skipped.push({ instrument: name, reason: 'a book summary without an instrument' });
  }
  return {
    contracts: contracts.sort((a, b) => compareText(a.quoted.id, b.quoted.id)),
    skipped: skipped.sort((a, b) => compareText(a.instrument, b.instrument)),
  };
}

/** The contract, or why it is skipped. */
function readContract(listed: Listing, book: Book | undefined, body: ImportBody): ImportedContract | string {
  if (!KINDS.has(listed.kind)) return `kind ${listed.kind} is not supported`;
  if (listed.is_active === false) return 'not active';
  const row = contractRow.safeParse(listed);
  if (!row.success) return firstIssue('instrument', row.error.issues);
  const problem = contractProblem(row.data, Date.parse(body.asOf));
  if (problem !== null) return problem;
  if (book === undefined) return 'no book summary';
  const summary = summaryRow.safeParse(book);
  if (!summary.success) return firstIssue('book summary', summary.error.issues);
  if (!isMarked(row.data, summary.data)) return 'no mark price';
  const indexPrice = findOfIndex(body.indexPrices, row.data.base_currency);
  if (indexPrice === null) return `no index price of ${row.data.base_currency}`;
  return { row: row.data, quoted: quoteInstrument(row.data, summary.data), indexPrice };
}

function contractProblem(row: ContractRow, asOfMs: number): string | null {
  const lots = row.min_trade_amount / row.contract_size;
  if (!(lots >= 1e-12 && lots <= 1e12)) return 'the smallest order is no sensible part of a contract';
  if (row.kind === 'spot') {
    const pair = `${row.base_currency}/${row.quote_currency}`;
    return isDollarPair(row) ? null : `pair ${pair} is not a coin in dollars`;
  }
  if (row.expiration_timestamp <= asOfMs) return 'expired';
  return isPerpetual(row) || row.expiration_timestamp < DATED_BEFORE_MS ? null : 'expires after 2099';
}

/** An option may be marked worthless, nothing else can be. */
function isMarked(row: ContractRow, { mark_price: mark }: SummaryRow): boolean {
  return mark !== undefined && mark !== null && (mark > 0 || row.kind === 'option');
}

const KINDS: ReadonlySet<string> = new Set(['option', 'future', 'spot']);
const DATED_BEFORE_MS = Date.UTC(2100, 0, 1);
const DOLLARS: ReadonlySet<string> = new Set(['USD', 'USDC', 'USDT']);

function isDollarPair(row: ContractRow): boolean {
  return DOLLARS.has(row.quote_currency) && !DOLLARS.has(row.base_currency);
}

function findRepeated(table: 'instruments' | 'bookSummaries', body: ImportBody): FieldError | null {
  const seen = new Set<string>();
  for (const [i, { instrument_name: name }] of body[table].entries()) {
    if (seen.has(name)) return { pointer: `/${table}/${i}`, detail: `${table} lists ${name} twice` };
    seen.add(name);
  }
  return null;
}

type Listing = ImportBody['instruments'][number];
type Book = ImportBody['bookSummaries'][number];
type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

function firstIssue(what: string, [issue]: readonly Issue[]): string {
  return `${what}: ${issue?.path.join('.')}: ${issue?.message}`;
}

const FIELD_ERRORS_MAX = 20;

function fieldErrors(issues: readonly Issue[]): FieldError[] {
  return issues
    .slice(0, FIELD_ERRORS_MAX)
    .map(({ path, message }) => ({ pointer: path.map((key) => `/${String(key)}`).join(''), detail: message }));
}
