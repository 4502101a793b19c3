import * as z from 'zod';
import type { Bust, CashAdjustment, Fill, SettlementAdjustment } from '../portfolio/index.ts';
import { LIMITS } from './limits.ts';
import { venueRow } from './market.ts';
import { side, venue } from './portfolio.ts';
import { amount, identifier, instant, positiveAmount, text } from './primitives.ts';

const fill = z
  .strictObject({
    fillId: identifier,
    instrument: identifier,
    side,
    quantity: positiveAmount,
    price: amount.meta({ description: 'above 0 for an inverse contract, never below 0 for an option or spot' }),
    fee: amount.optional().meta({ description: 'what was paid; a rebate is negative' }),
    feeCurrency: identifier.optional().meta({
      description:
        'any, unless stated the settlement currency; margin waits until the market of the portfolio has a price of it',
    }),
    venue,
    executedAt: instant,
    corrects: identifier
      .optional()
      .meta({ description: 'the earlier fill that this one takes the place of, as though it had never been' }),
  })
  .meta({ id: 'Fill' }) satisfies z.ZodType<Fill>;

const bust = z
  .strictObject({
    fillId: identifier,
    busts: identifier.meta({ description: 'the earlier fill that never was' }),
    executedAt: instant,
  })
  .meta({
    id: 'Bust',
    description: 'takes an earlier fill back; executedAt is when the venue did',
  }) satisfies z.ZodType<Bust>;

export const fillsRequest = z
  .strictObject({
    fills: z
      .array(z.union([fill, bust]))
      .min(1)
      .max(LIMITS.fills),
  })
  .meta({ id: 'FillsRequest' });

const MAX_XML_CHARACTERS = 4_900_000;

export const fillsImportRequest = z
  .strictObject({
    trades: z
      .union([z.array(venueRow).max(LIMITS.importRows), venueRow, z.string().min(1).max(MAX_XML_CHARACTERS)])
      .meta({ description: "the venue's own array or whole answer; for ibkr-flex the XML of an activity statement" }),
    venue,
    timeZone: z
      .string()
      .max(64)
      .default('America/New_York')
      .meta({ description: 'IANA name: of the times in an ibkr-flex statement' }),
  })
  .meta({ id: 'FillsImportRequest' });

const cashAdjustment = z
  .strictObject({
    adjustmentId: identifier,
    kind: z.enum(['deposit', 'withdrawal', 'transfer', 'correction']),
    asset: identifier,
    quantity: amount.meta({ description: 'above 0; signed for a correction' }),
    venue,
    toVenue: identifier.optional().meta({ description: 'of a transfer' }),
    effectiveAt: instant,
    note: text.optional(),
  })
  .superRefine((each, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', message, path: [path] });
    if (each.kind !== 'correction' && each.quantity.startsWith('-')) refuse('quantity', 'must be above zero');
    if (each.quantity === '0') refuse('quantity', 'must not be zero');
    if ((each.kind === 'transfer') !== (each.toVenue !== undefined))
      refuse('toVenue', 'goes with a transfer, and only with one');
  })
  .meta({ id: 'CashAdjustment' }) satisfies z.ZodType<CashAdjustment>;

const settlement = z
  .strictObject({
    adjustmentId: identifier,
    kind: z.literal('settlement'),
    instrument: identifier,
    venue,
    settlementPrice: amount.meta({
      description: 'of the underlying at expiry: never below 0 for an option, 1e-12 or above for an inverse contract',
    }),
    effectiveAt: instant,
    note: text.optional(),
    corrects: identifier.optional().meta({ description: 'the settlement that this one takes the place of' }),
  })
  .meta({
    id: 'SettlementAdjustment',
    description: 'closes a position whose contract has expired; effectiveAt is not before its expiry',
  }) satisfies z.ZodType<SettlementAdjustment>;

const adjustment = z.discriminatedUnion('kind', [cashAdjustment, settlement]);

export const adjustmentsRequest = z
  .strictObject({ adjustments: z.array(adjustment).min(1).max(LIMITS.adjustments) })
  .meta({ id: 'AdjustmentsRequest' });
