import { log } from '../numerics/index.ts';
import type { Shock } from './shock.ts';

/** Many shocks side by side, as the sweeps read them. Shape: each [nShocks]. */
export type ShockColumns = {
  /** 1 + s */
  readonly growths: Float64Array;
  /** ln(1 + s) */
  readonly logGrowths: Float64Array;
  readonly volFractions: Float64Array;
  readonly volPoints: Float64Array;
  readonly daysForward: Float64Array;
};

export function shockColumns(shocks: readonly Shock[]): ShockColumns {
  const growths = Float64Array.from(shocks, (shock) => 1 + shock.spotShockFraction);
  return {
    growths,
    logGrowths: growths.map(log),
    volFractions: Float64Array.from(shocks, (shock) => shock.volShockFraction ?? 0),
    volPoints: Float64Array.from(shocks, (shock) => shock.volShockPoints ?? 0),
    daysForward: Float64Array.from(shocks, (shock) => shock.daysForward ?? 0),
  };
}
