import { describe, expect, it } from 'vitest';
import { importDeribit } from '../../../../shared/market/importers/deribit.ts';

const AS_OF = '2026-02-05T09:36:47Z';
const EXPIRY_MS = Date.parse('2026-03-27T08:00:00Z');

const OPTION = {
  instrument_name: 'BTC-27MAR26-70000-C',
  kind: 'option',
  base_currency: 'BTC',
  quote_currency: 'BTC',
  counter_currency: 'USD',
  settlement_currency: 'BTC',
  instrument_type: 'reversed',
  option_type: 'call',
  strike: 70000,
  expiration_timestamp: EXPIRY_MS,
  contract_size: 1,
  min_trade_amount: 0.1,
  taker_commission: 0.0003,
  is_active: true,
};
const PERPETUAL = {
  instrument_name: 'BTC-PERPETUAL',
  kind: 'future',
  base_currency: 'BTC',
  quote_currency: 'USD',
  settlement_currency: 'BTC',
  instrument_type: 'reversed',
  settlement_period: 'perpetual',
  expiration_timestamp: 32503708800000,
  contract_size: 10,
  min_trade_amount: 10,
  taker_commission: 0.0005,
  is_active: true,
};
const FUTURE = {
  ...PERPETUAL,
  instrument_name: 'BTC-27MAR26',
  settlement_period: 'month',
  expiration_timestamp: EXPIRY_MS,
};
const LINEAR_PERPETUAL = {
  ...PERPETUAL,
  instrument_name: 'SOL_USDC-PERPETUAL',
  base_currency: 'SOL',
  quote_currency: 'USDC',
  settlement_currency: 'USDC',
  instrument_type: 'linear',
  contract_size: 0.001,
  min_trade_amount: 0.1,
};
const SPOT = {
  instrument_name: 'ETH_USDC',
  kind: 'spot',
  base_currency: 'ETH',
  quote_currency: 'USDC',
  contract_size: 0.0001,
  min_trade_amount: 0.001,
  is_active: true,
};

const BOOKS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  [OPTION.instrument_name]: {
    mark_price: 0.0353,
    mark_iv: 55.12,
    underlying_price: 71810.5,
    bid_price: 0.035,
    ask_price: null,
  },
  [PERPETUAL.instrument_name]: { mark_price: 71440, bid_price: 71435, ask_price: 71445, funding_8h: -0.0001 },
  [FUTURE.instrument_name]: { mark_price: 71811 },
  [LINEAR_PERPETUAL.instrument_name]: { mark_price: 92.5, funding_8h: 0.00002 },
  [SPOT.instrument_name]: { mark_price: 2127.5, bid_price: 2127, ask_price: 2128 },
};

type Row = Readonly<Record<string, unknown>>;

function bodyOf(instruments: readonly Row[], changes: Row = {}) {
  return {
    asOf: AS_OF,
    indexPrices: { btc_usd: 71470.62, ETH: 2127.57, sol_usdc: 92.4, usdc_usd: 0.9998 },
    instruments,
    bookSummaries: instruments.flatMap((row) => {
      const name = String(row['instrument_name']);
      return BOOKS[name] === undefined ? [] : [{ instrument_name: name, ...BOOKS[name] }];
    }),
    ...changes,
  };
}

function imported(body: unknown) {
  const outcome = importDeribit(body);
  if (!outcome.ok) throw new Error(outcome.failure.detail);
  return outcome.value;
}

function failure(body: unknown) {
  const outcome = importDeribit(body);
  if (outcome.ok) throw new Error('imported');
  return outcome.failure;
}

