import type { MarketSnapshot } from '../../../shared/market/index.ts';
import { DEFAULT_VENUE, type Portfolio } from '../../../shared/portfolio/index.ts';
import { findInstrument, findOption } from './chain.ts';
import { type Holding, hedgeQuantity } from './delta-hedge.ts';
import { DEMO_MARKET_ID } from './demo-market.ts';
import { roundTo } from './quotes.ts';

/** What is written at each of the first expiries: strangles, with bought wings that cap the loss. */
const LADDER = [
  { right: 'put', moneyness: 0.82, size: 1.5 },
  { right: 'put', moneyness: 0.9, size: -1 },
  { right: 'put', moneyness: 0.96, size: -1 },
  { right: 'call', moneyness: 1.04, size: -1 },
  { right: 'call', moneyness: 1.1, size: -1 },
  { right: 'call', moneyness: 1.2, size: 1.5 },
] as const;

/** Contracts per rung of the ladder. */
const SIZE: Readonly<Record<string, number>> = { BTC: 4, ETH: 120 };
const EXPIRIES = [1, 2, 3];
/** Sold above what they are marked at now, bought below it. */
const EDGE_FRACTION = 0.04;

/** A short-vol book of 40 positions, flat in delta: strangles with wings, calendar spreads of futures, perpetual hedges. */
export function marketMakerBook(market: MarketSnapshot): Portfolio {
  const options = Object.entries(SIZE).flatMap(([underlying, size]) =>
    EXPIRIES.flatMap((iExpiry) =>
      LADDER.map((rung) => ({
        instrument: findOption(market, { ...rung, underlying, iExpiry }).id,
        quantity: rung.size * size,
      })),
    ),
  );
  const basis = Object.entries(SIZE).map(([underlying, size]) => {
    const futures = market.instruments.filter((each) => each.kind === 'future' && each.underlying === underlying);
    return { instrument: futures.at(-1)!.id, quantity: -size };
  });
  const held = [...options, ...basis];
  const hedges = ['BTC-PERP', 'ETH-PERP'].map((hedge) => ({
    instrument: hedge,
    quantity: hedgeQuantity(market, held, hedge),
  }));
  return {
    baseCurrency: 'USD',
    marketId: DEMO_MARKET_ID,
    positions: [...held, ...hedges].map((holding) => position(market, holding)),
    collateral: [{ asset: 'USDC', quantity: '750000', venue: DEFAULT_VENUE }],
    orders: [],
  };
}

function position(market: MarketSnapshot, { instrument, quantity }: Holding) {
  const { mark, kind } = findInstrument(market, instrument);
  const edge = kind === 'option' ? 1 - Math.sign(quantity) * EDGE_FRACTION : 1;
  const averagePrice = String(roundTo(mark! * edge, 0.0001));
  return { instrument, quantity: String(roundTo(quantity, 0.0001)), averagePrice, venue: DEFAULT_VENUE };
}
