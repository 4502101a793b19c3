import * as z from 'zod';
import type { RebalanceRequest } from '../usecases/index.ts';
import { oneSubject, parameterFileId, subject } from './calculation-requests.ts';
import { LIMITS } from './limits.ts';
import { objectiveTerm } from './objective.ts';
import { amount, figure, freeObject, identifier, positiveAmount } from './primitives.ts';

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
