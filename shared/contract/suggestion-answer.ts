import * as z from 'zod';
import { identifier, instant } from './primitives.ts';
import { benefit, certificate, costTotals, rebalanceTrade } from './rebalance-answer.ts';
import { failure } from './stored-answers.ts';

const requirement = z.enum(['initial', 'maintenance']);
const greek = z.enum(['delta', 'gamma', 'vega']);
const bound = z.number().nullable();

export const violation = z.strictObject({
  kind: z.enum(['utilisation', 'margin-band', 'greek-band']),
  pointer: z
    .string()
    .nullable()
    .meta({ description: 'into the policy; null for the limit of 1 that every method has' }),
  method: identifier.nullable(),
  requirement: requirement.nullable(),
  underlying: identifier.nullable(),
  greek: greek.nullable(),
  value: bound.meta({ description: 'null for the utilisation of a book without equity' }),
  min: bound,
  max: bound,
});

const watchedState = z
  .strictObject({
    equity: z.number(),
    margins: z.array(z.strictObject({ method: identifier, initial: z.number(), maintenance: z.number() })),
    greeks: z.array(z.strictObject({ underlying: identifier, delta: z.number(), gamma: z.number(), vega: z.number() })),
  })
  .meta({ id: 'WatchedState' });

const cure = z.strictObject({
  trades: z.array(rebalanceTrade).meta({
    description:
      'the least that is enough, by cost, or by notional where nothing costs anything; those that need the least margin where nothing is outside',
  }),
  cost: costTotals,
  benefit: benefit.nullable().meta({ description: 'null unless the policy says what margin costs to fund' }),
  fraction: z.number().min(0).max(1).meta({
    description: 'of the trades of the certificate; below 1 where a part of those that need the least margin is enough',
  }),
  cures: z.boolean().meta({ description: 'nothing is outside any more, with the hysteresis of the policy' }),
  before: watchedState,
  after: watchedState,
  request: z
    .record(z.string(), z.json())
    .nullable()
    .meta({ description: 'of /rebalance, beside the book: what the certificate proves' }),
  certificate: certificate.nullable(),
  failure: failure.nullable(),
  reproducible: z
    .literal(false)
    .optional()
    .meta({ description: 'there where the wall clock ended the search: another run may find other trades' }),
});

const summaryFields = {
  sid: identifier.meta({ description: 'of the snapshot that it follows' }),
  event: z.enum(['MarginBreached', 'RebalanceSuggested']),
  revision: z.int().min(0),
  marketVersion: z.int().min(0),
  policyVersion: z.int().min(0),
  dueAt: instant.nullable().meta({ description: 'of the schedule that asked for it; null where a limit or band did' }),
  createdAt: instant,
  decision: z.enum(['accepted', 'dismissed']).nullable(),
  decidedAt: instant.nullable(),
  status: z.enum(['open', 'superseded', 'accepted', 'dismissed']).meta({
    description:
      'superseded: the book is inside by itself, the book or its policy has moved on since, or there is a newer one',
  }),
};

export const suggestionSummary = z.strictObject(summaryFields).meta({ id: 'SuggestionSummary' });

export const suggestionView = z
  .strictObject({
    ...summaryFields,
    violations: z.array(violation),
    cure,
    expectedFills: z
      .array(
        z.strictObject({
          instrument: identifier,
          venue: identifier,
          side: z.enum(['buy', 'sell']),
          quantity: z.string(),
          price: z.number(),
        }),
      )
      .meta({ description: 'of an accepted suggestion' }),
  })
  .meta({ id: 'Suggestion' });
