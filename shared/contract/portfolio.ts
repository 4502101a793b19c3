import * as z from 'zod';
import { DEFAULT_VENUE, type Portfolio } from '../portfolio/index.ts';
import { LIMITS } from './limits.ts';
import { amount, identifier, positive, positiveAmount } from './primitives.ts';

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

/** A book: what a client holds, owes and has on order. */
export const portfolio = z
  .strictObject({
    id: identifier.optional(),
    baseCurrency: identifier,
    marketId: identifier.optional(),
    positions: z.array(position).max(LIMITS.positions).default([]),
    collateral: z.array(holding).max(LIMITS.collateral).default([]),
    orders: z.array(order).max(LIMITS.orders).default([]),
    loans: z.array(z.json()).max(0, 'loans are not supported: send debts as negative collateral').optional(),
  })
  .meta({ id: 'Portfolio' }) satisfies z.ZodType<Portfolio>;
