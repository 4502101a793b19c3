import * as z from 'zod';
import { type ObjectiveTerm, SHORTFALL_METHODS } from '../usecases/index.ts';
import { covarianceChoice, givenCovariance, periodReturn } from './covariance.ts';
import { amount, freeObject, identifier, positive } from './primitives.ts';

const weight = z.number().min(0).max(1e6).optional().meta({ description: '1 by default' });

const ofMethod = {
  version: identifier.optional(),
  parameters: freeObject.optional(),
  requirement: z.enum(['initial', 'maintenance']).optional(),
  weight,
};

const horizonDays = z.int().min(1).max(10_000).optional();
const window = z.int().min(2).max(10_000).optional().meta({ description: 'newest returns that are used' });

const ofVariance = {
  approximation: z
    .enum(['delta', 'delta-gamma'])
    .optional()
    .meta({ description: 'whether options count by their delta alone, as by default, or with their curvature' }),
  covariance: z
    .union([covarianceChoice, givenCovariance])
    .optional()
    .meta({ description: "of the underlyings' returns; default: the sample's" }),
  window,
  horizonDays: horizonDays.meta({ description: 'steps of the history that gains are over, 1 by default' }),
  capital: positive.optional().meta({ description: "what the variance is measured by; default: the book's equity" }),
  weight,
};

const target = z
  .union([
    z.strictObject({ quantities: z.record(identifier, amount) }),
    z.strictObject({ weights: z.record(identifier, z.number().min(-1e6).max(1e6)) }),
  ])
  .meta({
    id: 'TrackingTarget',
    description: 'exactly these holdings by instrument, or cash deltas by underlying as fractions of the capital',
  });

export const objectiveTerm = z
  .discriminatedUnion('minimise', [
    z
      .strictObject({ minimise: z.literal('margin'), method: identifier, ...ofMethod })
      .meta({ id: 'MarginTerm', description: 'what a method requires' }),
    z
      .strictObject({
        minimise: z.literal('expected-shortfall'),
        method: z.enum(SHORTFALL_METHODS).optional().meta({ description: 'default: expected-shortfall-historical' }),
        confidence: z.number().min(0).max(1).optional(),
        horizonDays,
        window: z.int().min(1).max(10_000).optional(),
        ...ofMethod,
      })
      .meta({ id: 'ShortfallTerm', description: 'the mean loss beyond a quantile, as a method requires it' }),
    z.strictObject({ minimise: z.literal('cost'), weight }).meta({ id: 'CostTerm', description: 'of the trades' }),
    z
      .strictObject({ minimise: z.literal('variance'), ...ofVariance })
      .meta({ id: 'VarianceTerm', description: 'Var(gain)/capital, in money' }),
    z
      .strictObject({
        minimise: z.literal('mean-variance'),
        riskAversion: z.number().min(0).max(1e9),
        expectedReturns: z
          .record(identifier, periodReturn)
          .optional()
          .meta({ description: 'of every underlying, per horizon; default: the mean of the history' }),
        ...ofVariance,
      })
      .meta({ id: 'MeanVarianceTerm', description: '½ · riskAversion · Var(gain)/capital − E[gain], in money' }),
    z
      .strictObject({ minimise: z.literal('tracking'), target, ...ofVariance })
      .meta({ id: 'TrackingTerm', description: "Var(gain − the target's)/capital, in money" }),
  ])
  .meta({ id: 'ObjectiveTerm' }) satisfies z.ZodType<ObjectiveTerm>;
