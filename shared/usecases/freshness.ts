import type { Market } from '../market/index.ts';
import type { Freshness } from './stress-requests.ts';

/** A warning where the market is older at `now` than the caller allows. */
export function freshnessWarnings({ asOfMs, snapshot }: Market, freshness: Freshness | undefined): string[] {
  if (freshness === undefined) return [];
  const ageSeconds = (Date.parse(freshness.now) - asOfMs) / 1000;
  if (ageSeconds <= freshness.maxAgeSeconds) return [];
  return [
    `stale-input: the market is of ${snapshot.asOf}, ${ageSeconds} s old; the limit is ${freshness.maxAgeSeconds} s`,
  ];
}
