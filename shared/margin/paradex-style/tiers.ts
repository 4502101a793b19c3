import type { ScenarioSet } from '../../scenarios/index.ts';
import { type ParadexParameters, type ParadexTier, tierScenarios } from './parameters.ts';

/** A parameter tier with its scenarios written out. */
export type SettledTier = { readonly tier: ParadexTier; readonly set: ScenarioSet };

export function settleTiers(parameters: ParadexParameters): SettledTier[] {
  return parameters.tiers.map((tier) => ({
    tier,
    set: {
      scenarios: tierScenarios(tier),
      volRule: {
        kind: 'tenor-scaled',
        shortPower: parameters.vegaPowerShort,
        longPower: parameters.vegaPowerLong,
        floorDays: parameters.vegaFloorDays,
        minVolUpAnnual: tier.minVolUpAnnual,
      },
    },
  }));
}
