import * as z from 'zod';
import { COVARIANCE_ESTIMATORS } from '../market/index.ts';
import { LIMITS } from './limits.ts';
import { identifier } from './primitives.ts';

export const periodReturn = z.number().min(-1e3).max(1e3);

export const covarianceChoice = z
  .strictObject({
    estimator: z.enum(COVARIANCE_ESTIMATORS),
    halfLifeDays: z
      .number()
      .min(0.1)
      .max(1e5)
      .optional()
      .meta({ description: 'of ewma; default 11.2: a decay of 0.94' }),
    shrinkage: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .meta({ description: "share of the Ledoit–Wolf target; default: their formula's optimum" }),
  })
  .meta({ id: 'CovarianceChoice' });

export const givenCovariance = z
  .strictObject({
    names: z.array(identifier).min(1).max(LIMITS.frontierNames),
    matrix: z.array(z.array(z.number().min(-1e6).max(1e6)).max(LIMITS.frontierNames)).max(LIMITS.frontierNames),
  })
  .meta({
    id: 'GivenCovariance',
    description: "of returns over the horizon, in the names' order; positive semi-definite",
  });
