import type { MarketSnapshot } from '../../shared/market/index.ts';
import type { Portfolio } from '../../shared/portfolio/index.ts';
import { instrument, marketSnapshot } from './markets.ts';

/** Spot holdings worth `weights` in all, on a market whose history has exactly these simple returns, oldest first. */
export function historyBook(weights: readonly number[], returns: readonly (readonly number[])[]) {
  const ids = weights.map((_, i) => `A${i}`);
  const start = Date.parse('2020-01-01T00:00:00Z');
  const dates = Array.from({ length: returns.length + 1 }, (_, t) =>
    new Date(start + t * 86_400_000).toISOString().slice(0, 10),
  );
  const closes = ids.map((id, i) => {
    let close = 1;
    return [id, [close, ...returns.map((row) => (close *= 1 + row[i]!))]] as const;
  });
  const market: MarketSnapshot = marketSnapshot({
    asOf: `${dates.at(-1)}T21:00:00Z`,
    underlyings: ids.map((id) => ({ id, price: 1, assetClass: 'equity', rate: 0, dividendYield: 0 })),
    instruments: ids.map((id) => instrument({ id, kind: 'spot', underlying: id, mark: 1 })),
    history: { dates, closes: Object.fromEntries(closes) },
  });
  const portfolio: Portfolio = {
    baseCurrency: 'USD',
    positions: ids.map((id, i) => ({ instrument: id, quantity: String(weights[i]), venue: 'main' })),
    collateral: [],
    orders: [],
  };
  return { market, portfolio };
}
