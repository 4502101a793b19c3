import type { Outcome } from '../../../shared/foundation/index.ts';
import type { MarketSnapshot, QuotedInstrument } from '../../../shared/market/index.ts';
import type { Fill, Portfolio } from '../../../shared/portfolio/index.ts';

/** The value of an outcome that has to be a success. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`expected a success: ${JSON.stringify(outcome.failure)}`);
  return outcome.value;
}

/** The reason of an outcome that has to be a failure. */
export function reasonOf(outcome: Outcome<unknown>): string {
  if (outcome.ok) throw new Error(`expected a failure: ${JSON.stringify(outcome.value)}`);
  return outcome.failure.reason;
}

const PERPETUAL = { kind: 'perpetual', underlying: 'BTC', multiplier: 1, lotSize: 0.001, mark: 100 } as const;

const INSTRUMENTS: readonly QuotedInstrument[] = [
  { ...PERPETUAL, id: 'BTC-PERP' },
  { ...PERPETUAL, id: 'BTC-INV', payoff: 'inverse', multiplier: 10 },
  { id: 'SPY', kind: 'spot', underlying: 'SPY', multiplier: 1, lotSize: 1, mark: 600 },
  {
    id: 'BTC-C',
    kind: 'option',
    underlying: 'BTC',
    expiry: '2026-03-27T08:00:00Z',
    strike: 110,
    right: 'call',
    multiplier: 2,
    lotSize: 0.1,
    impliedVol: 0.5,
    mark: 5,
  },
];

export function smallMarket(changes: Partial<MarketSnapshot> = {}): MarketSnapshot {
  return {
    asOf: '2026-02-05T09:36:47Z',
    baseCurrency: 'USD',
    underlyings: [
      { id: 'BTC', price: 100, rate: 0, dividendYield: 0 },
      { id: 'SPY', price: 600, rate: 0, dividendYield: 0 },
    ],
    expiries: [],
    instruments: INSTRUMENTS,
    currencies: [],
    ...changes,
  };
}

export function emptyPortfolio(changes: Partial<Portfolio> = {}): Portfolio {
  return { baseCurrency: 'USD', marketId: 'default', positions: [], collateral: [], orders: [], ...changes };
}

/** Fill `n` executes at second `n` of an hour unless stated. */
export function fill(n: number, changes: Partial<Fill> = {}): Fill {
  const executedAt = new Date(Date.UTC(2026, 1, 5, 10, 0, n)).toISOString();
  const base = { fillId: `F${n}`, instrument: 'BTC-PERP', side: 'buy' as const, quantity: '1', price: '100' };
  return { ...base, venue: 'main', executedAt, ...changes };
}
