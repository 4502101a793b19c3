import { describe, expect, test } from 'vitest';
import { importFills } from '../../../../shared/portfolio/index.ts';
import { CONTRACTS, fillOf, rowsOf } from '../../../support/imported-fills.ts';

const TIME = 1_770_284_208_412;

/** Bybit's answer around its rows. */
const list = (...rows: object[]) => ({ retCode: 0, result: { category: 'linear', list: rows } });

describe('Deribit rows', () => {
  const row = {
    trade_id: 'BTC-1',
    order_id: '9',
    instrument_name: 'BTC-PERPETUAL',
    direction: 'sell',
    amount: 250,
    price: 65_432.5,
    fee: -0.0000125,
    fee_currency: 'BTC',
    timestamp: TIME,
  };

  test('a rebate stays below zero, a number is exact as it is written', () => {
    expect(fillOf(rowsOf('deribit', { result: { trades: [row] } })[0])).toEqual({
      fillId: 'BTC-1',
      instrument: 'coin-perpetual',
      side: 'sell',
      quantity: '25',
      price: '65432.5',
      fee: '-0.0000125',
      feeCurrency: 'BTC',
      venue: 'main',
      executedAt: '2026-02-05T09:36:48.412Z',
    });
  });

  test('both sides of a self-trade count', () => {
    const sides = ['buy', 'sell'].map((direction) => ({ ...row, direction, self_trade: true }));
    expect(rowsOf('deribit', sides).map(fillOf)).toMatchObject([{ fillId: 'BTC-1:buy' }, { fillId: 'BTC-1:sell' }]);
  });

  test('an id that a ledger has no room for is refused in its row', () => {
    const long = { ...row, trade_id: 'x'.repeat(125), self_trade: true };
    const [refused, kept] = rowsOf('deribit', [long, row]);
    expect(fillOf(refused)).toMatchObject([{ pointer: '/trades/0/trade_id' }]);
    expect(kept).toMatchObject({ kind: 'fill' });
  });

  test('the legs of a combo count, it does not', () => {
    const rows = rowsOf('deribit', [{ ...row, instrument_name: 'BTC-CS-1', legs: [row, { ...row, price: 'x' }] }]);
    expect(rows.map(({ row: pointer, kind }) => [pointer, kind])).toEqual([
      ['/trades/0', 'skipped'],
      ['/trades/0/legs/0', 'fill'],
      ['/trades/0/legs/1', 'refused'],
    ]);
    expect(fillOf(rows[2])).toEqual([{ pointer: '/trades/0/legs/1/price', detail: 'must be a decimal number' }]);
  });

  test('every field that is missing or wrong is named', () => {
    const [refused] = rowsOf('deribit', [{ ...row, amount: 0, timestamp: 'soon', direction: 'long' }]);
    expect(refused).toMatchObject({ kind: 'refused', fillId: 'BTC-1' });
    expect(fillOf(refused)).toMatchObject([
      { pointer: '/trades/0/direction' },
      { pointer: '/trades/0/amount', detail: 'must be above zero' },
      { pointer: '/trades/0/timestamp' },
    ]);
  });
});

describe('OKX rows', () => {
  const order = {
    instId: 'BTC-USDT',
    tradeId: '7',
    ordId: '1',
    ordType: 'limit',
    side: 'sell',
    accFillSz: '0.5',
    fillSz: '0.5',
    fillPx: '100',
    fee: '0.02',
    feeCcy: 'USDT',
    fillTime: String(TIME),
  };

  test('a fee above zero is a rebate; that of an order with several fills has to be the fill’s own', () => {
    expect(fillOf(rowsOf('okx', [order])[0])).toMatchObject({ fee: '-0.02', feeCurrency: 'USDT', quantity: '0.5' });
    const second = { ...order, accFillSz: '0.8' };
    expect(fillOf(rowsOf('okx', [second])[0])).toMatchObject([{ pointer: '/trades/0/fillFee' }]);
    const own = { ...second, fillFee: '-0.01', fillFeeCcy: 'BTC' };
    expect(fillOf(rowsOf('okx', [own])[0])).toMatchObject({ fee: '0.01', feeCurrency: 'BTC' });
  });

  test('an order without a fill is skipped, a liquidation has an id below zero', () => {
    const rows = rowsOf('okx', {
      data: [
        { ...order, fillSz: '0', tradeId: '' },
        { ...order, tradeId: '-8' },
      ],
    });
    expect(rows.map(fillOf)).toEqual(['an order without a fill', expect.objectContaining({ fillId: 'BTC-USDT:-8' })]);
  });
});

