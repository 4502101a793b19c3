import type { Random } from '../random.ts';

/** What Deribit answers of two options. */
export function fuzzDeribit(random: Random): object {
  const creation_timestamp = 1_770_000_000_000;
  const expiry = Date.UTC(2026, 2, 27, 8);
  const strikes = [60_000, 70_000];
  const option = (strike: number) => ({
    instrument_name: `BTC-27MAR26-${strike}-C`,
    kind: 'option',
    instrument_type: 'reversed',
    base_currency: 'BTC',
    quote_currency: 'BTC',
    counter_currency: 'USD',
    settlement_currency: 'BTC',
    price_index: 'btc_usd',
    option_type: 'call',
    strike,
    expiration_timestamp: expiry,
    contract_size: 1,
    min_trade_amount: 0.1,
    taker_commission: 0.0003,
    maker_commission: 0.0003,
    settlement_period: 'month',
    is_active: true,
    creation_timestamp,
  });
  const summary = (strike: number) => ({
    instrument_name: `BTC-27MAR26-${strike}-C`,
    mark_price: 0.05,
    mark_iv: random.between(40, 70),
    bid_price: 0.0495,
    ask_price: 0.0505,
    underlying_price: 65_810,
    underlying_index: 'BTC-27MAR26',
    interest_rate: 0,
    base_currency: 'BTC',
    quote_currency: 'BTC',
    creation_timestamp,
  });
  return {
    asOf: '2026-02-05T09:36:47Z',
    indexPrices: { BTC: 65_432.1 },
    instruments: strikes.map(option),
    bookSummaries: strikes.map(summary),
    ...(random.chance(0.3) ? { deliveryPrices: { btc_usd: [{ date: '2026-02-05', delivery_price: 71_000 }] } } : {}),
  };
}
