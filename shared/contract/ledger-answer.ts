import * as z from 'zod';
import { decimalAnswer, identifier, instant } from './primitives.ts';

const terms = z
  .strictObject({
    kind: z.enum(['spot', 'perpetual', 'future', 'option']),
    payoff: z.enum(['linear', 'inverse']),
    multiplier: decimalAnswer,
    settlementCurrency: identifier,
    underlying: identifier,
    expiry: instant.nullable(),
    strike: decimalAnswer.nullable(),
    right: z.enum(['call', 'put']).nullable(),
  })
  .meta({ id: 'ContractTerms', description: 'contract facts as they were when the entry was booked' });

const booked = {
  revision: z.int().min(1),
  recordedAt: instant,
  cash: z
    .array(z.strictObject({ asset: identifier, venue: identifier, amount: decimalAnswer }))
    .meta({ description: 'what the entry did to the balances' }),
};

const openingEntry = z
  .strictObject({
    ...booked,
    kind: z.literal('opening'),
    position: z
      .strictObject({
        instrument: identifier,
        venue: identifier,
        quantity: decimalAnswer,
        averagePrice: decimalAnswer.nullable(),
        unrealisedFunding: decimalAnswer,
      })
      .nullable(),
    terms: terms.nullable(),
  })
  .meta({ id: 'OpeningEntry' });

const reversal = z
  .strictObject({
    fillId: identifier,
    revision: z.int().min(1),
    instrument: identifier,
    venue: identifier,
    executedAt: instant,
    fee: decimalAnswer,
    feeCurrency: identifier,
  })
  .meta({ id: 'Reversal', description: 'an earlier fill, taken back with its premium and fee' });

const fillEntry = z
  .strictObject({
    ...booked,
    kind: z.literal('fill'),
    fillId: identifier,
    instrument: identifier,
    side: z.enum(['buy', 'sell']),
    quantity: decimalAnswer,
    price: decimalAnswer,
    fee: decimalAnswer,
    feeCurrency: identifier,
    venue: identifier,
    executedAt: instant,
    terms,
    reverses: reversal.nullable().meta({ description: 'of a correction' }),
  })
  .meta({ id: 'FillEntry' });

const bustEntry = z
  .strictObject({ ...booked, kind: z.literal('bust'), fillId: identifier, executedAt: instant, reverses: reversal })
  .meta({ id: 'BustEntry' });

const adjustmentEntry = z
  .strictObject({
    ...booked,
    kind: z.literal('adjustment'),
    adjustmentId: identifier,
    adjustment: z.enum(['deposit', 'withdrawal', 'transfer', 'correction']),
    asset: identifier,
    quantity: decimalAnswer,
    venue: identifier,
    toVenue: identifier.nullable(),
    effectiveAt: instant,
    note: z.string().nullable(),
  })
  .meta({ id: 'AdjustmentEntry' });

const settlementEntry = z
  .strictObject({
    ...booked,
    kind: z.literal('settlement'),
    adjustmentId: identifier,
    instrument: identifier,
    venue: identifier,
    settlementPrice: decimalAnswer,
    price: decimalAnswer.meta({ description: 'of the contract, as it is quoted' }),
    effectiveAt: instant,
    note: z.string().nullable(),
    corrects: identifier.nullable(),
  })
  .meta({ id: 'SettlementEntry', description: 'moves no balance: what was paid follows from the position' });

export const ledgerEntry = z
  .discriminatedUnion('kind', [openingEntry, fillEntry, bustEntry, adjustmentEntry, settlementEntry])
  .meta({ id: 'LedgerEntry' });
