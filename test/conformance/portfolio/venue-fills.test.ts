import { beforeAll, describe, expect, test } from 'vitest';
import { sharedVectors } from '../../support/shared-vectors.ts';
import { useTermApi } from '../../support/term-api.ts';

type Json = Record<string, unknown>;
type Answer = { results: Json[]; skipped: { row: string; reason: string }[]; revision: number };

const NAUTILUS = 'fills/exchange_formats_nautilus_LGPL';
const present = sharedVectors('fills/deribit_http_MIT/trades_response.json') !== null;

const perpetual = (id: string, underlying: string, rest: Json): Json => ({
  id,
  kind: 'perpetual',
  underlying,
  ...rest,
});
const option = (id: string, underlying: string, expiry: string, strike: number, rest: Json): Json => ({
  id,
  kind: 'option',
  underlying,
  expiry,
  strike,
  right: 'call',
  ...rest,
});

/** Contracts under the venues' names and under others, multipliers other than the venues' too. */
const MARKET: Json = {
  asOf: '2026-02-05T09:36:47Z',
  baseCurrency: 'USD',
  underlyings: ['BTC', 'ETH', 'BNB', 'VXX', 'ICP'].map((id) => ({ id, price: 100 })),
  instruments: [
    perpetual('ETH-PERPETUAL', 'ETH', { payoff: 'inverse', multiplier: 1 }),
    option('BTC-19MAY26-75000-C', 'BTC', '2026-05-19T08:00:00Z', 75_000, { payoff: 'inverse' }),
    perpetual('BTC-TETHER', 'BTC', { settlementCurrency: 'USDT', multiplier: 0.001 }),
    perpetual('ETHUSDT', 'ETH', { settlementCurrency: 'USDT' }),
    { id: 'BNB:BTC', kind: 'spot', underlying: 'BNB', settlementCurrency: 'BTC' },
    { id: 'ETH:USDT', kind: 'spot', underlying: 'ETH', settlementCurrency: 'USDT' },
    option('VXX-17SEP11-5-C', 'VXX', '2011-09-17T20:00:00Z', 5, { multiplier: 100 }),
  ],
};

/** What one unit of OKX's swap is worth is its multiplier here, as its own name says. */
const OKX_MARKET: Json = {
  ...MARKET,
  instruments: [
    perpetual('BTC-USDT-SWAP', 'BTC', { settlementCurrency: 'USDT', multiplier: 0.01 }),
    perpetual('ETH-TETHER', 'ETH', { settlementCurrency: 'USDT' }),
  ],
};

const { send, post } = useTermApi();
let books = 0;

async function book(marketId: string): Promise<string> {
  const id = `book-${books++}`;
  expect((await send('PUT', `/portfolios/${id}`, { baseCurrency: 'USD', marketId })).status).toBe(201);
  return id;
}

/** Imports an answer into a new book, and again, which has to change nothing. */
async function imported(format: string, trades: unknown): Promise<Answer & { entries: Json[] }> {
  const id = await book('venues');
  const answer = await post<Answer>(`/portfolios/${id}/fills/import/${format}`, { trades });
  const again = await post<Answer>(`/portfolios/${id}/fills/import/${format}`, { trades });
  expect([again.revision, again.skipped]).toEqual([answer.revision, answer.skipped]);
  const repeated = answer.results.map((each) => (each['outcome'] === 'applied' ? 'duplicate' : each['outcome']));
  expect(again.results.map(({ outcome }) => outcome)).toEqual(repeated);
  const { json } = await send('GET', `/portfolios/${id}/ledger?limit=200`);
  return { ...answer, entries: (json as { items: Json[] }).items };
}

const vector = (path: string): unknown => JSON.parse(sharedVectors(path) ?? 'null');
const outcomes = ({ results }: Answer) => results.map(({ outcome }) => outcome);
const pointers = ({ problem }: Json) =>
  (problem as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);

