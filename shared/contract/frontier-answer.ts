import * as z from 'zod';
import type { FrontierAnswer } from '../usecases/index.ts';
import { provenance } from './margin-answer.ts';
import { identifier } from './primitives.ts';

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
    residuals,
    steps: z.int().meta({ description: 'linear systems solved' }),
    warnings: z.array(z.string()),
    provenance,
  })
  .meta({ id: 'FrontierAnswer' }) satisfies z.ZodType<FrontierAnswer>;
