import type { MarketSnapshot } from '../../shared/market/index.ts';
import type { Portfolio } from '../../shared/portfolio/index.ts';
import { instrument, marketSnapshot } from './markets.ts';
import { ownVectors } from './vectors.ts';

/** A European option on a forward whose price and Greeks were computed with 60 digits. */
export type ReferenceOption = {
  readonly id: string;
  readonly model: 'black76' | 'bs';
  readonly type: 'call' | 'put';
  readonly F: number;
  readonly K: number;
  readonly T: number;
  readonly vol: number;
  readonly r: number;
  readonly expected: Readonly<
    Record<'price' | 'delta' | 'gamma' | 'vega' | 'theta' | 'vanna' | 'volga' | 'charm', number>
  >;
};

const AS_OF_MS = Date.UTC(2026, 0, 1);
const YEAR_MS = 365 * 86_400_000;
/** Below this many years a market's whole milliseconds are too coarse for the last digits. */
const SHORTEST_YEARS = 0.05;

/**
 * The options that a market can state, with expiries in whole milliseconds: from 18 days to 50 years, worth at least a millionth
 * of their forward. On what is further out of the money half a millisecond alone is 1e-9 of the value.
 */
export function referenceOptions(): ReferenceOption[] {
  const all = ownVectors('pricing/european_greeks.jsonl').trim().split('\n');
  return all
    .map((line): ReferenceOption => JSON.parse(line))
    .filter(({ model, T }) => model === 'black76' && T >= SHORTEST_YEARS && T <= 50)
    .filter(({ F, K, expected }) => expected.price >= 1e-6 * Math.max(F, K));
}

/** What comes before a shock that leads to the reference option itself. */
export type Before = {
  readonly spotShockFraction?: number;
  readonly volShockFraction?: number;
  readonly daysForward?: number;
  readonly mark?: number;
};

/** A market with the option alone, its underlying at the forward, as it was before a shock. */
export function marketBefore({ type, F, K, T, vol, r }: ReferenceOption, before: Before = {}): MarketSnapshot {
  const { spotShockFraction = 0, volShockFraction = 0, daysForward = 0, mark } = before;
  const forward = F / (1 + spotShockFraction);
  const expiryMs = Math.round(AS_OF_MS + T * YEAR_MS) + daysForward * 86_400_000;
  return marketSnapshot({
    asOf: new Date(AS_OF_MS).toISOString(),
    underlyings: [{ id: 'U', price: forward, assetClass: 'equity', rate: r, dividendYield: 0 }],
    instruments: [
      instrument({
        id: 'OPTION',
        kind: 'option',
        underlying: 'U',
        expiry: new Date(expiryMs).toISOString(),
        strike: K,
        right: type,
        forward,
        impliedVol: vol / (1 + volShockFraction),
        ...(mark === undefined ? {} : { mark }),
      }),
    ],
  });
}

export function bookOfOptions(quantity: number): Portfolio {
  return {
    baseCurrency: 'USD',
    positions: [{ instrument: 'OPTION', quantity: String(quantity), venue: 'main' }],
    collateral: [],
    orders: [],
  };
}

/** Scale that rounding of an option's value is relative to. */
export function scaleOfOption({ F, K }: ReferenceOption): number {
  return Math.max(F, K);
}

export const REFERENCE_SOURCE = 'test/vectors/pricing/european_greeks.jsonl: our own, 60 digits';
