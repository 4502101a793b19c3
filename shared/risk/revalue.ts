import type { Market } from '../market/index.ts';
import { type ScenarioSet, type ShockColumns, shockVols } from '../scenarios/index.ts';
import { smileVols } from './moneyness-smile.ts';
import { sweepValuations, YEAR_DAYS } from './sweep-valuation.ts';
import type { Valuation } from './valuation.ts';

/** How vols move with a shock. */
export type VolMoves = Pick<ScenarioSet, 'volRule' | 'volDynamics'>;

/** Contracts after shocks, in quote units. Shape: each [nValuations × nShocks]. */
export type Revalued = {
  /** 0 where there is no option */
  readonly vols: Float64Array;
  readonly prices: Float64Array;
};

/** @param valuations options, or one contract that is none */
export function revalue(
  market: Market,
  { volRule, volDynamics }: VolMoves,
  valuations: readonly Valuation[],
  shocks: ShockColumns,
): Revalued {
  const width = shocks.growths.length;
  const vols = new Float64Array(valuations.length * width);
  const [{ option, mark }] = valuations as readonly [Valuation, ...Valuation[]];
  if (option === null) return { vols, prices: shocks.growths.map((growth) => mark * growth) };
  for (const [row, valuation] of valuations.entries()) {
    const { volAnnual, timeYears } = valuation.option!;
    const own = vols.subarray(row * width, (row + 1) * width).fill(volAnnual);
    if (volDynamics === 'sticky-delta') smileVols(market, valuation, shocks, own);
    shockVols(volRule, timeYears * YEAR_DAYS, shocks, own);
  }
  return { vols, prices: sweepValuations(market, valuations, shocks, vols) };
}
