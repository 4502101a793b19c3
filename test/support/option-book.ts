import type { MarketSnapshot } from '../../shared/market/index.ts';
import type { Portfolio } from '../../shared/portfolio/index.ts';
import type { RebalanceRequest } from '../../shared/usecases/index.ts';
import { instrument, marketSnapshot } from './markets.ts';

const EXPIRY = '2026-06-26T08:00:00Z';
const STRIKES = [60_000, 70_000, 80_000, 90_000, 100_000];

function option(strike: number, right: 'call' | 'put') {
  const impliedVol = 0.45 + 0.4 * ((strike - 80_000) / 80_000) ** 2;
  const id = `BTC-26JUN26-${strike}-${right === 'call' ? 'C' : 'P'}`;
  return instrument({
    id,
    kind: 'option',
    underlying: 'BTC',
    expiry: EXPIRY,
    strike,
    right,
    impliedVol,
    lotSize: 0.1,
    feeFraction: 0.0003,
  });
}

/** A perpetual and five strikes on BTC at 80,000, two months before expiry. */
export const OPTION_MARKET: MarketSnapshot = marketSnapshot({
  asOf: '2026-04-22T00:00:00Z',
  underlyings: [{ id: 'BTC', price: 80_000, assetClass: 'crypto-major', rate: 0, dividendYield: 0 }],
  instruments: [
    instrument({
      id: 'BTC-PERP',
      kind: 'perpetual',
      underlying: 'BTC',
      mark: 80_040,
      bid: 80_030,
      ask: 80_050,
      fundingRate: 0.0001,
      feeFraction: 0.0003,
      lotSize: 0.001,
    }),
    ...STRIKES.flatMap((strike) => [option(strike, 'call'), option(strike, 'put')]),
  ],
});

/** Short strangles with a long perpetual: short gamma, long delta. */
export const OPTION_BOOK: Portfolio = {
  baseCurrency: 'USD',
  positions: [
    { instrument: 'BTC-PERP', quantity: '3', averagePrice: '79000', venue: 'main' },
    { instrument: 'BTC-26JUN26-90000-C', quantity: '-10', venue: 'main' },
    { instrument: 'BTC-26JUN26-70000-P', quantity: '-8', venue: 'main' },
    { instrument: 'BTC-26JUN26-60000-P', quantity: '2', venue: 'main' },
  ],
  collateral: [{ asset: 'USDC', quantity: '500000', venue: 'main' }],
  orders: [],
};

/** The least margin at which the book's delta is small and the trades stay within a cost. */
export const OPTION_REBALANCE: RebalanceRequest = {
  objective: { minimise: 'margin', method: 'paradex-style' },
  universe: ['BTC-PERP', 'BTC-26JUN26-100000-C', 'BTC-26JUN26-60000-P'].map((id) => ({
    instrument: id,
    minTrade: '-20',
    maxTrade: '20',
  })),
  constraints: { greeks: [{ underlying: 'BTC', greek: 'delta', min: -0.5, max: 0.5 }], costBudget: 600 },
  costs: { halfSpread: 0.002 },
};
