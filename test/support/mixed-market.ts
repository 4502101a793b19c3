import fc from 'fast-check';
import type { MarketSnapshot, QuotedInstrument } from '../../shared/market/index.ts';
import type { Portfolio } from '../../shared/portfolio/index.ts';
import { instrument, marketSnapshot } from './markets.ts';

const JUNE = '2026-06-26T08:00:00Z';
const MAY = '2026-05-08T08:00:00Z';

type OptionParts = Pick<QuotedInstrument, 'id' | 'underlying'> & Partial<QuotedInstrument>;

function option(strike: number, right: 'call' | 'put', parts: OptionParts): QuotedInstrument {
  return instrument({ kind: 'option', expiry: JUNE, strike, right, impliedVol: 0.55, feeFraction: 0.0003, ...parts });
}

/** Two major coins and a smaller one; linear and inverse, perpetual, dated, options and spot; a rate that isn't 0. */
export const MIXED_MARKET: MarketSnapshot = marketSnapshot({
  asOf: '2026-04-22T00:00:00Z',
  underlyings: [
    { id: 'BTC', price: 80_000, assetClass: 'crypto-major', rate: 0.03, dividendYield: 0.01 },
    { id: 'ETH', price: 2_500, assetClass: 'crypto-major', rate: 0, dividendYield: 0 },
    { id: 'SOL', price: 150, assetClass: 'crypto-other', rate: 0, dividendYield: 0 },
  ],
  currencies: [{ id: 'EUR', price: 1.1 }],
  instruments: [
    instrument({ id: 'BTC-PERP', kind: 'perpetual', underlying: 'BTC', mark: 80_040, fundingRate: 0.0001 }),
    instrument({
      id: 'BTC-INV',
      kind: 'perpetual',
      underlying: 'BTC',
      payoff: 'inverse',
      multiplier: 10,
      mark: 80_010,
      fundingRate: -0.0002,
    }),
    instrument({ id: 'BTC-JUN', kind: 'future', underlying: 'BTC', expiry: JUNE, mark: 80_500 }),
    option(70_000, 'put', { id: 'BTC-70-P', underlying: 'BTC', mark: 2_450 }),
    option(80_000, 'call', { id: 'BTC-80-C', underlying: 'BTC' }),
    option(80_000, 'put', { id: 'BTC-80-P', underlying: 'BTC' }),
    option(90_000, 'call', { id: 'BTC-90-C', underlying: 'BTC', expiry: MAY, impliedVol: 0.48 }),
    option(85_000, 'call', { id: 'BTC-85-C-COIN', underlying: 'BTC', payoff: 'inverse' }),
    option(75_000, 'put', { id: 'BTC-75-P-COIN', underlying: 'BTC', payoff: 'inverse', mark: 0.048 }),
    instrument({ id: 'BTC-SPOT', kind: 'spot', underlying: 'BTC', mark: 79_990 }),
    instrument({ id: 'ETH-PERP', kind: 'perpetual', underlying: 'ETH', mark: 2_499, fundingRate: 0 }),
    option(2_600, 'call', { id: 'ETH-2600-C', underlying: 'ETH', multiplier: 10, impliedVol: 0.7 }),
    option(2_300, 'put', { id: 'ETH-2300-P', underlying: 'ETH', multiplier: 10, impliedVol: 0.75 }),
    instrument({ id: 'SOL-PERP', kind: 'perpetual', underlying: 'SOL', mark: 150.1, fundingRate: 0.0003 }),
  ],
});

export const MIXED_IDS: readonly string[] = MIXED_MARKET.instruments.map(({ id }) => id);

const quantity = fc.integer({ min: -80, max: 80 }).map((eighths) => eighths / 8);
const venue = fc.constantFrom('main', 'second');

const order = fc
  .record({
    instrument: fc.constantFrom(...MIXED_MARKET.instruments),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    size: fc.integer({ min: 1, max: 40 }),
    priceFactor: fc.integer({ min: 90, max: 110 }),
    venue,
  })
  .map(({ instrument: { id, mark, payoff }, side, size, priceFactor, venue: at }) => ({
    instrument: id,
    side,
    quantity: String(size / 8),
    price: ((mark ?? (payoff === 'inverse' ? 0.05 : 5_000)) * priceFactor) / 100,
    venue: at,
  }));

const holding = fc
  .record({ asset: fc.constantFrom('USD', 'USDC', 'BTC', 'ETH', 'EUR'), quantity, venue })
  .map((each) => ({ ...each, quantity: String(each.quantity) }));

/** Random books on the mixed market, an instrument at most once at a venue; with orders where asked for. */
export function randomBook({ orders, assets }: { orders: boolean; assets: boolean }): fc.Arbitrary<Portfolio> {
  const position = fc.record({ instrument: fc.constantFrom(...MIXED_IDS), quantity, venue });
  return fc
    .record({
      positions: fc.uniqueArray(position, {
        maxLength: 9,
        selector: (each) => `${each.instrument}|${each.venue}`,
      }),
      collateral: assets
        ? fc.uniqueArray(holding, { maxLength: 3, selector: (each) => `${each.asset}|${each.venue}` })
        : fc.constant([]),
      orders: orders ? fc.array(order, { maxLength: 4 }) : fc.constant([]),
    })
    .map((parts) => ({
      baseCurrency: 'USD',
      ...parts,
      positions: parts.positions.map((each) => ({ ...each, quantity: String(each.quantity) })),
    }));
}
