import { sweepBlack76 } from '../../pricing/index.ts';
import type { OptionState } from './option-state.ts';
import type { PmrmParameters } from './parameters.ts';
import type { VolMove } from './scenario-list.ts';
import { shockedVol } from './vol-shocks.ts';

export type OptionShock = {
  /** of the part of the forward that is still open */
  readonly spotShockFraction: number;
  readonly vol: VolMove;
};

/**
 * Value of one contract of each option after each shock, by Black-76 in full, in the book's base currency; no static discount.
 *
 * Shape: [nOptions × nShocks].
 */
export function shockedValues(
  options: readonly OptionState[],
  shocks: readonly OptionShock[],
  parameters: PmrmParameters,
): Float64Array {
  const width = shocks.length;
  const moves = [...new Set(shocks.map(({ vol }) => vol))];
  const moveOf = shocks.map(({ vol }) => moves.indexOf(vol));
  const growths = Float64Array.from(shocks, ({ spotShockFraction }) => 1 + spotShockFraction);
  const [forwards, vols] = [new Float64Array(width), new Float64Array(width)];
  const values = new Float64Array(options.length * width);
  for (const [row, state] of options.entries()) {
    const { option, timeYears, discount, openForward, fixedForward, unit } = state;
    const volsByMove = moves.map((vol) => shockedVol(state, vol, parameters));
    for (let k = 0; k < width; k++) {
      forwards[k] = openForward * growths[k]! + fixedForward;
      vols[k] = volsByMove[moveOf[k]!]!;
    }
    const out = values.subarray(row * width, (row + 1) * width);
    sweepBlack76({ isCall: option.right === 'call', strike: option.strike, timeYears, discount, forwards, vols, out });
    for (let k = 0; k < width; k++) out[k]! *= unit;
  }
  return values;
}

/** Mark of one contract in the book's base currency: what its P&L starts from. */
export function markValue({ mark, unit }: OptionState): number {
  return mark * unit;
}