describe('importDeribit', () => {
  it('reads an inverse option: coin marks, vol as a fraction, its own forward', () => {
    expect(imported(bodyOf([OPTION])).market.instruments).toEqual([
      {
        id: 'BTC-27MAR26-70000-C',
        kind: 'option',
        underlying: 'BTC',
        expiry: '2026-03-27T08:00:00.000Z',
        strike: 70000,
        right: 'call',
        exercise: 'european',
        payoff: 'inverse',
        settlementCurrency: 'BTC',
        multiplier: 1,
        lotSize: 0.1,
        forward: 71810.5,
        impliedVol: 0.5512,
        mark: 0.0353,
        bid: 0.035,
        ask: null,
        feeFraction: 0.0003,
      },
    ]);
  });

  it('reads an inverse perpetual: ten dollars a contract, with its funding rate and no expiry', () => {
    const [perpetual] = imported(bodyOf([PERPETUAL])).market.instruments;
    expect(perpetual).toEqual({
      id: 'BTC-PERPETUAL',
      kind: 'perpetual',
      underlying: 'BTC',
      payoff: 'inverse',
      settlementCurrency: 'BTC',
      multiplier: 10,
      lotSize: 1,
      mark: 71440,
      bid: 71435,
      ask: 71445,
      feeFraction: 0.0005,
      fundingRate: -0.0001,
    });
  });

  it('reads linear contracts in their settlement currency, with the lot in contracts and that currency priced', () => {
    const { market } = imported(bodyOf([LINEAR_PERPETUAL]));
    expect(market.instruments[0]).toMatchObject({
      payoff: 'linear',
      settlementCurrency: 'USDC',
      multiplier: 0.001,
      lotSize: 100,
    });
    expect(market.underlyings).toEqual([
      { id: 'SOL', price: 92.4, assetClass: 'crypto-other', rate: 0, dividendYield: 0 },
    ]);
    expect(market.currencies).toEqual([{ id: 'USDC', price: 0.9998 }]);
  });

  it('reads a coin pair as spot by the coin', () => {
    expect(imported(bodyOf([SPOT])).market.instruments[0]).toMatchObject({
      kind: 'spot',
      multiplier: 1,
      lotSize: 0.001,
    });
  });

  it('takes an answer without instrument_type by what it settles in', () => {
    const { instrument_type: _, ...older } = OPTION;
    expect(imported(bodyOf([older])).market.instruments[0]?.payoff).toBe('inverse');
    const { instrument_type: __, ...olderLinear } = LINEAR_PERPETUAL;
    expect(imported(bodyOf([olderLinear])).market.instruments[0]?.payoff).toBe('linear');
  });

  it('takes the forward of an expiry from the dated future before the options', () => {
    const expiry = '2026-03-27T08:00:00.000Z';
    expect(imported(bodyOf([OPTION, PERPETUAL])).market.expiries).toEqual([
      { underlying: 'BTC', expiry, rate: 0, forward: 71810.5 },
    ]);
    expect(imported(bodyOf([OPTION, FUTURE])).market.expiries).toEqual([
      { underlying: 'BTC', expiry, rate: 0, forward: 71811 },
    ]);
  });

  it('has no forward and no vol where the exchange gives none', () => {
    const body = bodyOf([OPTION], {
      bookSummaries: [{ instrument_name: OPTION.instrument_name, mark_price: 0, mark_iv: null }],
    });
    const { market } = imported(body);
    expect(market.instruments[0]).toMatchObject({ mark: 0 });
    expect(market.instruments[0]).not.toHaveProperty('forward');
    expect(market.instruments[0]).not.toHaveProperty('impliedVol');
    expect(market.expiries[0]).not.toHaveProperty('forward');
  });

  it('gives equal bytes whatever the order of the rows', () => {
    const rows = [OPTION, PERPETUAL, FUTURE, LINEAR_PERPETUAL, SPOT];
    const forwards = JSON.stringify(imported(bodyOf(rows)));
    expect(JSON.stringify(imported(bodyOf(rows.toReversed())))).toBe(forwards);
    expect(imported(bodyOf(rows)).market.instruments.map((each) => each.id)).toEqual(
      rows.map((row) => row.instrument_name).toSorted(),
    );
  });
});

describe('importDeribit leaves out, with the reason', () => {
  const cases: readonly (readonly [string, Row, RegExp])[] = [
    ['combos', { ...OPTION, instrument_name: 'BTC-CS-27MAR26-70000_80000', kind: 'option_combo' }, /kind option_combo/],
    ['inactive contracts', { ...OPTION, instrument_name: 'A', is_active: false }, /not active/],
    ['expired contracts', { ...OPTION, instrument_name: 'B', expiration_timestamp: Date.parse(AS_OF) }, /expired/],
    ['contracts without a book', { ...OPTION, instrument_name: 'C' }, /no book summary/],
    ['contracts without a strike', { ...OPTION, instrument_name: 'D', strike: undefined }, /strike/],
    ['sizes past every bound', { ...OPTION, instrument_name: 'E', contract_size: 1e300 }, /contract_size/],
    ['names that no instrument may have', { ...OPTION, instrument_name: 'no name' }, /instrument_name/],
    ['pairs in coin', { ...SPOT, instrument_name: 'ETH_BTC', quote_currency: 'BTC' }, /ETH\/BTC/],
    [
      'stablecoin pairs',
      { ...SPOT, instrument_name: 'USDC_USDT', base_currency: 'USDC', quote_currency: 'USDT' },
      /USDC\/USDT/,
    ],
  ];

  it.each(cases)('%s', (_, row, reason) => {
    const { market, skipped } = imported(bodyOf([PERPETUAL, row]));
    expect(market.instruments.map((each) => each.id)).toEqual(['BTC-PERPETUAL']);
    expect(skipped).toEqual([{ instrument: row['instrument_name'], reason: expect.stringMatching(reason) }]);
  });

  it('contracts with a book that can’t be read, but not for a combo’s negative prices', () => {
    const combo = { ...OPTION, instrument_name: 'BTC-CS', kind: 'option_combo' };
    const bookSummaries = [
      { instrument_name: 'BTC-CS', mark_price: -0.01 },
      { instrument_name: OPTION.instrument_name, mark_price: 'high' },
      { instrument_name: 'BTC-PERPETUAL', mark_price: 71440 },
    ];
    expect(imported(bodyOf([OPTION, PERPETUAL, combo], { bookSummaries })).skipped).toEqual([
      { instrument: OPTION.instrument_name, reason: expect.stringMatching(/^book summary: mark_price/) },
      { instrument: 'BTC-CS', reason: 'kind option_combo is not supported' },
    ]);
  });

  it('contracts whose currency has no index price', () => {
    const { skipped } = imported(bodyOf([PERPETUAL, LINEAR_PERPETUAL], { indexPrices: { BTC: 71470 } }));
    expect(skipped).toEqual([{ instrument: 'SOL_USDC-PERPETUAL', reason: 'no index price of SOL' }]);
  });

  it('futures without a mark, and books without an instrument', () => {
    const bookSummaries = [
      { instrument_name: 'BTC-27MAR26', mark_price: 0 },
      { instrument_name: 'BTC-GONE', mark_price: 1 },
      { instrument_name: 'BTC-PERPETUAL', mark_price: 71440 },
    ];
    expect(imported(bodyOf([FUTURE, PERPETUAL], { bookSummaries })).skipped).toEqual([
      { instrument: 'BTC-27MAR26', reason: 'no mark price' },
      { instrument: 'BTC-GONE', reason: 'a book summary without an instrument' },
    ]);
  });
});

