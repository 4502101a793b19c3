import * as z from 'zod';
import type { FrontierAnswer } from '../usecases/index.ts';
import { LIMITS } from './limits.ts';
import { provenance } from './margin-answer.ts';
import { identifier } from './primitives.ts';
import { entry, solved } from './rebalance-answer.ts';

const portfolio = {
  riskTolerance: z.number().meta({ description: 'λ of minimise ½·variance − λ·mean' }),
  mean: z.number(),
  volatility: z.number(),
  weights: z.record(z.string(), z.number()).meta({ description: 'fractions of the capital' }),
  prices: z
    .record(z.string(), z.number())
    .meta({ description: 'change of ½·variance − λ·mean per unit of slack on a limit; never positive' }),
};

const frontierPortfolio = z.strictObject(portfolio).meta({ id: 'FrontierPortfolio' });

const residuals = z
  .strictObject({
    rowViolation: z.number(),
    boundViolation: z.number(),
    stationarity: z.number().meta({ description: 'how far a weight would go down its reduced gradient, in weight' }),
    gapFraction: z.number().meta({ description: 'primal less dual objective, relative to its terms' }),
    kkt: z.number().meta({ description: 'the largest of the four' }),
  })
  .meta({ id: 'FrontierResiduals', description: 'the worst over all portfolios of the answer' });

const proven = {
  objective: solved.meta({ description: '½·variance − λ·mean' }),
  bound: solved.meta({ description: 'no portfolio within the limits has an objective below this' }),
};

const place = {
  segment: z.int().min(0).max(LIMITS.frontierCorners).meta({ description: 'index of the corner before it' }),
  position: z
    .number()
    .min(0)
    .max(1e30)
    .meta({ description: '`corner + position·(next − corner)`; beyond the last corner by units of risk tolerance' }),
};

const weightsAndDuals = {
  primal: z.array(entry).max(LIMITS.frontierNames).meta({ description: 'weights' }),
  duals: z.array(entry).max(LIMITS.linearLimits + 1),
};

export const frontierCertificate = z
  .strictObject({
    certificateDigest: z.string().max(128).meta({ description: 'of everything else in here' }),
    problemDigest: z
      .string()
      .max(128)
      .meta({ description: 'of covariance, means and limits, which are derived again from the request' }),
    corners: z
      .array(z.strictObject({ riskTolerance: solved, ...weightsAndDuals, ...proven }))
      .min(1)
      .max(LIMITS.frontierCorners)
      .meta({ description: 'between two neighbours weights, duals and risk tolerance are linear' }),
    beyond: z
      .strictObject(weightsAndDuals)
      .meta({ description: 'how the last corner goes on per unit of risk tolerance' }),
    points: z
      .array(z.strictObject({ ...place, ...proven }))
      .max(LIMITS.frontierPoints)
      .meta({ description: "the answer's, in its order" }),
    tangency: z
      .strictObject({
        ...place,
        sharpeRatio: solved,
        bound: solved.nullable().meta({
          description: 'no portfolio within the limits has a greater ratio; null where nothing shows that',
        }),
      })
      .nullable(),
    leastVariance: solved.meta({ description: 'no portfolio within the limits has less' }),
    greatestMean: solved
      .nullable()
      .meta({ description: 'no portfolio within the limits has more; null where they leave the mean open' }),
    gapFraction: solved.meta({
      description: 'the largest of all portfolios of the frontier, those between corners too',
    }),
    residuals: z.strictObject({ rowViolation: solved, boundViolation: solved }),
  })
  .meta({
    id: 'FrontierCertificate',
    description: 'what anyone can check without a solver; zero entries are left out',
  });

export const frontierAnswer = z
  .strictObject({
    currency: identifier,
    capital: z.number(),
    names: z.array(z.strictObject({ id: identifier, mean: z.number(), volatility: z.number() })),
    observations: z.int(),
    shrinkage: z.number().nullable(),
    corners: z.array(frontierPortfolio).meta({
      description: 'from the least variance to the greatest mean; between neighbours the weights are linear',
    }),
    points: z.array(frontierPortfolio).meta({ description: 'equally far apart in mean' }),
    minimumVariance: frontierPortfolio,
    tangency: z
      .strictObject({ ...portfolio, sharpeRatio: z.number() })
      .nullable()
      .meta({ description: 'the greatest (mean − risk-free return) ÷ volatility' }),
    current: z
      .strictObject({
        weights: z.record(z.string(), z.number()),
        mean: z.number(),
        volatility: z.number(),
        efficientVolatility: z.number().nullable(),
      })
      .meta({ description: 'the book by its cash deltas, and the least volatility at its mean' }),
    certificate: frontierCertificate.nullable(),
    residuals,
    steps: z.int().meta({ description: 'linear systems solved' }),
    warnings: z.array(z.string()),
    provenance,
  })
  .meta({ id: 'FrontierAnswer' }) satisfies z.ZodType<FrontierAnswer>;
