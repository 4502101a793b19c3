import * as z from 'zod';
import { type LegOrderRequest, type MaxSizeRequest, MOST_LEGS } from '../usecases/index.ts';
import { methodChoice, oneSubject, subject, trade } from './calculation-requests.ts';
import { identifier, positive } from './primitives.ts';

export const maxSizeRequest = z
  .strictObject({
    ...subject,
    method: methodChoice,
    instrument: identifier,
    side: z.enum(['buy', 'sell']),
    venue: identifier.optional(),
    price: positive.optional().meta({ description: "default: the market's mark" }),
  })
  .superRefine(oneSubject)
  .meta({ id: 'MaxSizeRequest' }) satisfies z.ZodType<MaxSizeRequest>;

export const legOrderRequest = z
  .strictObject({ ...subject, method: methodChoice, trades: z.array(trade).min(1).max(MOST_LEGS) })
  .superRefine(oneSubject)
  .meta({ id: 'LegOrderRequest' }) satisfies z.ZodType<LegOrderRequest>;
