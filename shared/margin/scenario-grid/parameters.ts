import * as z from 'zod';
import { type Scenario, scenarioId } from '../../scenarios/index.ts';

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

const scenario = shock.extend({
  id: z.string().min(1).max(128).optional(),
  weight: z.number().min(0).max(100).default(1).meta({ description: 'multiplies the P&L of the scenario' }),
  underlyings: z
    .record(z.string().max(128), shock)
    .optional()
    .meta({ description: 'shocks of single underlyings, instead of the common one' }),
});

export const scenarioGridSchema = z.strictObject({
  scenarios: z.array(scenario).min(1).max(1000),
  pooling: z.enum(['portfolio', 'underlying']).meta({
    description: '`portfolio`: all underlyings move together in a scenario; `underlying`: each has its own worst case',
  }),
  start: z.enum(['model', 'mark']).meta({ description: 'where the P&L of an option starts' }),
  maintenanceFraction: z.number().min(0).max(1).meta({ description: 'maintenance as a fraction of initial' }),
});

export type ScenarioGridParameters = z.infer<typeof scenarioGridSchema>;

/** The grid as scenarios; those without an id are named for their shock. */
export function gridScenarios(parameters: ScenarioGridParameters): Scenario[] {
  return parameters.scenarios.map((each) => ({ ...each, id: each.id ?? scenarioId(each) }));
}
