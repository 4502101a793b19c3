import type { MarketSnapshot, QuotedInstrument } from '../../shared/market/index.ts';
import { DEFAULT_VENUE, type Portfolio } from '../../shared/portfolio/index.ts';

export const AS_OF = '2026-02-05T09:36:47Z';
export const SPOT = 65_000;

const STRIKES = 100;
const WEEK_DAYS = 7;

/** Options on BTC, calls and puts at 100 strikes of each weekly expiry; forwards at spot, rates 0, a smile. */
export function optionMarket(nInstruments: number): MarketSnapshot {
  return {
    asOf: AS_OF,
    baseCurrency: 'USD',
    underlyings: [{ id: 'BTC', price: SPOT, assetClass: 'crypto-major', rate: 0, dividendYield: 0 }],
    expiries: [],
    instruments: Array.from({ length: nInstruments }, (_, i) => option(i)),
    currencies: [],
  };
}

/** Positions spread evenly over the market's instruments, two short for one long. */
export function optionBook({ instruments }: MarketSnapshot, nPositions: number): Portfolio {
  const step = instruments.length / nPositions;
  return {
    baseCurrency: 'USD',
    positions: Array.from({ length: nPositions }, (_, i) => ({
      instrument: instruments[Math.floor(i * step)]!.id,
      quantity: String((i % 3 === 0 ? 1 : -1) * (1 + ((i * 7) % 5))),
      venue: DEFAULT_VENUE,
    })),
    collateral: [{ asset: 'USD', quantity: '100000000', venue: DEFAULT_VENUE }],
    orders: [],
  };
}

function option(index: number): QuotedInstrument {
  const right = index % 2 === 0 ? 'call' : 'put';
  const iStrike = Math.floor(index / 2) % STRIKES;
  const week = Math.floor(index / (2 * STRIKES));
  const moneyness = 0.5 + iStrike / STRIKES;
  return {
    id: `BTC-${week}-${iStrike}-${right}`,
    kind: 'option',
    underlying: 'BTC',
    expiry: new Date(Date.UTC(2026, 2, 6 + WEEK_DAYS * week, 8)).toISOString(),
    strike: SPOT * moneyness,
    right,
    multiplier: 1,
    lotSize: 0.1,
    impliedVol: 0.5 + 0.2 * Math.abs(moneyness - 1),
    feeFraction: 0.0003,
  };
}
