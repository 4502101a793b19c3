import * as z from 'zod';
import type { ExplainedSnapshots, Replay } from '../usecases/index.ts';
import { identifier } from './primitives.ts';
import { failureReason } from './problem.ts';

export const replayAnswer = z
  .strictObject({
    sid: identifier,
    identical: z.boolean().meta({ description: 'the stored inputs give the stored answer, byte for byte' }),
    digest: z.string().meta({ description: 'of what the replay came to' }),
    chained: z.boolean().meta({ description: 'it and the snapshot before it are as they were stored' }),
  })
  .meta({ id: 'ReplayAnswer' }) satisfies z.ZodType<Replay>;

const cause = z.enum(['positions', 'parameters', 'time', 'spot', 'vol', 'marketStructure']);

const explainedFigure = z
  .strictObject({
    before: z.number(),
    after: z.number(),
    change: z.number(),
    effects: z.strictObject({
      positions: z.number(),
      parameters: z.number(),
      time: z.number(),
      spot: z.number(),
      vol: z.number(),
      marketStructure: z.number().meta({ description: 'listings, rates, marks off the model, history' }),
    }),
  })
  .meta({ id: 'ExplainedFigure', description: 'the effects add up to the change' });

export const explainAnswer = z
  .strictObject({
    portfolioId: identifier,
    from: identifier,
    to: identifier,
    currency: identifier,
    order: z.array(cause).readonly().meta({ description: 'in which the causes are exchanged, one after the other' }),
    equity: explainedFigure,
    methods: z
      .array(z.strictObject({ method: identifier, initial: explainedFigure, maintenance: explainedFigure }))
      .readonly(),
    notExplained: z.array(z.strictObject({ method: identifier, reason: failureReason, detail: z.string() })).readonly(),
  })
  .meta({ id: 'ExplainAnswer' }) satisfies z.ZodType<ExplainedSnapshots>;
