import type { ContractFacts } from './contract-facts.ts';
import { dayOfDigits } from './venue-dates.ts';

/** `BTCUSDT`, `BTCUSDT_260327`; of coin-margined contracts `BTCUSD_PERP` and `BTCUSD_260327`. Null for what isn't named so. */
export function binanceFuture(symbol: string): ContractFacts | null {
  const [, pair, term] = /^([A-Z0-9]+)(?:_(PERP|\d{6}))?$/.exec(symbol) ?? [];
  if (pair === undefined) return null;
  const [, coin] = term === undefined ? [] : (/^(.+)USD$/.exec(pair) ?? []);
  const facts =
    coin === undefined
      ? { payoff: 'linear' as const, pair }
      : { payoff: 'inverse' as const, underlying: coin, settlementCurrency: coin };
  if (term === undefined || term === 'PERP') return { ...facts, kind: 'perpetual' };
  const expiry = dayOfDigits(term);
  return expiry === null ? null : { ...facts, kind: 'future', expiry };
}

/** `BTC-260327-70000-C`, settled in `quoteAsset`. */
export function binanceOption(symbol: string, quoteAsset: string): ContractFacts | null {
  const match = /^([A-Z0-9]+)-(\d{6})-(\d+(?:\.\d+)?)-([CP])$/.exec(symbol);
  const expiry = match === null ? null : dayOfDigits(match[2]!);
  if (match === null || expiry === null) return null;
  return {
    kind: 'option',
    payoff: 'linear',
    underlying: match[1]!,
    settlementCurrency: quoteAsset,
    expiry,
    strike: match[3]!,
    right: match[4] === 'C' ? 'call' : 'put',
  };
}
