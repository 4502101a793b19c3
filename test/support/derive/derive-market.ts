import fc from 'fast-check';
import type { MarketSnapshot } from '../../../shared/market/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { instrument, marketSnapshot } from '../markets.ts';

const EXPIRIES = ['2026-05-01T08:00:00Z', '2026-06-26T08:00:00Z'];
const COINS = [
  { id: 'BTC', price: 80_000, perpetual: 80_040, strikes: [70_000, 80_000, 90_000] },
  { id: 'ETH', price: 2_500, perpetual: 2_498, strikes: [2_200, 2_600] },
];

/** Options and a perpetual on two coins, quoted within the venue's universe; prices that the oracle doubts, in part. */
export const DERIVE_MARKET: MarketSnapshot = marketSnapshot({
  asOf: '2026-04-22T00:00:00Z',
  underlyings: COINS.map(({ id, price }) => ({
    id,
    price,
    assetClass: 'crypto-major',
    rate: 0.04,
    dividendYield: 0,
    confidence: id === 'ETH' ? 0.5 : 0.9,
  })),
  instruments: COINS.flatMap(({ id, perpetual, strikes }) => [
    instrument({
      id: `${id}-PERP`,
      kind: 'perpetual',
      underlying: id,
      mark: perpetual,
      bid: perpetual - 5,
      ask: perpetual + 5,
    }),
    ...EXPIRIES.flatMap((expiry, e) =>
      strikes.flatMap((strike) =>
        (['call', 'put'] as const).map((right) =>
          instrument({
            id: `${id}-${e}-${strike}-${right}`,
            kind: 'option',
            underlying: id,
            expiry,
            strike,
            right,
            impliedVol: 0.5 + 0.1 * e,
            lotSize: 0.1,
          }),
        ),
      ),
    ),
  ]),
  currencies: [{ id: 'USDC', price: 0.985 }],
});

export const DERIVE_IDS = DERIVE_MARKET.instruments.map(({ id }) => id);
const ASSETS = ['USDC', 'BTC', 'ETH', 'USDT'];

/** Any few of the market's contracts and coins, in eighths. */
export const DERIVE_BOOK: fc.Arbitrary<Portfolio> = fc
  .record({
    amounts: fc.array(fc.tuple(fc.constantFrom(...DERIVE_IDS), fc.integer({ min: -80, max: 80 })), {
      minLength: 1,
      maxLength: 10,
    }),
    assets: fc.array(fc.tuple(fc.constantFrom(...ASSETS), fc.integer({ min: 0, max: 800 })), { maxLength: 3 }),
  })
  .map(({ amounts, assets }) => ({
    baseCurrency: 'USD',
    positions: amounts.map(([id, eighths]) => ({ instrument: id, quantity: String(eighths / 8), venue: 'main' })),
    collateral: assets.map(([asset, eighths]) => ({ asset, quantity: String(eighths / 8), venue: 'main' })),
    orders: [],
  }));
