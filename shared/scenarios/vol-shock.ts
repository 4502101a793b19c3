import { exp, log } from '../numerics/index.ts';
import type { ShockColumns } from './shock-columns.ts';

/**
 * How a vol shock acts on one option's vol.
 *
 * - `flat`: σ' = σ·(1 + v)
 * - `tenor-scaled`: σ' = σ·(1 + v·(30/max(DTE, floor))^p), p = `shortPower` below 30 days, else `longPower`; an upward
 *   shock never leaves the vol below `minVolUpAnnual`
 */
export type VolShockRule =
  | { readonly kind: 'flat' }
  | {
      readonly kind: 'tenor-scaled';
      readonly shortPower: number;
      readonly longPower: number;
      readonly floorDays: number;
      readonly minVolUpAnnual: number;
    };

const ANCHOR_DAYS = 30;

/**
 * Vols of one option after shocks, never below 0: relative shocks first, then absolute points. Replaces the vols in `vols`, those
 * before the shocks, σ ≥ 0.
 *
 * Mutates: vols, [nShocks]. Allocates: nothing.
 *
 * @param daysToExpiry ≥ 0, unshocked
 */
export function shockVols(rule: VolShockRule, daysToExpiry: number, shocks: ShockColumns, vols: Float64Array): void {
  const scale = tenorScale(rule, daysToExpiry);
  const floor = floorOf(rule);
  const { volFractions, volPoints } = shocks;
  for (let k = 0; k < vols.length; k++) vols[k] = shockVol(floor, vols[k]!, volFractions[k]! * scale, volPoints[k]!);
}

function shockVol(floor: number, volAnnual: number, fraction: number, points: number): number {
  const relative = volAnnual * (1 + fraction);
  return Math.max(0, (fraction > 0 ? Math.max(relative, floor) : relative) + points);
}

/** No upward shock leaves a vol below it. */
function floorOf(rule: VolShockRule): number {
  return rule.kind === 'tenor-scaled' ? rule.minVolUpAnnual : 0;
}

function tenorScale(rule: VolShockRule, daysToExpiry: number): number {
  if (rule.kind === 'flat') return 1;
  const power = daysToExpiry < ANCHOR_DAYS ? rule.shortPower : rule.longPower;
  return exp(power * log(ANCHOR_DAYS / Math.max(daysToExpiry, rule.floorDays)));
}
