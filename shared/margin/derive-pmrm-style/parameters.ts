import * as z from 'zod';
import { ASSET_CLASSES } from '../../market/index.ts';
import type { Scenario } from '../../scenarios/index.ts';
import { scenarioIdOf, scenarioList } from './scenario-list.ts';

const multiple = z.number().min(-100).max(100);
const fraction = z.number().min(0).max(100);

/** Bounded so that no vol is shocked to infinity. */
const power = z.number().min(0).max(10);

const volShock = z.strictObject({
  upFraction: fraction.meta({ description: 'at 30 days to expiry' }),
  downFraction: fraction.meta({ description: 'at 30 days to expiry' }),
  shortPower: power.meta({ description: 'to 30 days, those included' }),
  longPower: power,
  floorDays: z.number().min(0).max(3650),
  minUpAnnual: fraction.meta({ description: 'a vol shocked up is at least this' }),
});

/** Neither below 0: a discount never grows without bound with time. */
const decay = { rateMultiple: z.number().min(0).max(100), rateAdd: z.number().min(0).max(100) };

const skewCap = z.strictObject({ base: multiple, perRootYear: multiple });

const skew = z.strictObject({
  linear: skewCap,
  absolute: skewCap,
  minWidth: fraction.meta({ description: 'of ln(K/F), where the tilt is full' }),
  widthScale: multiple,
  volStatic: multiple,
  volPerRootYear: multiple,
});

const collateral = z.strictObject({
  asset: z.string().max(128),
  maintenanceFraction: z.number().min(0).max(1).meta({ description: 'of its value' }),
  initialFraction: z.number().min(0).max(1).meta({ description: 'on top of the maintenance haircut' }),
});

const contingency = z.strictObject({
  maintenanceFraction: fraction,
  initialFraction: fraction.meta({ description: 'on top of the maintenance charge' }),
});

export const derivePmrmSchema = z.strictObject({
  assetClasses: z.array(z.enum(ASSET_CLASSES)).max(ASSET_CLASSES.length).meta({ description: 'of the underlyings' }),
  scenarios: scenarioList,
  volShock,
  skew: skew.meta({ description: 'of the skew scenarios' }),
  discounting: z.enum(['rate', 'none']).meta({ description: 'whether options are discounted at the rate' }),
  staticDiscount: z
    .strictObject({
      long: z.strictObject({ base: z.number().min(0).max(100), ...decay }),
      short: z.strictObject({ base: z.number().gt(0).max(100), ...decay }),
    })
    .meta({ description: "on the shocked value of each expiry's options, by the sign of the total" }),
  basis: z.strictObject({
    upFraction: z.number().min(0).max(100),
    downFraction: z.number().min(-1).max(0),
    addFactor: fraction,
    perYearFactor: fraction,
  }),
  initialFactor: fraction.meta({ description: 'of the largest loss' }),
  maintenanceFactor: fraction,
  contingenciesTimesFactor: z
    .boolean()
    .meta({ description: 'whether the initial factor multiplies the contingencies too, as in PMRM v1' }),
  perpetual: contingency.meta({ description: 'of |perpetual| · spot' }),
  nakedOption: contingency.meta({ description: 'of naked shorts · spot, by strike' }),
  collateral: z.array(collateral).max(200).meta({ description: 'accepted assets; others count nothing' }),
  cashAssets: z.array(z.string().max(128)).max(100).meta({ description: 'beside the base currency' }),
  confidenceThreshold: z.number().min(0).max(1),
  confidenceFactor: fraction.meta({ description: 'of notional times the missing confidence, initial only' }),
  confidence: z.number().min(0).max(1).meta({ description: 'of what the market states none for' }),
  stableAsset: z.string().max(128).meta({ description: 'whose price is the peg' }),
  pegThreshold: fraction,
  pegFactor: fraction.meta({ description: 'added to the initial factor per unit of price below the threshold' }),
  settlementWindowSeconds: z.number().min(0).max(86_400),
});

export type PmrmParameters = z.infer<typeof derivePmrmSchema>;
/** The scenarios as an answer lists them: vol shocks are those at 30 days, weights the dampening. */
export function listedScenarios({ scenarios, volShock: { upFraction, downFraction } }: PmrmParameters): Scenario[] {
  const fractions = { up: upFraction, none: 0, down: -downFraction, 'skew-linear': 0, 'skew-absolute': 0 };
  return scenarios.map((each) => ({
    id: scenarioIdOf(each),
    spotShockFraction: each.spotShockFraction,
    volShockFraction: fractions[each.vol],
    weight: each.dampeningFactor,
  }));
}
