import * as z from 'zod';
import type { CollateralRequest } from '../usecases/index.ts';
import { methodChoice, oneSubject, subject } from './calculation-requests.ts';
import { LIMITS } from './limits.ts';
import { fraction, identifier, positive, positiveAmount } from './primitives.ts';

const money = z.number().min(0).max(1e15);
const costFraction = z.number().min(-1).max(10);

const venue = z
  .strictObject({
    id: identifier,
    requirement: money.optional().meta({ description: 'in the base currency, after haircuts' }),
    method: z
      .union([identifier, methodChoice])
      .optional()
      .meta({ description: 'computes the requirement of the positions and orders there' }),
    kind: z.enum(['initial', 'maintenance']).optional().meta({ description: "of the method; default 'initial'" }),
  })
  .superRefine((each, context) => {
    if ((each.requirement === undefined) === (each.method === undefined)) {
      context.addIssue({ code: 'custom', message: 'state a requirement or a method', path: ['requirement'] });
    }
  })
  .meta({ id: 'CollateralVenue' });

const asset = z
  .strictObject({
    id: identifier,
    quantity: positiveAmount.meta({ description: 'in units of the asset' }),
    price: positive.optional().meta({ description: "in the base currency per unit; default: the market's" }),
    heldAt: identifier.optional().meta({ description: 'the venue where it lies now' }),
  })
  .meta({ id: 'CollateralAsset' });

const haircut = z
  .strictObject({
    asset: identifier,
    venue: identifier.optional().meta({ description: 'default: every venue that has no entry of its own' }),
    haircutFraction: fraction,
    maxShareOfRequirement: z
      .number()
      .min(0)
      .max(1e6)
      .optional()
      .meta({ description: "most that counts, as a share of the venue's requirement" }),
    maxAmount: money.optional().meta({
      description: 'most that is posted there, before the haircut; in the base currency, not in units of the asset',
    }),
  })
  .meta({ id: 'AcceptedCollateral', description: 'an asset without an entry for a venue is not accepted there' });

const cost = z
  .strictObject({
    asset: identifier.optional(),
    venue: identifier.optional(),
    holdingFraction: costFraction.optional().meta({ description: 'of what is posted there' }),
    transferFraction: costFraction.optional().meta({ description: 'of what is brought there from elsewhere' }),
  })
  .meta({ id: 'CollateralCost', description: 'all entries that apply are added; what is not named applies to all' });

export const collateralRequest = z
  .strictObject({
    ...subject,
    venues: z.array(venue).min(1).max(LIMITS.collateralVenues),
    assets: z
      .array(asset)
      .max(LIMITS.collateral)
      .optional()
      .meta({ description: "default: the portfolio's collateral, where it lies" }),
    haircuts: z.array(haircut).max(LIMITS.collateralTerms),
    costs: z.array(cost).max(LIMITS.collateralTerms).optional(),
  })
  .superRefine(oneSubject)
  .meta({ id: 'CollateralRequest' }) satisfies z.ZodType<CollateralRequest>;
