import * as z from 'zod';

const weight = z.number().min(1e-6).max(1e6);
const name = z.string().min(1).max(128);
const period = z
  .string()
  .regex(/^\d{6}([0-9A-Z]{2})?$/, 'must be CCYYMM, with a day or week code where there is one')
  .meta({ description: 'contract period: 202512, 20251112, 202511W2' });
const money = z.number().min(0).max(1e12);
const positive = z.number().gt(0).max(1e12);
const ratio = z.number().min(1e-6).max(1e6).meta({ description: 'delta per spread' });
const side = z.enum(['A', 'B']).meta({ description: 'A and B are on opposite sides of the market' });

const fileContract = z.strictObject({
  product: name.meta({ description: 'product code of the file' }),
  period: period.optional().meta({ description: 'of the future, or of the future below an option' }),
  optionPeriod: period.optional(),
  strike: z.number().min(-1e9).max(1e9).optional(),
  right: z.enum(['call', 'put']).optional(),
});

const spreadLeg = z
  .strictObject({ period: period.optional(), tier: z.int().min(0).max(999).optional(), ratio, side })
  .refine((leg) => (leg.period === undefined) !== (leg.tier === undefined), 'needs a period or a tier, not both');

const underlying = z
  .strictObject({
    priceScanRange: positive.meta({ description: 'PSR, in price units of the underlying' }),
    volScanRange: z.number().min(0).max(100).meta({ description: 'VSR' }),
    volScanRangeIs: z.enum(['absolute', 'relative']).meta({ description: 'points of vol, or a fraction of it' }),
    shortOptionRate: money.optional().meta({ description: 'minimum per short option contract' }),
    shortOptionMethod: z.enum(['sum', 'greater']).optional(),
    tiers: z
      .array(z.strictObject({ number: z.int().min(0).max(999), start: period, end: period }))
      .max(100)
      .optional(),
    spreads: z
      .array(z.strictObject({ rate: money, legs: z.array(spreadLeg).min(2).max(8) }))
      .max(1000)
      .optional()
      .meta({ description: 'intra-commodity spreads, by priority' }),
    delivery: z
      .array(z.strictObject({ period, spreadRate: money, outrightRate: money }))
      .max(100)
      .optional(),
  })
  .meta({ description: 'what a clearing house sets for one underlying; its own figures are in its files' });

const creditLeg = z.strictObject({ commodity: name, ratio, side });

export const spanSchema = z.strictObject({
  file: z
    .strictObject({ text: z.string().min(1).max(200_000) })
    .nullable()
    .meta({ description: 'a risk-parameter file (.pa2 or .spn) as text; larger ones are uploaded: parameterFileId' }),
  instruments: z
    .record(name, fileContract)
    .meta({ description: 'the contract of the file that an instrument is; default: by its facts' }),
  products: z.record(name, z.array(name).min(1).max(100)).meta({
    description: "product codes of an underlying; default: its id, and the options in that product's commodity",
  }),
  positionUnit: z.enum(['contract', 'multiplier']).meta({
    description:
      '`contract`: a position counts contracts of the file, whose value factor must be its multiplier; `multiplier`: it counts multiplier ÷ value factor of them',
  }),
  account: z.enum(['member', 'hedger', 'speculator']),
  initialToMaintenance: z
    .number()
    .min(1)
    .max(10)
    .nullable()
    .meta({ description: "initial as a multiple of maintenance, instead of the file's" }),
  optionValue: z.enum(['exchange-complex', 'combined-commodity']).meta({
    description: 'where a surplus of long option value ends: with the whole, or with its own commodity',
  }),
  underlyings: z.record(name, underlying).meta({ description: 'scan ranges and charges, where there is no file' }),
  credits: z
    .array(z.strictObject({ creditFraction: z.number().min(0).max(1), legs: z.array(creditLeg).min(2).max(4) }))
    .max(1000)
    .meta({ description: 'inter-commodity credits by priority, where there is no file' }),
  scanSpreads: z
    .array(z.strictObject({ savingFraction: z.number().min(0).max(1), commodities: z.array(name).min(2).max(20) }))
    .max(1000)
    .meta({
      description: 'commodities that are scanned together for a part of what that saves; beside those of a file',
    }),
  extremeMultiple: z.number().min(1).max(10).meta({ description: 'of the scan range, in scenarios 15 and 16' }),
  extremeFraction: z.number().min(0).max(1).meta({ description: 'of the loss, in scenarios 15 and 16' }),
  lookAheadDays: z.number().min(0).max(365),
  deltaWeights: z
    .tuple([weight, weight, weight, weight])
    .meta({ description: 'of the delta at 0, ±1/3, ±2/3 and ±1 scan range; the mean is taken' }),
});

export type SpanParameters = z.infer<typeof spanSchema>;
export type UnderlyingParameters = SpanParameters['underlyings'][string];
export type FileContract = SpanParameters['instruments'][string];
