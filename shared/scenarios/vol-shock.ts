import { exp, log } from '../numerics/index.ts';
import type { Shock } from './shock.ts';

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
 * Vol after a shock, never below 0. Relative shocks first, then absolute points.
 *
 * @param volAnnual σ ≥ 0, fraction per √year
 * @param daysToExpiry ≥ 0, unshocked
 */
export function shockedVolAnnual(rule: VolShockRule, volAnnual: number, daysToExpiry: number, shock: Shock): number {
  const fraction = shock.volShockFraction ?? 0;
  const relative = volAnnual * (1 + fraction * tenorScale(rule, daysToExpiry));
  const floored = rule.kind === 'tenor-scaled' && fraction > 0 ? Math.max(relative, rule.minVolUpAnnual) : relative;
  return Math.max(0, floored + (shock.volShockPoints ?? 0));
}

function tenorScale(rule: VolShockRule, daysToExpiry: number): number {
  if (rule.kind === 'flat') return 1;
  const power = daysToExpiry < ANCHOR_DAYS ? rule.shortPower : rule.longPower;
  return exp(power * log(ANCHOR_DAYS / Math.max(daysToExpiry, rule.floorDays)));
}
