import * as z from 'zod';
import { DELTA_CONVENTIONS } from '../exposure/index.ts';
import type {
  BacktestRequest,
  ExposureRequest,
  MarginRequest,
  RebalanceRequest,
  RiskRequest,
  Subject,
  WhatIfRequest,
} from '../usecases/index.ts';
import { LIMITS } from './limits.ts';
import { marketSnapshot } from './market.ts';
import { objectiveTerm } from './objective.ts';
import { portfolio } from './portfolio.ts';
import { amount, figure, freeObject, identifier, positive, positiveAmount } from './primitives.ts';
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

export const ticket = positiveAmount.meta({ description: 'a trade is at least this many contracts, or none' });

export const lots = z
  .enum(['integer', 'continuous'])
  .meta({ description: "integer: whole multiples of each instrument's lotSize; by default of any size" });

const universeEntry = z
  .strictObject({
    instrument: identifier,
    venue: identifier.optional(),
    minTrade: amount.optional().meta({ description: 'signed: a sale is negative' }),
    maxTrade: amount.optional(),
    minTicket: ticket.optional(),
  })
  .meta({ id: 'UniverseEntry' });

const greekBand = z
  .strictObject({
    underlying: identifier,
    greek: z.enum(['delta', 'gamma', 'vega']),
    min: figure.optional(),
    max: figure.optional(),
    unchanged: z.boolean().optional(),
  })
  .meta({ id: 'GreekBand', description: 'in units of the underlying; vega per 1.00 of vol' });

const marginLimit = z
  .strictObject({
    method: identifier,
    version: identifier.optional(),
    parameters: freeObject.optional(),
    requirement: z.enum(['initial', 'maintenance']).optional(),
    amount: z.number().min(0).max(1e15),
  })
  .meta({ id: 'MarginLimit', description: 'the most that a method may require after the trades' });

const linearLimit = z
  .strictObject({
    id: identifier.meta({ description: 'what the limit is called in answers: linear/id' }),
    coefficients: z.record(identifier, z.number().min(-1e9).max(1e9)),
    min: figure.optional(),
    max: figure.optional(),
  })
  .meta({ id: 'QuantityLimit', description: 'min ≤ Σ coefficient · quantity ≤ max after the trades, by instrument' });

const constraints = z
  .strictObject({
    greeks: z.array(greekBand).max(LIMITS.greekBands).optional(),
    costBudget: z.number().min(0).max(1e15).optional(),
    turnoverBudget: z.number().min(0).max(1e15).optional(),
    linear: z.array(linearLimit).max(LIMITS.linearLimits).optional(),
    marginLimit: z.union([marginLimit, z.array(marginLimit).min(1).max(LIMITS.objectiveTerms)]).optional(),
    keep: z.array(identifier).max(LIMITS.universe).optional(),
    minTicket: ticket.optional(),
    maxTrades: z.int().min(0).max(LIMITS.universe).optional(),
    closeOnly: z
      .union([z.boolean(), z.array(identifier).min(1).max(LIMITS.universe)])
      .optional()
      .meta({ description: 'positions that are closed wholly or left; true: every one' }),
  })
  .meta({ id: 'RebalanceConstraints' });

export const funding = z
  .strictObject({ rateAnnual: z.number().gt(0).max(10), horizonDays: z.number().gt(0).max(36_600) })
  .meta({
    id: 'FundingTerms',
    description:
      'what margin costs and for how long: the objective is then margin · rate · days / 365 + costs, and trades whose net benefit is not above 0 are not suggested',
  });

const impact = z
  .strictObject({ kind: z.enum(['linear', 'three-halves', 'quadratic']), coefficient: z.number().min(0).max(1e6) })
  .meta({
    id: 'ImpactCost',
    description:
      'coefficient · value traded · participation^(p − 1), p = 1, 3/2 or 2; participation is units of the underlying over its adv',
  });

const costs = z
  .strictObject({
    halfSpread: z.union([z.literal('market'), z.number().min(0).max(1)]).optional(),
    feeFraction: z.number().min(0).max(1).optional(),
    impact: impact.optional(),
    funding: funding.optional(),
    hedgeIntervalDays: z.number().gt(0).max(366).optional().meta({
      description: 'days between two hedges of the delta: asks for the drag of gamma before and after the trades',
    }),
  })
  .meta({ id: 'RebalanceCosts' });

const work = z
  .strictObject({
    pivots: z
      .int()
      .min(1)
      .max(LIMITS.pivots)
      .optional()
      .meta({ description: 'simplex pivots and interior-point steps of all attempts; 10,000 by default' }),
    nodes: z
      .int()
      .min(1)
      .max(LIMITS.nodes)
      .optional()
      .meta({ description: 'linear programs of branch and bound; 20,000 by default' }),
    gapFraction: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .meta({ description: 'how much better others may be where a search for whole lots ends; 0.001 by default' }),
    wallMs: z.int().min(1).max(LIMITS.wallMs).optional().meta({
      description: 'a safety net, whose use is marked `reproducible: false`; 10,000 by default',
    }),
  })
  .meta({
    id: 'RebalanceWork',
    description: `where a search ends, with the best that it found and its bound. A program that needs matrices of more than ${LIMITS.programCells} entries is \`limit-exceeded\``,
  });

export const rebalanceRequest = z
  .strictObject({
    ...subject,
    objective: z.union([objectiveTerm, z.array(objectiveTerm).min(1).max(LIMITS.objectiveTerms)]),
    universe: z.array(universeEntry).max(LIMITS.universe).optional(),
    lots: lots.optional(),
    constraints: constraints.optional(),
    costs: costs.optional(),
    limits: work.optional(),
    parameterFileId,
    legOrder: z
      .boolean()
      .optional()
      .meta({ description: 'true: with the order of the trades whose peak margin by the first method is lowest' }),
  })
  .superRefine(oneSubject)
  .meta({ id: 'RebalanceRequest' }) satisfies z.ZodType<RebalanceRequest>;
