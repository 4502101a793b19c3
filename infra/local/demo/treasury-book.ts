import type { MarketSnapshot } from '../../../shared/market/index.ts';
import { DEFAULT_VENUE, type OpenOrder, type Portfolio, type Position } from '../../../shared/portfolio/index.ts';
import { findInstrument, findOption, type OptionWanted } from './chain.ts';
import { DEMO_MARKET_ID } from './demo-market.ts';
import { roundTo } from './quotes.ts';

/** Covered calls above the coins that are held, and puts below that turn the nearer ones into collars. */
const WRITTEN: readonly (OptionWanted & { readonly quantity: string })[] = [
  { underlying: 'BTC', iExpiry: 2, right: 'call', moneyness: 1.1, quantity: '-15' },
  { underlying: 'BTC', iExpiry: 2, right: 'put', moneyness: 0.88, quantity: '15' },
  { underlying: 'BTC', iExpiry: 3, right: 'call', moneyness: 1.18, quantity: '-15' },
  { underlying: 'BTC', iExpiry: 4, right: 'put', moneyness: 0.8, quantity: '10' },
  { underlying: 'ETH', iExpiry: 2, right: 'call', moneyness: 1.12, quantity: '-100' },
  { underlying: 'ETH', iExpiry: 2, right: 'put', moneyness: 0.85, quantity: '100' },
  { underlying: 'SPY', iExpiry: 0, right: 'call', moneyness: 1.03, quantity: '-10' },
  { underlying: 'SPY', iExpiry: 1, right: 'put', moneyness: 0.95, quantity: '10' },
];

/** What is on order: more calls above the market, and puts for the expiry that has none yet. */
const WANTED: readonly (OptionWanted & Pick<OpenOrder, 'side' | 'quantity'> & { readonly markMultiple: number })[] = [
  { underlying: 'BTC', iExpiry: 3, right: 'call', moneyness: 1.25, side: 'sell', quantity: '10', markMultiple: 1.1 },
  { underlying: 'BTC', iExpiry: 3, right: 'put', moneyness: 0.85, side: 'buy', quantity: '10', markMultiple: 0.95 },
  { underlying: 'ETH', iExpiry: 3, right: 'call', moneyness: 1.2, side: 'sell', quantity: '200', markMultiple: 1.1 },
];

/** A treasury that earns premium on its coins: covered calls and collars, a coin-settled hedge, shares, open orders. */
export function treasuryBook(market: MarketSnapshot): Portfolio {
  return {
    baseCurrency: 'USD',
    marketId: DEMO_MARKET_ID,
    positions: [
      ...WRITTEN.map(({ quantity, ...wanted }) => position(market, findOption(market, wanted).id, quantity)),
      position(market, 'BTC-PERP-INVERSE', '-40000'),
      position(market, 'SPY', '1000'),
    ],
    collateral: [
      { asset: 'BTC', quantity: '40', venue: DEFAULT_VENUE },
      { asset: 'ETH', quantity: '300', venue: DEFAULT_VENUE },
      { asset: 'USDC', quantity: '750000', venue: DEFAULT_VENUE },
    ],
    orders: WANTED.map((wanted) => order(market, wanted)),
  };
}

function position(market: MarketSnapshot, instrument: string, quantity: string): Position {
  const averagePrice = String(findInstrument(market, instrument).mark);
  return { instrument, quantity, averagePrice, venue: DEFAULT_VENUE };
}

function order(
  market: MarketSnapshot,
  { side, quantity, markMultiple, ...wanted }: (typeof WANTED)[number],
): OpenOrder {
  const option = findOption(market, wanted);
  return {
    instrument: option.id,
    side,
    quantity,
    price: roundTo(option.mark! * markMultiple, 0.01),
    venue: DEFAULT_VENUE,
  };
}
