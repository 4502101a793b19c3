import { describe, expect, test } from 'vitest';
import { utcOffsetMinutes } from '../../../../functions/fills/utc-offset.ts';
import { importFills } from '../../../../shared/portfolio/index.ts';
import { fillOf, rowsOf } from '../../../support/imported-fills.ts';

type Attributes = Readonly<Record<string, string>>;

const STOCK: Attributes = {
  assetCategory: 'STK',
  symbol: 'ACME',
  currency: 'USD',
  multiplier: '1',
  tradeID: '100',
  transactionID: '200',
  transactionType: 'ExchTrade',
  dateTime: '20260310;093000',
  buySell: 'BUY',
  quantity: '50',
  tradePrice: '20.25',
  taxes: '0',
  ibCommission: '-1.25',
  ibCommissionCurrency: 'USD',
  levelOfDetail: 'EXECUTION',
};
const OPTION: Attributes = {
  ...STOCK,
  assetCategory: 'OPT',
  symbol: 'ACME  260327C00022500',
  underlyingSymbol: 'ACME',
  multiplier: '100',
  strike: '22.5',
  expiry: '20260327',
  putCall: 'C',
};

const element = (name: string, attributes: Attributes) =>
  `<${name} ${Object.entries(attributes)
    .map(([key, value]) => `${key}="${value}"`)
    .join(' ')} />`;
const trade = (changes: Attributes = {}, base = STOCK) => element('Trade', { ...base, ...changes });
const statement = (...elements: string[]) =>
  `<FlexQueryResponse queryName="q" type="AF"><FlexStatements count="1"><FlexStatement accountId="U1">` +
  `<Trades>${elements.join('\n')}</Trades></FlexStatement></FlexStatements></FlexQueryResponse>`;
const fills = (...elements: string[]) => rowsOf('ibkr-flex', statement(...elements)).map(fillOf);