describe.skipIf(!present)('executions as the venues give them', () => {
  beforeAll(async () => {
    expect((await send('PUT', '/markets/venues', MARKET)).status).toBe(201);
    expect((await send('PUT', '/markets/okx', OKX_MARKET)).status).toBe(201);
  });

  test('Deribit: dollars become contracts, and a combo counts by its legs', async () => {
    const answer = await imported('deribit', vector('fills/deribit_http_MIT/trades_response.json'));
    expect(outcomes(answer)).toEqual(Array(6).fill('applied'));
    expect(answer.entries[0]).toMatchObject({
      fillId: 'ETH-40215115',
      instrument: 'ETH-PERPETUAL',
      side: 'buy',
      quantity: '100',
      price: '4580.05',
      fee: '0',
      feeCurrency: 'ETH',
      executedAt: '2025-09-15T12:12:46.47Z',
    });
    const publicTrades = await imported('deribit', vector(`${NAUTILUS}/deribit/http_get_last_trades.json`));
    expect([publicTrades.results, publicTrades.skipped.length]).toEqual([[], 10]);
    const combo = await imported('deribit', vector(`${NAUTILUS}/deribit/ws_trades_option_combo.json`));
    expect(combo.skipped.map(({ row }) => row)).toEqual([
      '/trades/params/data/0',
      '/trades/params/data/0/legs/0',
      '/trades/params/data/0/legs/1',
    ]);
    console.log('Deribit: 6 user trades applied, 13 public rows skipped by reason');
  });

  test('Binance: spot, futures and streams, by what their symbols say', async () => {
    const spot = await imported('binance', vector(`${NAUTILUS}/binance/spot__http_json__account_trades_response.json`));
    expect(spot.entries).toMatchObject([
      {
        fillId: 'spot:BNBBTC:28457',
        instrument: 'BNB:BTC',
        side: 'buy',
        quantity: '12',
        price: '4.000001',
        fee: '10.1',
        feeCurrency: 'BNB',
        cash: [
          { asset: 'BTC', venue: 'main', amount: '-48.000012' },
          { asset: 'BNB', venue: 'main', amount: '-10.1' },
        ],
      },
    ]);
    const report = await imported(
      'binance',
      vector(`${NAUTILUS}/binance/spot__user_data_json__execution_report_trade.json`),
    );
    expect(report.entries).toMatchObject([
      { fillId: 'spot:ETHUSDT:98765432', instrument: 'ETH:USDT', fee: '0.001', feeCurrency: 'ETH' },
    ]);
    const update = await imported('binance', [
      vector(`${NAUTILUS}/binance/futures__user_data_json__order_update_trade.json`),
      vector(`${NAUTILUS}/binance/futures__user_data_json__trade_lite.json`),
      vector(`${NAUTILUS}/binance/futures__user_data_json__account_update.json`),
    ]);
    // 0.001 coin is one contract of the market's 0.001
    expect(update.entries).toMatchObject([
      {
        fillId: 'um:BTCUSDT:12345678',
        instrument: 'BTC-TETHER',
        quantity: '1',
        price: '7100.5',
        fee: '0.01',
        feeCurrency: 'USDT',
      },
    ]);
    expect(update.skipped.map(({ reason }) => reason.split(' ')[0])).toEqual(['TRADE_LITE', 'ACCOUNT_UPDATE']);
    console.log('Binance: 3 fills applied, 2 events skipped by reason');
  });

  test('OKX: contracts, fees paid below zero, auto-deleveraging; one fill in three answers is one fill', async () => {
    const id = await book('okx');
    const answers: Answer[] = [];
    for (const name of ['http_get_orders_history', 'ws_orders', 'ws_orders_adl', 'http_get_trades']) {
      const trades = vector(`${NAUTILUS}/okx/${name}.json`);
      answers.push(await post<Answer>(`/portfolios/${id}/fills/import/okx`, { trades }));
    }
    expect(answers.map(outcomes)).toEqual([['applied'], ['duplicate'], ['refused'], []]);
    // the market has the swap under another name: how large OKX's contract is isn't known
    expect(answers[2]!.results[0]).toMatchObject({
      fillId: 'ETH-USDT-SWAP:1518906000',
      problem: { type: 'urn:ballast:problem:unknown-instrument', errors: [{ pointer: '/trades/data/0/fillSz' }] },
    });
    expect(answers[3]!.skipped).toMatchObject([{ row: '/trades/data/0' }, { row: '/trades/data/1' }]);
    const { json } = await send('GET', `/portfolios/${id}/ledger`);
    expect((json as { items: Json[] }).items).toMatchObject([
      {
        fillId: 'BTC-USDT-SWAP:1518905529',
        side: 'buy',
        quantity: '0.03',
        price: '103698.9',
        fee: '0.021776769',
        feeCurrency: 'USDT',
        executedAt: '2025-05-11T07:08:37.402Z',
      },
    ]);
    console.log('OKX: 1 fill applied, 1 duplicate, 1 refused by field, 2 public rows skipped by reason');
  });

  test('Bybit: coins become contracts, and a stream without fees is refused by field', async () => {
    const answer = await imported('bybit', vector(`${NAUTILUS}/bybit/http_get_executions.json`));
    expect(answer.entries).toMatchObject([
      { instrument: 'BTC-TETHER', side: 'buy', quantity: '100', price: '50000', fee: '0.015', feeCurrency: 'USDT' },
      {
        instrument: 'ETHUSDT',
        side: 'sell',
        quantity: '0.5',
        price: '3000',
        fee: '0.9',
        executedAt: '2022-12-29T03:00:22.529Z',
      },
    ]);
    const stream = await imported('bybit', vector(`${NAUTILUS}/bybit/ws_account_execution.json`));
    // no fee currency in the stream: that of settlement
    expect(stream.entries).toMatchObject([
      {
        fillId: '0ab1bdf7-4219-438b-b30a-32ec863018f7',
        side: 'sell',
        quantity: '500',
        fee: '26.3725275',
        feeCurrency: 'USDT',
      },
    ]);
    const fast = await imported('bybit', vector(`${NAUTILUS}/bybit/ws_account_execution_fast.json`));
    expect(fast.results).toMatchObject([{ fillId: '3510f361-0add-5c7b-a2e7-9679810944fc', outcome: 'refused' }]);
    expect(pointers(fast.results[0]!)).toEqual(['/trades/data/0/execFee']);
    console.log('Bybit: 3 fills applied, 1 refused by field');
  });

  test('IBKR Flex: an assignment is a fill, and every other element of the statement is named', async () => {
    const xml = sharedVectors('fills/ibkr_flex_ibflex_MIT/flex_fragments.xml')!;
    const answer = await imported('ibkr-flex', xml);
    expect(answer.entries).toMatchObject([
      {
        fillId: 'ibkr:2381339439',
        instrument: 'VXX-17SEP11-5-C',
        side: 'buy',
        quantity: '3',
        price: '0',
        fee: '0',
        // 16:20 of New York in summer
        executedAt: '2011-08-11T20:20:00Z',
      },
    ]);
    expect(answer.results).toMatchObject([
      { row: '/trades/Trade/0', outcome: 'applied' },
      { row: '/trades/Trade/1', outcome: 'refused' },
    ]);
    expect(pointers(answer.results[1]!)).toEqual(['/trades/Trade/1/transactionID']);
    const elements = [...xml.matchAll(/<(\w+) [^>]*\/>/g)].map(([, name]) => name);
    expect(answer.skipped).toHaveLength(elements.length - 2);
    expect(new Set(answer.skipped.map(({ row }) => row.split('/')[2]))).toEqual(
      new Set(elements.filter((name) => name !== 'Trade')),
    );
    console.log(`IBKR Flex: 1 trade applied, 1 refused by field, ${answer.skipped.length} elements skipped by reason`);
  });
});
