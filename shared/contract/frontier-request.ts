import * as z from 'zod';
import type { FrontierRequest } from '../usecases/index.ts';
import { oneSubject, subject } from './calculation-requests.ts';
import { covarianceChoice, periodReturn } from './covariance.ts';
import { LIMITS } from './limits.ts';
import { identifier, positive } from './primitives.ts';

const weight = z.number().min(-1e6).max(1e6);

const sides = { min: weight.optional(), max: weight.optional() };

const linearLimit = z
  .strictObject({
    id: identifier.meta({ description: 'what the limit is called in answers' }),
    coefficients: z.record(identifier, z.number().min(-1e6).max(1e6)),
    ...sides,
  })
  .meta({ id: 'LinearLimit', description: 'min ≤ Σ coefficient · weight ≤ max' });

const constraints = z
  .strictObject({
    minWeight: weight.nullable().optional().meta({ description: 'of every name, 0 by default; null: no bound' }),
    maxWeight: weight.nullable().optional().meta({ description: 'of every name, 1 by default; null: no bound' }),
    weights: z.record(identifier, z.strictObject(sides)).optional().meta({ description: 'of single names' }),
    budget: z
      .union([weight, z.strictObject(sides)])
      .optional()
      .meta({ description: 'what the weights add up to, 1 by default' }),
    linear: z.array(linearLimit).max(LIMITS.linearLimits).optional(),
  })
  .meta({ id: 'FrontierConstraints', description: 'weights are fractions of the capital; a negative one is short' });

export const frontierRequest = z
  .strictObject({
    ...subject,
    universe: z
      .array(identifier)
      .min(1)
      .max(LIMITS.frontierNames)
      .optional()
      .meta({ description: "names of the market's history; default: every underlying of the book" }),
    window: z.int().min(2).max(10_000).optional().meta({ description: 'newest returns that are used' }),
    horizonDays: z
      .int()
      .min(1)
      .max(10_000)
      .optional()
      .meta({ description: 'steps of the history that means and variances are of, 1 by default' }),
    expectedReturns: z
      .record(identifier, periodReturn)
      .optional()
      .meta({ description: 'of every name, per horizon; default: the mean of the history' }),
    covariance: covarianceChoice.optional().meta({ description: 'default: sample' }),
    points: z.int().min(1).max(LIMITS.frontierPoints).optional().meta({ description: '20 by default' }),
    riskFreeReturn: periodReturn.optional().meta({ description: 'per horizon, 0 by default' }),
    capital: positive.optional().meta({ description: "what weights are fractions of; default: the book's equity" }),
    constraints: constraints.optional(),
  })
  .superRefine(oneSubject)
  .meta({ id: 'FrontierRequest' }) satisfies z.ZodType<FrontierRequest>;
