import { sharedVectors } from './shared-vectors.ts';

/** The eight real chains beside the repository, by their instant. */
export const DERIBIT_CHAINS = [
  '20251230T173115Z',
  '20260205T093647Z',
  '20260205T155132Z',
  '20260205T212937Z',
  '20260206T043012Z',
  '20260301T044701Z',
  '20260501T062123Z',
  '20260801T060623Z',
] as const;

/** One row of a stored chain, as the CSV has it; null where the cell is blank. */
export type ChainRow = {
  readonly timestamp: string;
  readonly instrument_name: string;
  readonly currency: string;
  readonly futures_instrument_name: string;
  readonly futures_price: number | null;
  readonly index_price: number;
  readonly option_type: 'call' | 'put';
  readonly strike: number;
  readonly expiry_datetime: string;
  readonly bid_price: number | null;
  readonly ask_price: number | null;
  readonly mark_price: number;
  readonly implied_volatility: number;
  readonly delta: number;
  readonly open_interest: number;
  readonly volume: number;
};

/** The body of `POST /v1/markets/{id}/import/deribit`. */
export type DeribitBody = {
  readonly asOf: string;
  readonly indexPrices: Readonly<Record<string, number>>;
  readonly instruments: readonly Readonly<Record<string, unknown>>[];
  readonly bookSummaries: readonly Readonly<Record<string, unknown>>[];
};

const TEXT_COLUMNS = new Set([
  'timestamp',
  'instrument_name',
  'currency',
  'futures_instrument_name',
  'option_type',
  'expiry_datetime',
]);

/** The rows of a stored chain; null where the vectors are absent. */
export function readChain(instant: string): ChainRow[] | null {
  const text = sharedVectors(`chains/deribit_2026_snapshots/deribit_${instant}.csv.gz`);
  if (text === null) return null;
  const [header, ...lines] = text.trimEnd().split('\n');
  const names = header!.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(names.map((name, i) => [name, readCell(name, cells[i]!)])) as unknown as ChainRow;
  });
}

/**
 * A stored chain in the shape of the exchange's own answers: every option with its book, and the dated futures that the
 * options name. The exchange quotes all that in coin, vol in per cent with two decimals. Index and futures move while the
 * exchange is being read, so the CSV has a band of prices for each: their lower median stands for it here.
 */
export function deribitBody(rows: readonly ChainRow[]): DeribitBody {
  const futures = [...Map.groupBy(rows.filter(namesFuture), (row) => row.futures_instrument_name).values()];
  const currencies = [...Map.groupBy(rows, (row) => row.currency)];
  return {
    asOf: new Date(rows[0]!.timestamp).toISOString(),
    indexPrices: Object.fromEntries(
      currencies.map(([currency, group]) => [
        `${currency.toLowerCase()}_usd`,
        lowerMedian(group.map((row) => row.index_price)),
      ]),
    ),
    instruments: [...rows.map(optionRow), ...futures.map((group) => futureRow(group[0]!))],
    bookSummaries: [...rows.map(optionSummary), ...futures.map(futureSummary)],
  };
}

function readCell(name: string, cell: string): string | number | null {
  if (TEXT_COLUMNS.has(name)) return cell;
  return cell === '' ? null : Number(cell);
}

/** `SYN.` names an expiry without a listed future. */
function namesFuture(row: ChainRow): boolean {
  return row.futures_price !== null && !row.futures_instrument_name.startsWith('SYN.');
}

function contractRow(row: ChainRow) {
  return {
    base_currency: row.currency,
    counter_currency: 'USD',
    settlement_currency: row.currency,
    instrument_type: 'reversed',
    price_index: `${row.currency.toLowerCase()}_usd`,
    settlement_period: 'month',
    expiration_timestamp: Date.parse(row.expiry_datetime),
    is_active: true,
    rfq: false,
  };
}

function optionRow(row: ChainRow) {
  return {
    ...contractRow(row),
    instrument_name: row.instrument_name,
    kind: 'option',
    quote_currency: row.currency,
    option_type: row.option_type,
    strike: row.strike,
    contract_size: 1,
    min_trade_amount: row.currency === 'BTC' ? 0.1 : 1,
    tick_size: 0.0001,
    tick_size_steps: [{ above_price: 0.005, tick_size: 0.0005 }],
    taker_commission: 0.0003,
    maker_commission: 0.0003,
  };
}

function futureRow(row: ChainRow) {
  const sizeUsd = row.currency === 'BTC' ? 10 : 1;
  return {
    ...contractRow(row),
    instrument_name: row.futures_instrument_name,
    kind: 'future',
    future_type: 'reversed',
    quote_currency: 'USD',
    contract_size: sizeUsd,
    min_trade_amount: sizeUsd,
    tick_size: 2.5,
    taker_commission: 0.0005,
    maker_commission: 0,
    max_leverage: 50,
  };
}

function optionSummary(row: ChainRow) {
  return {
    instrument_name: row.instrument_name,
    base_currency: row.currency,
    quote_currency: row.currency,
    creation_timestamp: Date.parse(row.timestamp),
    bid_price: row.bid_price,
    ask_price: row.ask_price,
    mid_price: row.bid_price === null || row.ask_price === null ? null : (row.bid_price + row.ask_price) / 2,
    mark_price: row.mark_price,
    mark_iv: Math.round(row.implied_volatility * 1e4) / 1e2,
    underlying_index: row.futures_instrument_name === '' ? 'index_price' : row.futures_instrument_name,
    ...(row.futures_price === null ? {} : { underlying_price: row.futures_price }),
    interest_rate: 0,
    estimated_delivery_price: row.index_price,
    open_interest: row.open_interest,
    volume: row.volume,
  };
}

function futureSummary(rows: readonly ChainRow[]) {
  const [row] = rows;
  const mark = lowerMedian(rows.map((each) => each.futures_price!));
  return {
    instrument_name: row!.futures_instrument_name,
    base_currency: row!.currency,
    quote_currency: 'USD',
    creation_timestamp: Date.parse(row!.timestamp),
    mark_price: mark,
    bid_price: null,
    ask_price: null,
    mid_price: null,
    estimated_delivery_price: row!.index_price,
  };
}

function lowerMedian(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;
}
