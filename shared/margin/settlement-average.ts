import type { Option } from '../instruments/index.ts';
import { expiryKey, type Market } from '../market/index.ts';
import type { Book } from '../risk/index.ts';

/** A forward as the average that an option settles at: what is fixed of it already, and what spot still moves. */
export type SettledForward = { readonly fixedForward: number; readonly openForward: number };

/**
 * Before the settlement window all is open; inside it the open part falls linearly to 0 at expiry, and the rest is the market's
 * `settlementAverage`, or the forward itself where it states none.
 */
export function settledForward(
  market: Market,
  { underlying, expiryMs }: Option,
  forward: number,
  windowSeconds: number,
): SettledForward {
  const open = openFraction(market, expiryMs, windowSeconds);
  const average = statedAverage(market, underlying, expiryMs) ?? forward;
  return { fixedForward: average * (1 - open), openForward: forward * open };
}

/** A warning for each option that is held inside its settlement window where the market states no average of what is fixed. */
export function assumedAverages({ market, lines }: Book, windowSeconds: number): string[] {
  const options = lines.flatMap((line) =>
    line.kind === 'position' && line.contract.instrument.kind === 'option' ? [line.contract.instrument] : [],
  );
  return options
    .filter(({ underlying, expiryMs }) => {
      const isOpen = openFraction(market, expiryMs, windowSeconds) === 1;
      return !isOpen && typeof statedAverage(market, underlying, expiryMs) !== 'number';
    })
    .map(
      ({ id }) => `settlement-average-assumed: ${id}; the market states none for its expiry, the forward stands for it`,
    );
}

function statedAverage(market: Market, underlying: string, expiryMs: number): number | null | undefined {
  return market.expiries.get(expiryKey(underlying, expiryMs))?.settlementAverage;
}

/** The part of a settlement average that is still open: 1 before the window, falling linearly to 0 at expiry. */
export function openFraction(market: Market, expiryMs: number, windowSeconds: number): number {
  return windowSeconds > 0 ? Math.min(1, (expiryMs - market.asOfMs) / 1000 / windowSeconds) : 1;
}
