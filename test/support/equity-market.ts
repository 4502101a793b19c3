import type { MarketSnapshot, QuotedInstrument } from '../../shared/market/index.ts';
import { instrument, marketSnapshot } from './markets.ts';

const EXPIRY = '2026-06-19T20:00:00Z';

function option(underlying: string, strike: number, right: 'call' | 'put', mark: number): QuotedInstrument {
  const id = `${underlying}-${strike}-${right === 'call' ? 'C' : 'P'}`;
  return instrument({ id, kind: 'option', underlying, expiry: EXPIRY, strike, right, multiplier: 100, mark });
}

/** High-capitalisation index with its fund, another index, two shares and two leveraged funds; European options with prices. */
export const EQUITY_MARKET: MarketSnapshot = marketSnapshot({
  asOf: '2026-04-22T20:00:00Z',
  underlyings: [
    { id: 'SPX', price: 5000, assetClass: 'index-broad-high-cap', rate: 0.04, dividendYield: 0.013 },
    { id: 'SPY', price: 500, assetClass: 'index-broad-high-cap', rate: 0.04, dividendYield: 0.013 },
    { id: 'NDX', price: 18_000, assetClass: 'index-broad-high-cap', rate: 0.04, dividendYield: 0.008 },
    { id: 'RUT', price: 2000, assetClass: 'index-broad', rate: 0.04, dividendYield: 0.014 },
    { id: 'IBM', price: 180, assetClass: 'equity', rate: 0.04, dividendYield: 0 },
    { id: 'XYZ', price: 20, assetClass: 'equity', rate: 0.04, dividendYield: 0 },
    { id: 'DOUBLE', price: 80, assetClass: 'equity', rate: 0.04, dividendYield: 0, leverageFactor: 2 },
    { id: 'INVERSE', price: 14, assetClass: 'index-broad-high-cap', rate: 0.04, dividendYield: 0, leverageFactor: -1 },
    { id: 'BTC', price: 80_000, assetClass: 'crypto-major', rate: 0, dividendYield: 0 },
  ],
  instruments: [
    option('SPX', 4800, 'put', 62),
    option('SPX', 5000, 'call', 138),
    option('SPX', 5300, 'call', 28),
    option('NDX', 18_500, 'call', 420),
    option('RUT', 1900, 'put', 31),
    option('IBM', 170, 'put', 3.1),
    option('IBM', 180, 'call', 7.4),
    option('IBM', 180, 'put', 6.3),
    option('IBM', 230, 'call', 0.2),
    option('XYZ', 20, 'put', 1.05),
    ...['SPY', 'IBM', 'XYZ', 'DOUBLE', 'INVERSE', 'BTC'].map((underlying) =>
      instrument({ id: `${underlying}-shares`, kind: 'spot', underlying }),
    ),
    instrument({ id: 'SPX-FUT', kind: 'future', underlying: 'SPX', expiry: EXPIRY, multiplier: 50, mark: 5022 }),
  ],
});
