import type { MarketSnapshot, QuotedInstrument } from '../../shared/market/index.ts';
import type { Portfolio } from '../../shared/portfolio/index.ts';
import { instrument, marketSnapshot } from './markets.ts';

const MAY = '2026-05-29T08:00:00Z';
const JUNE = '2026-06-26T08:00:00Z';

type OptionParts = Pick<QuotedInstrument, 'id' | 'underlying'> & Partial<QuotedInstrument>;

function option(strike: number, right: 'call' | 'put', parts: OptionParts): QuotedInstrument {
  return instrument({ kind: 'option', expiry: JUNE, strike, right, impliedVol: 0.55, bid: 990, ask: 1_010, ...parts });
}

/** Two coins; every option states its vol and no mark, so that a shocked market can be sent as one. */
export const STRESS_MARKET: MarketSnapshot = marketSnapshot({
  asOf: '2026-04-22T00:00:00.000Z',
  underlyings: [
    { id: 'BTC', price: 80_000, assetClass: 'crypto-major', rate: 0, dividendYield: 0, volAnnual: 0.6, adv: 20_000 },
    { id: 'ETH', price: 2_500, assetClass: 'crypto-major', rate: 0, dividendYield: 0, volAnnual: 0.8, adv: 200_000 },
  ],
  expiries: [
    { underlying: 'BTC', expiry: JUNE, forward: 80_900, rate: 0.03 },
    { underlying: 'BTC', expiry: MAY, forward: 80_500, rate: 0.03 },
    { underlying: 'ETH', expiry: JUNE, forward: 2_520, rate: 0.03 },
  ],
  instruments: [
    instrument({ id: 'BTC-PERP', kind: 'perpetual', underlying: 'BTC', mark: 80_000, bid: 79_990, ask: 80_010 }),
    instrument({
      id: 'BTC-INV',
      kind: 'perpetual',
      underlying: 'BTC',
      payoff: 'inverse',
      multiplier: 10,
      mark: 80_010,
      bid: 80_000,
      ask: 80_020,
    }),
    instrument({
      id: 'BTC-JUN',
      kind: 'future',
      underlying: 'BTC',
      expiry: JUNE,
      mark: 80_900,
      bid: 80_890,
      ask: 80_910,
    }),
    option(80_000, 'call', { id: 'BTC-80-C', underlying: 'BTC' }),
    option(80_000, 'put', { id: 'BTC-80-P', underlying: 'BTC' }),
    option(70_000, 'put', { id: 'BTC-70-P', underlying: 'BTC', impliedVol: 0.62 }),
    option(90_000, 'call', { id: 'BTC-90-C-MAY', underlying: 'BTC', expiry: MAY, impliedVol: 0.5 }),
    option(85_000, 'call', { id: 'BTC-85-C-COIN', underlying: 'BTC', payoff: 'inverse', bid: 0.04, ask: 0.05 }),
    instrument({ id: 'ETH-PERP', kind: 'perpetual', underlying: 'ETH', mark: 2_500, bid: 2_499, ask: 2_501 }),
    option(2_600, 'call', { id: 'ETH-2600-C', underlying: 'ETH', multiplier: 10, impliedVol: 0.7, bid: 240, ask: 250 }),
  ],
});

const ENTRIES: Readonly<Record<string, string>> = {
  'BTC-PERP': '78000',
  'BTC-INV': '79000',
  'BTC-JUN': '81500',
  'ETH-PERP': '2450',
};

/** A book of these positions, of USD and of coins. */
export function stressPortfolio(
  positions: Readonly<Record<string, number>>,
  collateral: Readonly<Record<string, number>> = { USD: 100_000 },
): Portfolio {
  return {
    baseCurrency: 'USD',
    positions: Object.entries(positions).map(([id, quantity]) => ({
      instrument: id,
      quantity: String(quantity),
      ...(ENTRIES[id] === undefined ? {} : { averagePrice: ENTRIES[id] }),
      venue: 'main',
    })),
    collateral: Object.entries(collateral).map(([asset, quantity]) => ({
      asset,
      quantity: String(quantity),
      venue: 'main',
    })),
    orders: [],
  };
}

/** Something of everything: short straddle, wings, both payoffs, both coins. */
export const STRESS_PORTFOLIO = stressPortfolio(
  {
    'BTC-PERP': 0.5,
    'BTC-INV': -2_000,
    'BTC-JUN': 1,
    'BTC-80-C': -3,
    'BTC-80-P': -3,
    'BTC-70-P': 2,
    'BTC-90-C-MAY': 2.5,
    'BTC-85-C-COIN': -1,
    'ETH-PERP': 8,
    'ETH-2600-C': -2,
  },
  { USD: 150_000, BTC: 0.75 },
);
