import * as z from 'zod';
import type { StressAnswer } from '../usecases/index.ts';
import { provenance } from './margin-answer.ts';
import { identifier } from './primitives.ts';

const moves = {
  spotShockFraction: z.number(),
  volShockFraction: z.number().optional(),
  volShockPoints: z.number().optional(),
  daysForward: z.number().optional(),
};

/** What a book needs in one state of the world. */
export const solvency = z
  .strictObject({
    initial: z.number(),
    maintenance: z.number(),
    breached: z.boolean().meta({ description: 'equity is below maintenance' }),
    marginCall: z.number().meta({ description: 'after a breach, what restores the initial requirement; else 0' }),
  })
  .meta({ id: 'Solvency' });

const gains = {
  pnl: z.number().meta({ description: 'by full revaluation' }),
  approximation: z.number().meta({ description: 'Δ·dS + ½·Γ·dS² + V·dσ + Θ·dt' }),
  gap: z.number().meta({ description: 'pnl − approximation' }),
};

const holding = z.strictObject({ instrument: identifier, venue: identifier, ...gains }).meta({ id: 'HoldingStress' });

const outcome = z
  .strictObject({
    id: z.string(),
    ...moves,
    underlyings: z.record(z.string(), z.strictObject(moves)).optional(),
    staleMoves: z
      .record(z.string(), z.number())
      .optional()
      .meta({ description: 'how far prices had moved on, in the worse direction' }),
    ...gains,
    closeOutCost: z.number(),
    equity: z.number().meta({ description: 'after P&L and close-out cost' }),
    requirement: solvency.optional(),
    holdings: z.array(holding).optional(),
  })
  .meta({ id: 'StressOutcome' });

export const stressAnswer = z
  .strictObject({
    currency: identifier,
    equity: z.number().meta({ description: 'before any scenario' }),
    requirement: solvency.optional(),
    scenarios: z.array(outcome),
    worst: z.strictObject({ id: z.string(), equity: z.number() }),
    failingStep: z
      .strictObject({ index: z.int(), id: z.string() })
      .nullable()
      .meta({ description: 'the first scenario in order whose equity is below maintenance' }),
    warnings: z.array(z.string()),
    provenance,
  })
  .meta({ id: 'StressAnswer' }) satisfies z.ZodType<StressAnswer>;