describe('importDeribit and delivery prices', () => {
  it('makes final prices of past expiries of them, by the dollar index first', () => {
    const deliveryPrices = {
      btc_usdc: [{ date: '2026-02-04', delivery_price: 1 }],
      btc_usd: [
        { date: '2026-02-05', delivery_price: 71_250.5 },
        { date: '2026-02-04', delivery_price: 74_000 },
        { date: '2026-02-06', delivery_price: 60_000 },
      ],
      eth_usd: [{ date: '2026-02-04', delivery_price: 2 }],
    };
    const { market } = imported(bodyOf([FUTURE, PERPETUAL], { deliveryPrices }));
    expect(market.expiries).toEqual([
      { underlying: 'BTC', expiry: '2026-02-04T08:00:00.000Z', settlementPrice: 74_000 },
      { underlying: 'BTC', expiry: '2026-02-05T08:00:00.000Z', settlementPrice: 71_250.5 },
      expect.objectContaining({ underlying: 'BTC', expiry: '2026-03-27T08:00:00.000Z' }),
    ]);
    const wrong = { deliveryPrices: { BTC: [{ date: 'soon', delivery_price: 1 }] } };
    expect(failure(bodyOf([PERPETUAL], wrong)).errors).toMatchObject([{ pointer: '/deliveryPrices/BTC/0/date' }]);
  });
});

describe('importDeribit refuses', () => {
  it('what is not the exchange’s, with pointers', () => {
    expect(failure({ ...bodyOf([OPTION]), asOf: 'yesterday' })).toMatchObject({
      reason: 'invalid-input',
      errors: [{ pointer: '/asOf' }],
    });
    expect(failure(bodyOf([{ kind: 'option' }]))).toMatchObject({
      errors: [{ pointer: '/instruments/0/instrument_name' }],
    });
    expect(failure(bodyOf([OPTION], { indexPrices: { BTC: -1 } }))).toMatchObject({
      errors: [{ pointer: '/indexPrices/BTC' }],
    });
    expect(failure(null).reason).toBe('invalid-input');
    const many = Array.from({ length: 50 }, () => 7);
    expect(failure(bodyOf([], { instruments: many })).errors).toHaveLength(20);
  });

  it('a name that stands twice', () => {
    expect(failure(bodyOf([OPTION, OPTION], { bookSummaries: [] })).errors).toEqual([
      { pointer: '/instruments/1', detail: 'instruments lists BTC-27MAR26-70000-C twice' },
    ]);
    const book = { instrument_name: 'BTC-PERPETUAL', mark_price: 1 };
    expect(failure(bodyOf([PERPETUAL], { bookSummaries: [book, book] })).errors?.[0]?.pointer).toBe('/bookSummaries/1');
  });

  it('a body of which nothing is left', () => {
    expect(failure(bodyOf([])).reason).toBe('missing-market-data');
    expect(failure(bodyOf([OPTION], { bookSummaries: [] }))).toMatchObject({
      reason: 'missing-market-data',
      detail: 'nothing to import (1 skipped; the first: BTC-27MAR26-70000-C: no book summary)',
    });
  });
});
