import { sweepBlack76 } from '../../pricing/index.ts';
import type { OptionState } from './option-state.ts';

export type OptionShock = {
  /** of the part of the forward that is still open */
  readonly spotShockFraction: number;
  readonly volAnnual: number;
};

/** Value of one contract after each shock, by Black-76 in full, in the book's base currency; no static discount. */
export function shockedValues(state: OptionState, shocks: readonly OptionShock[]): Float64Array {
  const out = new Float64Array(shocks.length);
  sweepBlack76({
    isCall: state.option.right === 'call',
    strike: state.option.strike,
    timeYears: state.timeYears,
    discount: state.discount,
    forwards: Float64Array.from(
      shocks,
      ({ spotShockFraction }) => state.openForward * (1 + spotShockFraction) + state.fixedForward,
    ),
    vols: Float64Array.from(shocks, ({ volAnnual }) => volAnnual),
    out,
  });
  return out.map((value) => value * state.unit);
}

/** Mark of one contract in the book's base currency: what its P&L starts from. */
export function markValue({ mark, unit }: OptionState): number {
  return mark * unit;
}
