import { indexMarket, type Market, type MarketSnapshot, type QuotedInstrument } from '../../shared/market/index.ts';

/** A market snapshot with the optional parts empty. */
export function marketSnapshot(
  parts: Pick<MarketSnapshot, 'asOf' | 'underlyings' | 'instruments'> & Partial<MarketSnapshot>,
): MarketSnapshot {
  return { baseCurrency: 'USD', expiries: [], currencies: [], ...parts };
}

/** @throws Error when the snapshot isn't a valid market */
export function marketOf(snapshot: MarketSnapshot): Market {
  const market = indexMarket(snapshot);
  if (!market.ok) throw new Error(market.failure.detail);
  return market.value;
}

export function instrument(parts: Pick<QuotedInstrument, 'id' | 'kind' | 'underlying'> & Partial<QuotedInstrument>) {
  return { multiplier: 1, lotSize: 1, ...parts } satisfies QuotedInstrument;
}
