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
  const column = () => new Float64Array(shocks.length);
  const columns = {
    growths: column(),
    logGrowths: column(),
    volFractions: column(),
    volPoints: column(),
    daysForward: column(),
  };
  for (const [k, shock] of shocks.entries()) {
    columns.growths[k] = 1 + shock.spotShockFraction;
    columns.logGrowths[k] = log(columns.growths[k]);
    columns.volFractions[k] = shock.volShockFraction ?? 0;
    columns.volPoints[k] = shock.volShockPoints ?? 0;
    columns.daysForward[k] = shock.daysForward ?? 0;
  }
  return columns;
}
