import { exp } from '../../numerics/index.ts';
import type { OptionState } from './option-state.ts';
import type { PmrmParameters } from './parameters.ts';

/** The options of one expiry, and what the total of their shocked values is multiplied by. */
export type ExpiryOptions = {
  readonly expiryMs: number;
  readonly options: readonly OptionState[];
  readonly timeYears: number;
  /** where the total is at least 0 */
  readonly longDiscount: number;
  /** where it is negative */
  readonly shortDiscount: number;
};

/** In order of expiry. */
export function byExpiry(options: readonly OptionState[], parameters: PmrmParameters): ExpiryOptions[] {
  const groups = Map.groupBy(options, ({ option }) => option.expiryMs);
  return [...groups.values()]
    .map((group) => expiryOptions(group, parameters))
    .toSorted((a, b) => a.expiryMs - b.expiryMs);
}

/** long: `base·e^(−T·(r·multiple + add))`; short: `min(1/D, base·e^(T·(r·multiple + add)))`, D the discount factor. */
function expiryOptions(options: readonly OptionState[], { staticDiscount }: PmrmParameters): ExpiryOptions {
  const [{ option, timeYears, rateAnnual, discount }] = options as readonly [OptionState, ...OptionState[]];
  const { long, short } = staticDiscount;
  const growth = exp(timeYears * (rateAnnual * short.rateMultiple + short.rateAdd));
  return {
    expiryMs: option.expiryMs,
    options,
    timeYears,
    longDiscount: long.base * exp(-timeYears * (rateAnnual * long.rateMultiple + long.rateAdd)),
    shortDiscount: Math.min(1 / discount, short.base * growth),
  };
}
