import * as z from 'zod';
import { DEFAULT_ACCOUNT, DEFAULT_VENUE, type Portfolio } from '../portfolio/index.ts';
import { LIMITS } from './limits.ts';
import { amount, fraction, identifier, instant, positive, positiveAmount } from './primitives.ts';

export const venue = identifier.default(DEFAULT_VENUE).meta({ description: 'where the holding sits' });
export const side = z.enum(['buy', 'sell']);

const position = z
  .strictObject({
    instrument: identifier,
    quantity: amount.meta({ description: 'signed, + long' }),
    averagePrice: positiveAmount.optional(),
    unrealisedFunding: amount.optional(),
    venue,
  })
  .meta({ id: 'Position' });

const holding = z
  .strictObject({ asset: identifier, quantity: amount, venue })
  .meta({ id: 'CollateralHolding', description: 'cash, coins or securities; a negative quantity is a debt' });

const order = z
  .strictObject({ instrument: identifier, side, quantity: positiveAmount, price: positive, venue })
  .meta({ id: 'OpenOrder' });

const loan = z
  .strictObject({
    side: z.enum(['lend', 'borrow']).meta({ description: 'lend: the venue owes it; borrow: it is owed to the venue' }),
    asset: identifier,
    quantity: positiveAmount.meta({ description: "at accruedSince, else at the market's instant" }),
    rate: z.number().min(0).max(5).default(0).meta({ description: 'annual, ACT/365' }),
    compounding: z.enum(['simple', 'continuous']).default('continuous'),
    accruedSince: instant.optional().meta({ description: 'from when on interest is not in the quantity yet' }),
    ltv: fraction.default(0).meta({ description: 'of what is lent: may be borrowed against it' }),
    liquidationThreshold: fraction.default(0).meta({ description: 'of what is lent: debt at which it is liquidated' }),
    liquidationPenalty: fraction.default(0).meta({ description: 'of the debt repaid: taken on top of it' }),
    account: identifier.default(DEFAULT_ACCOUNT).meta({ description: 'legs of one account secure each other' }),
    venue,
  })
  .superRefine((leg, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', message, path: [path] });
    if (leg.rate !== 0 && leg.accruedSince === undefined) refuse('accruedSince', 'is required with a rate');
    if (leg.ltv > leg.liquidationThreshold) refuse('liquidationThreshold', 'must be at least the ltv');
    if (leg.side === 'borrow' && leg.liquidationThreshold + leg.liquidationPenalty > 0)
      refuse('side', 'ltv, liquidationThreshold and liquidationPenalty are of what is lent');
  })
  .meta({ id: 'Loan', description: 'a leg of a lending position' });

/** A book: what a client holds, owes and has on order. */
export const portfolio = z
  .strictObject({
    id: identifier.optional(),
    baseCurrency: identifier,
    marketId: identifier.optional(),
    positions: z.array(position).max(LIMITS.positions).default([]),
    collateral: z.array(holding).max(LIMITS.collateral).default([]),
    orders: z.array(order).max(LIMITS.orders).default([]),
    loans: z.array(loan).max(LIMITS.loans).optional(),
  })
  .meta({ id: 'Portfolio' }) satisfies z.ZodType<Portfolio>;
