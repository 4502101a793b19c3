import { once } from '../foundation/index.ts';
import { expiryKey, type Market } from '../market/index.ts';

/** How far a venue trusts its prices, 0 to 1. */
export type Confidences = {
  readonly spot: (underlying: string) => number;
  readonly instrument: (id: string) => number;
  /** of a coin, security or currency held as such */
  readonly asset: (id: string) => number;
  readonly forward: (underlying: string, expiryMs: number) => number;
  readonly rate: (underlying: string, expiryMs: number) => number;
  /** the least of an expiry's vols, strikes that are not held included */
  readonly vols: (underlying: string, expiryMs: number) => number;
};

/** What the market says of the confidence in its prices; `otherwise` where it says nothing. */
export function confidencesOf(market: Market, otherwise: number): Confidences {
  const ofVols = volConfidences(market);
  const instrument = (id: string) => market.contracts.get(id)?.quoted.confidence ?? otherwise;
  const point = (underlying: string, expiryMs: number) => market.expiries.get(expiryKey(underlying, expiryMs));
  const stated = new Map(market.snapshot.currencies.map(({ id, confidence }) => [id, confidence]));
  return {
    spot: (underlying) => market.underlyings.get(underlying)?.confidence ?? otherwise,
    instrument,
    asset: (id) =>
      stated.get(id) ??
      market.contracts.get(id)?.quoted.confidence ??
      market.underlyings.get(id)?.confidence ??
      otherwise,
    forward: (underlying, expiryMs) => point(underlying, expiryMs)?.forwardConfidence ?? otherwise,
    rate: (underlying, expiryMs) => point(underlying, expiryMs)?.rateConfidence ?? otherwise,
    vols: (underlying, expiryMs) => ofVols.get(expiryKey(underlying, expiryMs)) ?? otherwise,
  };
}

/** The least of each expiry: every part of a book asks. */
const volConfidences = once((market: Market): ReadonlyMap<string, number> => {
  const least = new Map<string, number>();
  for (const { instrument, quoted } of market.contracts.values()) {
    if (instrument.kind !== 'option' || quoted.confidence === undefined) continue;
    const key = expiryKey(instrument.underlying, instrument.expiryMs);
    least.set(key, Math.min(least.get(key) ?? 1, quoted.confidence));
  }
  return least;
});

/** The part of a notional that is charged for want of confidence: `(1 − c)·factor` below the threshold. */
export function lackOfConfidence(
  confidence: number,
  {
    confidenceThreshold,
    confidenceFactor,
  }: { readonly confidenceThreshold: number; readonly confidenceFactor: number },
): number {
  return confidence < confidenceThreshold ? (1 - confidence) * confidenceFactor : 0;
}
