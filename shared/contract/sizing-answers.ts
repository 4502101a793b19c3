import * as z from 'zod';
import type { LegOrderAnswer, MaxSizeAnswer } from '../usecases/index.ts';
import { provenance } from './margin-answer.ts';
import { identifier } from './primitives.ts';

const state = z.strictObject({ initial: z.number(), maintenance: z.number(), equity: z.number() });
const exactness = z.enum(['exact', 'approximate']);

export const maxSizeAnswer = z
  .strictObject({
    instrument: identifier,
    side: z.enum(['buy', 'sell']),
    method: identifier,
    version: identifier,
    quantity: z
      .string()
      .nullable()
      .meta({ description: 'unsigned, a multiple of the lot; null where none fits or nothing limits it' }),
    ending: z.enum(['found', 'none-fits', 'no-limit']),
    exactness: exactness.meta({ description: "approximate: the rule isn't convex, a larger size might fit again" }),
    before: state,
    after: state.nullable(),
    oneLotMore: state.nullable().meta({ description: 'what shows that the quantity is the largest' }),
    nearest: state
      .extend({
        quantity: z.string(),
        shortfall: z.number().meta({ description: 'equity that it is short of: with so much more it fits' }),
      })
      .nullable()
      .meta({ description: 'where none fits: the quantity that is short of least' }),
    evaluations: z.int(),
    provenance,
  })
  .meta({ id: 'MaxSizeAnswer' }) satisfies z.ZodType<MaxSizeAnswer>;

export const orderedLegs = z
  .strictObject({
    before: z.number(),
    peakAsSent: z.number().meta({ description: 'the peak in the order in which the legs were sent' }),
    order: z.array(z.int()).meta({ description: 'indices of the trades' }),
    peak: z.number(),
    path: z.array(z.number()).meta({ description: 'the initial requirement after each leg' }),
    bound: z.number().meta({ description: 'no order has a peak below this' }),
    exactness: exactness.meta({
      description:
        'exact: the peak is the bound, as always to 14 legs unless the requirement is so large that the work allowed ends sooner',
    }),
    evaluations: z.int().meta({ description: 'sets of legs that the requirement was worked out after' }),
  })
  .meta({ id: 'OrderedLegs' });

export const legOrderAnswer = orderedLegs
  .extend({ method: identifier, version: identifier, provenance })
  .meta({ id: 'LegOrderAnswer' }) satisfies z.ZodType<LegOrderAnswer>;
