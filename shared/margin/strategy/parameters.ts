import * as z from 'zod';
import { ASSET_CLASSES } from '../../market/index.ts';

const fraction = z.number().min(0).max(10);

const classRule = z.strictObject({
  assetClasses: z.array(z.enum(ASSET_CLASSES)).max(ASSET_CLASSES.length),
  shortOptionFraction: fraction.meta({
    description: 'of the underlying, before the out-of-the-money amount; times leverageFactor',
  }),
  shortOptionMinimumFraction: fraction.meta({
    description: 'least, of the underlying for a call and of the strike for a put; times leverageFactor',
  }),
  longStockInitialFraction: fraction,
  longStockMaintenanceFraction: fraction,
  shortStockInitialFraction: fraction.meta({ description: 'beyond the proceeds: 0.5 is the 150 % of the rule' }),
  shortStockMaintenanceFraction: fraction.meta({ description: 'beyond the proceeds: 0.3 is the 130 % of the rule' }),
  shortStockMinimumPerShare: z.number().min(0).meta({ description: 'least maintenance of a share sold short' }),
  hedgedStrikeFraction: fraction.meta({ description: 'of the strike, for stock with a protective option' }),
});

export const strategySchema = z.strictObject({
  classes: z.array(classRule).max(20).meta({ description: 'by asset class; the first that names the class applies' }),
  longTermYears: z
    .number()
    .gt(0)
    .max(100)
    .meta({ description: 'a long option with more time than this has a loan value' }),
  longTermLoanFraction: z
    .number()
    .min(0)
    .max(1)
    .meta({ description: 'loan value of such an option, of its market value' }),
  spreadLegs: z.enum(['balanced', 'limited-loss']).meta({
    description:
      '`balanced`: a spread has as many long as short contracts among its calls and among its puts; `limited-loss`: any legs whose loss has a limit',
  }),
  candidatesMax: z
    .number()
    .int()
    .min(1)
    .max(100_000)
    .meta({ description: 'offsets and spread legs that the series of one underlying may make' }),
  nodesMax: z.number().int().min(1).max(10_000).meta({ description: 'linear programs solved for one pairing' }),
});

export type StrategyParameters = z.infer<typeof strategySchema>;
export type ClassRule = z.infer<typeof classRule>;
