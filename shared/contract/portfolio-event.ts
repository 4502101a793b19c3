import * as z from 'zod';
import { identifier, instant } from './primitives.ts';
import { rebalanceTrade } from './rebalance-answer.ts';
import { failure } from './stored-answers.ts';
import { violation } from './suggestion-answer.ts';

const stated = failure.omit({ errors: true }).nullable();

const fields = {
  id: z.int().min(1).meta({ description: 'rises by one with every event of the portfolio' }),
  portfolioId: identifier,
  createdAt: instant,
  sid: identifier.meta({ description: 'of the snapshot that it follows, and of the suggestion where there is one' }),
  revision: z.int().min(0),
  marketVersion: z.int().min(0),
  policyVersion: z.int().min(0),
};

const marginFigure = z.strictObject({
  method: identifier,
  currency: identifier,
  initial: z.number(),
  maintenance: z.number(),
  utilisation: z.number().nullable(),
});

const marginFigures = z.strictObject({
  status: z.enum(['computed', 'failed']),
  resultDigest: z.string(),
  equity: z.number().nullable(),
  margins: z.array(marginFigure),
  failure: stated.meta({ description: 'why there is no margin' }),
});

const suggestedTrades = z.strictObject({
  violationCount: z.int().min(0).meta({ description: '0 where a schedule asked and nothing is outside' }),
  violations: z.array(violation).meta({ description: 'the first hundred' }),
  cures: z.boolean(),
  trades: z
    .array(rebalanceTrade)
    .nullable()
    .meta({ description: 'the least that mends it; null where they are more than two hundred: see the suggestion' }),
  failure: stated.meta({ description: 'why there are no trades' }),
});

/** What a subscriber, a webhook or the bus is told. */
export const portfolioEvent = z
  .discriminatedUnion('type', [
    z.strictObject({ ...fields, type: z.literal('MarginComputed'), detail: marginFigures }),
    z.strictObject({ ...fields, type: z.literal('MarginBreached'), detail: suggestedTrades }),
    z.strictObject({ ...fields, type: z.literal('RebalanceSuggested'), detail: suggestedTrades }),
  ])
  .meta({ id: 'PortfolioEvent', description: 'What happened to a portfolio' });
