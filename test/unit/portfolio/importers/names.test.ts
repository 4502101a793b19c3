import { describe, expect, test } from 'vitest';
import type { FillFormat } from '../../../../shared/portfolio/index.ts';
import { fillOf, LINEAR, rowsOf } from '../../../support/imported-fills.ts';

type Named = readonly [symbol: string, instrument: string, quantity?: string];

const deribit = (symbol: string) => ({
  trade_id: '1',
  instrument_name: symbol,
  direction: 'buy',
  amount: 100,
  price: 1,
  fee: 0,
  fee_currency: 'BTC',
  timestamp: 1_770_284_208_412,
});
const okx = (symbol: string) => ({
  instId: symbol,
  tradeId: '1',
  ordId: '1',
  side: 'buy',
  fillSz: '100',
  fillPx: '1',
  fee: '0',
  feeCcy: 'BTC',
  ts: '1770284208412',
});
const binance = (symbol: string) => ({
  symbol,
  id: 1,
  side: 'BUY',
  qty: '100',
  price: '50',
  baseQty: '20',
  commission: '0',
  commissionAsset: 'BTC',
  time: 1_770_284_208_412,
});
const bybit = (category: string) => (symbol: string) => ({
  category,
  execId: '1',
  symbol,
  side: 'Buy',
  execQty: '100',
  execPrice: '1',
  execFee: '0',
  feeCurrency: 'BTC',
  execTime: '1770284208412',
});

const CASES: readonly (readonly [FillFormat, (symbol: string) => object, readonly Named[]])[] = [
  [
    'deribit',
    deribit,
    [
      // 100 dollars are ten contracts of ten
      ['BTC-PERPETUAL', 'coin-perpetual', '10'],
      ['BTC-27MAR26', 'coin-future', '10'],
      ['BTC_USDC-PERPETUAL', 'dollar-coin-perpetual', '100'],
      ['BTC_USDC-27MAR26', 'dollar-coin-future', '100'],
      ['BTC-27MAR26-70000-C', 'coin-call', '100'],
      ['BTC_USDC-27MAR26-70000-C', 'dollar-coin-call'],
      ['XRP_USDC-27MAR26-0d625-P', 'small-put'],
      ['BTC_USDC', 'coin-in-dollar-coin'],
    ],
  ],
  [
    'okx',
    okx,
    [
      ['BTC-USDT', 'coin-in-tether', '100'],
      ['BTC-USDC', 'coin-in-dollar-coin'],
    ],
  ],
  [
    'binance',
    binance,
    [
      ['BTCUSDT', 'tether-perpetual', '100'],
      ['BTCUSDC', 'dollar-coin-perpetual'],
      ['BTCUSDT_260327', 'tether-future'],
      // 20 · 50 / 100 = 10 dollars a contract, as large as the market's
      ['BTCUSD_PERP', 'coin-perpetual', '100'],
      ['BTCUSD_260327', 'coin-future', '100'],
    ],
  ],
  [
    'bybit',
    bybit('linear'),
    [
      ['BTCUSDT', 'tether-perpetual', '100'],
      ['BTCPERP', 'dollar-coin-perpetual'],
      ['BTCUSDT-27MAR26', 'tether-future'],
      ['BTC-27MAR26', 'dollar-coin-future'],
    ],
  ],
  [
    'bybit',
    bybit('inverse'),
    [
      ['BTCUSD', 'coin-perpetual', '10'],
      ['BTCUSDH26', 'coin-future', '10'],
      ['BTCUSDM26', 'coin-june'],
    ],
  ],
  [
    'bybit',
    bybit('option'),
    [
      ['BTC-27MAR26-70000-C', 'dollar-coin-call', '100'],
      ['BTC-27MAR26-70000-C-USDT', 'tether-call'],
    ],
  ],
  ['bybit', bybit('spot'), [['BTCUSDT', 'coin-in-tether', '100']]],
];

describe.each(CASES)('names at %s', (format, row, cases) => {
  const named = cases.map(([symbol, instrument, quantity]) => ({ symbol, instrument, quantity }));
  test.each(named)('$symbol', ({ symbol, instrument, quantity }) => {
    const fill = fillOf(rowsOf(format, [row(symbol)])[0]);
    expect(fill).toMatchObject({ instrument, side: 'buy', ...(quantity === undefined ? {} : { quantity }) });
  });
});

describe('a contract that is not known', () => {
  test.each([
    ['deribit', deribit('BTC-27MAR26-80000-C')],
    ['deribit', deribit('BTC-31FEB26')],
    ['deribit', deribit('DOGE-PERPETUAL')],
    ['binance', binance('BTCUSDT_260328')],
    ['bybit', bybit('inverse')('BTCUSDX26')],
    ['bybit', bybit('option')('BTC-27MAR26-70000-P')],
    ['okx', okx('BTC-EUR')],
  ] as const)('is refused by row and field: %s', (format, row) => {
    const [refused] = rowsOf(format, [row]);
    expect(refused).toMatchObject({ kind: 'refused', failure: { reason: 'unknown-instrument' } });
  });

  test('so is a name under which the market has another thing, and one that fits several', () => {
    const row = bybit('option')('BTC-27MAR26-70000-C');
    const inverse = rowsOf('bybit', [row], { 'BTC-27MAR26-70000-C': { ...LISTED, payoff: 'inverse' } });
    expect(fillOf(inverse[0])).toMatchObject({ instrument: 'dollar-coin-call' });
    const twice = rowsOf('bybit', [bybit('linear')('BTCUSDT')], { another: { ...LISTED, kind: 'perpetual' } });
    expect(fillOf(twice[0])).toEqual([
      { pointer: '/trades/0/symbol', detail: 'BTCUSDT may be any of another, tether-perpetual' },
    ]);
  });

  test('under its own name a contract in dollars may settle in any of them', () => {
    const dollars = { ...LISTED, kind: 'perpetual' as const, settlementCurrency: 'USD', underlying: 'SOL' };
    const [row] = rowsOf('binance', [binance('SOLUSDT')], { SOLUSDT: dollars });
    expect(fillOf(row)).toMatchObject({ instrument: 'SOLUSDT' });
    const [other] = rowsOf('binance', [binance('SOLUSDT')], { SOL: dollars });
    expect(other).toMatchObject({ kind: 'refused', failure: { reason: 'unknown-instrument' } });
  });

  test('OKX counts contracts: they have to be listed under its own name', () => {
    const [unknown] = rowsOf('okx', [okx('BTC-USDT-SWAP')]);
    expect(fillOf(unknown)).toMatchObject([{ pointer: '/trades/0/fillSz' }]);
    const [named] = rowsOf('okx', [okx('BTC-USDT-SWAP')], {
      'BTC-USDT-SWAP': { ...LISTED, kind: 'perpetual', multiplier: '0.01' },
    });
    expect(fillOf(named)).toMatchObject({ instrument: 'BTC-USDT-SWAP', quantity: '100' });
  });

  test('a size that is no number of contracts is refused', () => {
    const [row] = rowsOf('deribit', [{ ...deribit('BTC-PERPETUAL'), amount: 1 }], {
      'BTC-PERPETUAL': { ...LISTED, kind: 'perpetual', payoff: 'inverse', settlementCurrency: 'BTC', multiplier: '30' },
    });
    expect(fillOf(row)).toEqual([{ pointer: '/trades/0/amount', detail: '1 is no number of contracts of 30' }]);
  });
});

/** Kind and maturity are for each case to say. */
const LISTED = { ...LINEAR, kind: 'option' as const };
