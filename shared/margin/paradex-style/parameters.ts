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

const optionSide = z.strictObject({
  longFraction: z.number().min(0).max(10).meta({ description: 'cap of a long option, of spot' }),
  premiumMultiplier: z.number().min(0).max(10).meta({ description: 'of the mark of a long option' }),
  shortFraction: z.number().min(0).max(10).meta({ description: 'of spot, less what the option is out of the money' }),
  shortMinimumFraction: z.number().min(0).max(10).meta({ description: 'at least this of spot' }),
  shortPutCapFraction: z.number().min(0).max(10).meta({ description: 'at most this of spot, puts only' }),
});

const crossTier = z.strictObject({
  assetClasses: z.array(z.enum(ASSET_CLASSES)).max(ASSET_CLASSES.length),
  deltaOneInitialFraction: z
    .number()
    .min(0)
    .max(10)
    .nullable()
    .meta({ description: "of the mark of a future or perpetual; null where the venue's is not known" }),
  deltaOneMaintenanceFactor: z.number().min(0).max(1).meta({ description: 'of the initial fraction' }),
  optionInitial: optionSide,
  optionMaintenance: optionSide,
});

export const paradexSchema = z.strictObject({
  mode: z.enum(['portfolio', 'cross']).meta({
    description:
      '`portfolio`: scenarios per underlying; `cross`: each market by itself, its larger side of open orders',
  }),
  tiers: z.array(tier).min(1).max(20).meta({ description: 'by asset class; the first that names the class applies' }),
  crossTiers: z.array(crossTier).min(1).max(20).meta({ description: 'of `cross`, by asset class' }),
  maintenanceFraction: z
    .number()
    .min(0)
    .max(1)
    .meta({ description: 'of the scan and minimum delta, `portfolio` only' }),
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
export type CrossTier = z.infer<typeof crossTier>;
export type OptionSide = z.infer<typeof optionSide>;

export function tierScenarios(chosen: ParadexTier): Scenario[] {
  return chosen.scenarios.map((each) => ({ ...each, id: scenarioId(each) }));
}