describe('Bybit rows', () => {
  const row = {
    execId: 'e-1',
    symbol: 'BTCUSDT',
    side: 'Sell',
    execType: 'Trade',
    execQty: '0.5',
    execPrice: '100',
    execFee: '0.03',
    execTime: String(TIME),
  };

  test('liquidation, auto-deleveraging and delivery are fills; funding moves no position', () => {
    const types = ['BustTrade', 'AdlTrade', 'Delivery', 'Settle', 'Funding', 'Dividend'];
    const rows = rowsOf('bybit', list(...types.map((execType, i) => ({ ...row, execType, execId: `e-${i}` }))));
    expect(rows.map(({ kind }) => kind)).toEqual(['fill', 'fill', 'fill', 'fill', 'skipped', 'skipped']);
    expect(fillOf(rows[4])).toBe('Funding moves no position');
  });

  test('without a fee currency the fee is in that of settlement, but for spot', () => {
    const [linear, spot] = rowsOf('bybit', list(row, { ...row, category: 'spot' }));
    expect(fillOf(linear)).not.toHaveProperty('feeCurrency');
    expect(fillOf(spot)).toEqual([{ pointer: '/trades/result/list/1/feeCurrency', detail: 'is needed for spot' }]);
  });

  test('a row of no category is refused by that field', () => {
    expect(fillOf(rowsOf('bybit', [row])[0])).toMatchObject([{ pointer: '/trades/0/category' }]);
  });
});

describe('Binance rows', () => {
  test('coin-margined contracts: their size follows from what they are worth', () => {
    // developers.binance.com's example: one contract of 100 dollars at 8,800
    const row = {
      symbol: 'BTCUSD_PERP',
      id: 6,
      side: 'SELL',
      price: '8800',
      qty: '1',
      marginAsset: 'BTC',
      baseQty: '0.01136364',
      commission: '0.00000454',
      commissionAsset: 'BTC',
      time: TIME,
    };
    expect(fillOf(rowsOf('binance', [row])[0])).toMatchObject({
      fillId: 'cm:BTCUSD_PERP:6',
      instrument: 'coin-perpetual',
      quantity: '10',
      fee: '0.00000454',
    });
    const [odd] = rowsOf('binance', [{ ...row, baseQty: '0.0114' }]);
    expect(fillOf(odd)).toMatchObject([{ pointer: '/trades/0/qty' }]);
  });

  test('options are signed by side, and ids count per market', () => {
    const row = {
      id: 1,
      tradeId: 73,
      symbol: 'BTC-260327-70000-C',
      price: '18.7',
      quantity: '-0.57',
      fee: '0.1730589',
      side: 'SELL',
      optionSide: 'CALL',
      quoteAsset: 'USDT',
      time: TIME,
    };
    expect(fillOf(rowsOf('binance', [row])[0])).toMatchObject({
      fillId: 'option:BTC-260327-70000-C:73',
      instrument: 'tether-call',
      side: 'sell',
      quantity: '0.57',
    });
  });

  test('a stream message: only executions count, a liquidation is one', () => {
    const o = { s: 'BTCUSDT', S: 'BUY', x: 'CALCULATED', l: '2', L: '100', n: '0.1', N: 'USDT', T: TIME, t: 5 };
    const event = { stream: 'x', data: { e: 'ORDER_TRADE_UPDATE', o } };
    const rows = rowsOf('binance', [event, { e: 'ORDER_TRADE_UPDATE', o: { ...o, x: 'NEW' } }, { e: 'MARGIN_CALL' }]);
    expect(rows.map(fillOf)).toEqual([
      expect.objectContaining({ fillId: 'um:BTCUSDT:5', quantity: '2' }),
      'an order update of type NEW, which is no trade',
      'MARGIN_CALL is no trade',
    ]);
    expect(rows[0]?.row).toBe('/trades/0/data/o');
    expect(rowsOf('binance', event.data)).toHaveLength(1);
    const free = rowsOf('binance', { e: 'executionReport', ...o, x: 'TRADE', n: '0', N: null });
    expect(fillOf(free[0])).toMatchObject({ fillId: 'spot:BTCUSDT:5', fee: '0' });
  });
});

describe('an answer that is not the venue’s', () => {
  const reading = { timeZone: 'UTC', offsetMinutes: () => 0, rowsMax: 2 };
  const of = (format: 'deribit' | 'bybit', trades: unknown) =>
    importFills({ format, trades, venue: 'main', contracts: new Map(Object.entries(CONTRACTS)), reading });

  test('fails as a whole, and so does one with too many rows', () => {
    expect(of('deribit', { trades: 'none' })).toMatchObject({ ok: false, failure: { reason: 'invalid-input' } });
    expect(of('bybit', {})).toMatchObject({ failure: { errors: [{ pointer: '/trades' }] } });
    expect(of('deribit', [{}, {}, {}])).toMatchObject({ failure: { reason: 'limit-exceeded' } });
    expect(of('deribit', [{}, 3])).toMatchObject({ ok: true, value: [{ kind: 'refused' }, { kind: 'refused' }] });
  });
});
