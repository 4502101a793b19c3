import * as z from 'zod';
import { ASSET_CLASSES } from '../../market/index.ts';

const fraction = z.number().min(0).max(100);
const part = z.number().min(0).max(1);
const name = z.string().max(128);

const perpetual = z.strictObject({
  underlyings: z.array(name).max(100),
  maintenanceFraction: fraction,
  initialFraction: fraction,
});

const base = z.strictObject({
  asset: name,
  maintenanceFactor: part.meta({ description: 'the part of its value that counts' }),
  initialScale: part.meta({ description: 'of the maintenance factor, initially' }),
});

export const deriveStandardSchema = z.strictObject({
  assetClasses: z.array(z.enum(ASSET_CLASSES)).max(ASSET_CLASSES.length).meta({ description: 'of the underlyings' }),
  maxSpotFraction: fraction.meta({ description: 'of spot, a short option at the money initially' }),
  minSpotFraction: fraction.meta({ description: 'of spot, at least' }),
  maintenanceCallFraction: fraction,
  maintenancePutFraction: fraction,
  maintenancePutMarkFraction: fraction.meta({ description: 'of the mark of a short put, where that is more' }),
  initialPutFactor: fraction.meta({ description: 'of the maintenance margin of a short put, initially at least' }),
  unpairedInitialFactor: fraction.meta({ description: 'of the forward, on net short calls' }),
  unpairedMaintenanceFactor: fraction,
  perpetuals: z.array(perpetual).max(100).meta({ description: 'of |perpetual| · its price, by underlying' }),
  bases: z.array(base).max(200).meta({ description: 'accepted assets; others count nothing' }),
  cashAssets: z.array(name).max(100).meta({ description: 'beside the base currency' }),
  confidenceThreshold: part,
  confidenceFactor: fraction.meta({ description: 'of notional times the missing confidence, initial only' }),
  confidence: part.meta({ description: 'of what the market states none for' }),
  settlementWindowSeconds: z.number().min(0).max(86_400),
  stableAsset: name.meta({ description: 'whose price is the peg' }),
  pegThreshold: fraction,
  pegFactor: fraction.meta({ description: 'of notional per unit of price below the threshold, initial only' }),
});

export type StandardParameters = z.infer<typeof deriveStandardSchema>;
