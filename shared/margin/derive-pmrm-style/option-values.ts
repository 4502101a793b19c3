import { sweepBlack76 } from '../../pricing/index.ts';
import type { OptionState } from './option-state.ts';

export type OptionShock = {
  /** of the part of the forward that is still open */
  readonly spotShockFraction: number;
  readonly volAnnual: number;
};

/** Value of one contract after each shock, by Black-76 in full, in the book's base currency; no static discount. */
export function shockedValues(state: OptionState, shocks: readonly OptionShock[]): Float64Array {
  const { option, timeYears, discount, openForward, fixedForward, unit } = state;
  const forwards = new Float64Array(shocks.length);
  const vols = new Float64Array(shocks.length);
  for (const [k, { spotShockFraction, volAnnual }] of shocks.entries()) {
    forwards[k] = openForward * (1 + spotShockFraction) + fixedForward;
    vols[k] = volAnnual;
  }
  const out = new Float64Array(shocks.length);
  sweepBlack76({ isCall: option.right === 'call', strike: option.strike, timeYears, discount, forwards, vols, out });
  for (let k = 0; k < out.length; k++) out[k]! *= unit;
  return out;
}

/** Mark of one contract in the book's base currency: what its P&L starts from. */
export function markValue({ mark, unit }: OptionState): number {
  return mark * unit;
}