describe('Flex trades', () => {
  test('a stock, an option, a future and a currency pair, commission and taxes in one fee', () => {
    const future = {
      ...STOCK,
      assetCategory: 'FUT',
      symbol: 'ESH6',
      underlyingSymbol: 'ES',
      expiry: '2026-03-20',
      multiplier: '50',
      quantity: '-2',
      buySell: 'SELL',
    };
    const pair = { ...STOCK, assetCategory: 'CASH', symbol: 'EUR.USD', ibCommissionCurrency: 'CHF', taxes: '' };
    expect(
      fills(trade({ taxes: '-0.5' }), trade({ quantity: '3' }, OPTION), trade({}, future), trade({}, pair)),
    ).toEqual([
      {
        fillId: 'ibkr:200',
        instrument: 'ACME',
        side: 'buy',
        quantity: '50',
        price: '20.25',
        fee: '1.75',
        feeCurrency: 'USD',
        venue: 'main',
        // New York was at UTC−4 since 8 March
        executedAt: '2026-03-10T13:30:00.000Z',
      },
      expect.objectContaining({ instrument: 'acme-call', quantity: '3', fee: '1.25' }),
      // two contracts of 50 are twenty of the market's 5
      expect.objectContaining({ instrument: 'index-future', side: 'sell', quantity: '20' }),
      expect.objectContaining({ instrument: 'euro-dollar', feeCurrency: 'CHF' }),
    ]);
  });

  test('expiry and assignment are book trades at price 0', () => {
    const expired = {
      transactionType: 'BookTrade',
      notes: 'Ep',
      tradePrice: '0',
      quantity: '-3',
      buySell: 'SELL',
      ibCommission: '0',
    };
    expect(fills(trade(expired, OPTION))).toMatchObject([{ side: 'sell', price: '0', quantity: '3', fee: '0' }]);
  });

  test('a cancelled trade is busted, and booked anew under the same trade id', () => {
    const cancel = {
      transactionType: 'TradeCancel',
      tradeID: '',
      transactionID: '201',
      origTradeID: '100',
      buySell: 'BUY (Ca.)',
      quantity: '-50',
    };
    const again = { transactionID: '202', quantity: '40' };
    expect(fills(trade(), trade(cancel), trade(again))).toMatchObject([
      { fillId: 'ibkr:200', quantity: '50' },
      { fillId: 'ibkr:201', busts: 'ibkr:200' },
      { fillId: 'ibkr:202', quantity: '40' },
    ]);
    expect(fills(trade({ ...cancel, origTransactionID: '77' }))).toMatchObject([{ busts: 'ibkr:77' }]);
    expect(fills(trade(cancel), trade())).toMatchObject([
      [{ pointer: '/trades/Trade/0/origTradeID' }],
      { fillId: 'ibkr:200' },
    ]);
  });

  test('a correction takes the place of the trade that it names', () => {
    const correct = { transactionType: 'TradeCorrect', transactionID: '201', origTradeID: '100', tradePrice: '20.5' };
    expect(fills(trade(), trade(correct))).toMatchObject([
      {},
      { fillId: 'ibkr:201', corrects: 'ibkr:200', price: '20.5' },
    ]);
  });

  test('summaries, lots, confirmations and all that is no trade are named', () => {
    const rows = rowsOf(
      'ibkr-flex',
      statement(
        trade({ levelOfDetail: 'ORDER' }),
        element('Lot', STOCK),
        element('TradeConfirm', STOCK),
        element('OptionEAE', OPTION),
        element('CashTransaction', { amount: '5' }),
      ),
    );
    expect(rows.map(({ row, kind }) => [row, kind])).toEqual([
      ['/trades/Trade/0', 'skipped'],
      ['/trades/Lot/0', 'skipped'],
      ['/trades/TradeConfirm/0', 'skipped'],
      ['/trades/OptionEAE/0', 'skipped'],
      ['/trades/CashTransaction/0', 'skipped'],
    ]);
  });

  test('what cannot be read is refused by its attribute', () => {
    expect(
      fills(
        trade({ dateTime: '20260310' }),
        trade({ dateTime: '20260231;093000' }),
        trade({ assetCategory: 'BOND' }),
        trade({ strike: '' }, OPTION),
        trade({ tradePrice: 'n/a' }),
        trade({ taxes: '-1', ibCommissionCurrency: 'CHF' }),
        trade({ transactionID: '' }),
      ),
    ).toMatchObject([
      [{ pointer: '/trades/Trade/0/dateTime' }],
      [{ pointer: '/trades/Trade/1/dateTime' }],
      [{ pointer: '/trades/Trade/2/assetCategory' }],
      [{ pointer: '/trades/Trade/3/strike' }],
      [{ pointer: '/trades/Trade/4/tradePrice' }],
      [{ pointer: '/trades/Trade/5/taxes' }],
      [{ pointer: '/trades/Trade/6/transactionID' }],
    ]);
  });

  test.each([
    ['2026-03-06;093000', '2026-03-06T14:30:00.000Z'],
    ['2026-03-10 09:30:00', '2026-03-10T13:30:00.000Z'],
    ['20260310, 09:30:00 EST', '2026-03-10T14:30:00.000Z'],
    ['20260310;093000 UTC', '2026-03-10T09:30:00.000Z'],
    // the clocks repeat this hour: its first
    ['20261101;013000', '2026-11-01T05:30:00.000Z'],
    // the clocks skip this hour
    ['20260308;023000', '2026-03-08T07:30:00.000Z'],
  ])('the local time %s is %s', (dateTime, executedAt) => {
    expect(fills(trade({ dateTime }))).toMatchObject([{ executedAt }]);
  });
});

const read = (trades: unknown, timeZone = 'America/New_York', rowsMax = 3) =>
  importFills({
    format: 'ibkr-flex',
    trades,
    venue: 'main',
    contracts: new Map(),
    reading: { timeZone, offsetMinutes: utcOffsetMinutes, rowsMax },
  });

describe('a statement', () => {
  test.each([
    ['no XML', { trades: [] }, 'must be the XML text'],
    ['an open element', '<FlexQueryResponse><Trades>', 'line 1'],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a x="1"/>', 'document type'],
    ['nothing in it', '<FlexQueryResponse></FlexQueryResponse>', 'no rows'],
    ['too deep', `${'<a>'.repeat(20)}<b x="1"/>${'</a>'.repeat(20)}`, 'deeper than 16'],
    ['too many rows', `<a>${'<b x="1"/>'.repeat(4)}</a>`, 'more than 3 rows'],
  ])('that is or has %s fails as a whole', (_, text, detail) => {
    expect(read(text)).toMatchObject({
      ok: false,
      failure: { reason: 'invalid-input', detail: expect.stringContaining(detail), errors: [{ pointer: '/trades' }] },
    });
  });

  test('in a time zone that there isn’t fails by that field', () => {
    expect(read('<a x="1"/>', 'Mars/Olympus')).toMatchObject({ failure: { errors: [{ pointer: '/timeZone' }] } });
  });
});
