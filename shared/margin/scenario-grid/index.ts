import { gridScenarios } from '../grid.ts';
import type { Method } from '../method.ts';
import { type ScenarioGridParameters, scenarioGridSchema } from './parameters.ts';
import { formulateScenarioGrid } from './requirement.ts';
import { SCENARIO_GRID_VERSIONS } from './versions.data.ts';

export const scenarioGrid: Method<ScenarioGridParameters> = {
  id: 'scenario-grid',
  title: 'Scenario grid',
  description: "The largest loss over the caller's own shocks, each with its weight, by full revaluation.",
  approximations: ['Every vol moves alike in a scenario; forwards move in proportion to spot.'],
  schema: scenarioGridSchema,
  versions: SCENARIO_GRID_VERSIONS,
  scenariosOf: (parameters) => gridScenarios(parameters.scenarios),
  formulate: formulateScenarioGrid,
};
