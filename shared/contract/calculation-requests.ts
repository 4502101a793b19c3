import * as z from 'zod';
import { DELTA_CONVENTIONS } from '../exposure/index.ts';
import type {
  BacktestRequest,
  ExposureRequest,
  MarginRequest,
  RiskRequest,
  Subject,
  WhatIfRequest,
} from '../usecases/index.ts';
import { LIMITS } from './limits.ts';
import { marketSnapshot } from './market.ts';
import { portfolio } from './portfolio.ts';
import { amount, figure, freeObject, identifier, positive } from './primitives.ts';
import { sensitivities } from './sensitivity.ts';

export const subject = {
  portfolio: portfolio.optional(),
  portfolioId: identifier.optional(),
  market: marketSnapshot.optional(),
  marketId: identifier.optional(),
  marketVersion: z.int().min(1).max(1e9).optional(),
};

export const parameterFileId = identifier
  .optional()
  .meta({ description: 'an uploaded parameter file, for the methods that take one' });

type Issues = { addIssue(issue: { code: 'custom'; message: string; path: string[] }): void };

/** The book comes inline or by id, never both; so does the market. */
export function oneSubject(request: Subject, context: Issues): void {
  const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', message, path: [path] });
  if (request.portfolio === undefined && request.portfolioId === undefined)
    refuse('portfolio', 'or portfolioId is required');
  if (request.portfolio !== undefined && request.portfolioId !== undefined) refuse('portfolioId', 'excludes portfolio');
  if (request.market !== undefined && request.marketId !== undefined) refuse('marketId', 'excludes market');
  if (request.market !== undefined && request.marketVersion !== undefined) refuse('marketVersion', 'excludes market');
}

export const methodChoice = z
  .strictObject({ id: identifier, version: identifier.optional(), parameters: freeObject.optional() })
  .meta({ id: 'MethodChoice', description: "parameters replace single parameters of the method's version" });

const methods = z
  .array(methodChoice)
  .min(1)
  .max(LIMITS.methods)
  .optional()
  .meta({ description: 'default: every method that applies' });

export const marginRequest = z
  .strictObject({ ...subject, methods, sensitivities: sensitivities.optional(), parameterFileId })
  .superRefine(oneSubject)
  .meta({ id: 'MarginRequest' }) satisfies z.ZodType<MarginRequest>;

const riskMeasure = methodChoice
  .extend({
    confidence: z.number().min(0).max(1).optional(),
    horizonDays: z.int().min(1).max(10_000).optional(),
    window: z.int().min(1).max(10_000).optional(),
    seed: z.int().min(-2_147_483_648).max(2_147_483_647).optional(),
    paths: z.int().min(1).max(1_000_000).optional(),
    distribution: freeObject.optional(),
  })
  .meta({ id: 'RiskMeasure', description: 'any method of /methods; the fields beside id are parameters of it' });

export const riskRequest = z
  .strictObject({ ...subject, measures: z.array(riskMeasure).min(1).max(LIMITS.methods) })
  .superRefine(oneSubject)
  .meta({ id: 'RiskRequest' }) satisfies z.ZodType<RiskRequest>;

export const backtestRequest = z
  .strictObject({
    ...subject,
    methods: z.array(methodChoice).min(1).max(LIMITS.methods),
    requirement: z.enum(['initial', 'maintenance']).optional(),
    window: z.int().min(1).max(10_000).optional().meta({ description: 'newest days that are tested, 250 by default' }),
    confidence: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .meta({ description: 'what the requirement is meant to hold with, 0.99 by default' }),
  })
  .superRefine(oneSubject)
  .meta({ id: 'BacktestRequest' }) satisfies z.ZodType<BacktestRequest>;

const convention = z.enum(DELTA_CONVENTIONS);

const hedgeChoice = z
  .strictObject({
    underlying: identifier,
    targetDelta: figure.optional().meta({ description: 'in units of the underlying, 0 by default' }),
    instrument: identifier
      .optional()
      .meta({ description: 'its perpetual, else spot, else nearest future, by default' }),
  })
  .meta({ id: 'HedgeChoice' });

export const exposureRequest = z
  .strictObject({
    ...subject,
    aggregation: z
      .union([convention, z.array(convention).min(1).max(DELTA_CONVENTIONS.length)])
      .optional()
      .meta({ description: 'by which conventions deltas are put into one number; all by default' }),
    hedges: z.array(hedgeChoice).max(LIMITS.underlyings).optional(),
  })
  .superRefine(oneSubject)
  .meta({ id: 'ExposureRequest' }) satisfies z.ZodType<ExposureRequest>;

export const trade = z
  .strictObject({
    instrument: identifier,
    quantity: amount.meta({ description: 'signed, + buys' }),
    price: positive.optional().meta({ description: "default: the market's mark" }),
    venue: identifier.optional(),
  })
  .meta({ id: 'Trade' });

export const whatIfRequest = z
  .strictObject({ ...subject, methods, parameterFileId, trades: z.array(trade).min(1).max(LIMITS.trades) })
  .superRefine(oneSubject)
  .meta({ id: 'WhatIfRequest' }) satisfies z.ZodType<WhatIfRequest>;
