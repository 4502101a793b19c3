import * as z from 'zod';
import { type Scenario, scenarioId } from '../scenarios/index.ts';

const shock = z.strictObject({
  spotShockFraction: z.number().gt(-1).max(100).meta({ description: 'relative move of every spot and forward' }),
  volShockFraction: z.number().min(-1).max(100).optional().meta({ description: 'relative move of every vol' }),
  volShockPoints: z
    .number()
    .min(-10)
    .max(10)
    .optional()
    .meta({ description: 'absolute move of every vol, 0.05 = 5 points' }),
  daysForward: z.number().min(0).max(3650).optional().meta({ description: 'days that pass' }),
});

const gridScenario = shock.extend({
  id: z.string().min(1).max(128).optional(),
  weight: z.number().min(0).max(100).default(1).meta({ description: 'multiplies the P&L of the scenario' }),
  underlyings: z
    .record(z.string().max(128), shock)
    .optional()
    .meta({ description: 'shocks of single underlyings, instead of the common one' }),
});

/** The caller's own scenarios, for methods that look at whatever they are given. */
export const gridSchema = z
  .array(gridScenario)
  .min(1)
  .max(1000)
  .refine((each) => new Set(gridScenarios(each).map(({ id }) => id)).size === each.length, {
    error: 'two scenarios have the same id or the same shock',
  });

export type GridScenario = z.infer<typeof gridScenario>;

/** The grid as scenarios; those without an id are named for their shock. */
export function gridScenarios(grid: readonly GridScenario[]): Scenario[] {
  return grid.map((each) => ({ ...each, id: each.id ?? scenarioId(each) }));
}

/** Ballast's own default, no venue's: spot ±15, ±10, ±5, 0 % by vol −25, 0, +25 % of itself. */
export const DEFAULT_GRID: readonly GridScenario[] = [-0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15].flatMap(
  (spotShockFraction) =>
    [-0.25, 0, 0.25].map((volShockFraction) => ({ spotShockFraction, volShockFraction, weight: 1 })),
);
