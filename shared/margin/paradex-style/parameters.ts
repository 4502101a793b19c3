import * as z from 'zod';
import { ASSET_CLASSES } from '../../market/index.ts';
import { type Scenario, scenarioId } from '../../scenarios/index.ts';

const scenario = z.strictObject({
  spotShockFraction: z.number().gt(-1).max(100),
  volShockFraction: z.number().min(-1).max(100),
  weight: z.number().gt(0).max(100),
});

const tier = z
  .strictObject({
    assetClasses: z.array(z.enum(ASSET_CLASSES)).max(ASSET_CLASSES.length),
    scenarios: z
      .array(scenario)
      .min(1)
      .max(1000)
      .refine((each) => new Set(each.map(scenarioId)).size === each.length, 'two scenarios have the same shock'),
    hedgedFraction: z.number().min(0).max(1).meta({ description: 'minimum charge on hedged delta' }),
    unhedgedFraction: z
      .number()
      .min(0)
      .max(1)
      .meta({ description: 'minimum charge on net delta, at least hedgedFraction' }),
    minVolUpAnnual: z.number().min(0).max(10).meta({ description: 'a vol shocked up is at least this' }),
  })
  .refine(({ hedgedFraction, unhedgedFraction }) => unhedgedFraction >= hedgedFraction, {
    path: ['unhedgedFraction'],
    error: 'must be at least hedgedFraction',
  });

export const paradexSchema = z.strictObject({
  tiers: z.array(tier).min(1).max(20).meta({ description: 'by asset class; the first that names the class applies' }),
  maintenanceFraction: z.number().min(0).max(1),
  vegaPowerShort: z.number().min(0).max(2).meta({ description: 'below 30 days to expiry' }),
  vegaPowerLong: z.number().min(0).max(2),
  vegaFloorDays: z.number().gt(0).max(365),
  settlementWindowSeconds: z.number().min(0).max(86_400),
  optionFeeCapFraction: z.number().min(0).max(1).meta({ description: "of the option's mark" }),
  defaultFeeFraction: z.number().min(0).max(1).meta({ description: 'of an instrument that states no fee' }),
  cashAssets: z.array(z.string().max(128)).max(100).meta({ description: 'assets that need no margin themselves' }),
});

export type ParadexParameters = z.infer<typeof paradexSchema>;
export type ParadexTier = z.infer<typeof tier>;

export function tierScenarios(chosen: ParadexTier): Scenario[] {
  return chosen.scenarios.map((each) => ({ ...each, id: scenarioId(each) }));
}
