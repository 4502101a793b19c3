import { DEFAULT_GRID } from '../grid.ts';
import type { MethodVersion } from '../method.ts';
import type { ScenarioGridParameters } from './parameters.ts';

export const SCENARIO_GRID_VERSIONS: readonly MethodVersion<ScenarioGridParameters>[] = [
  {
    version: '2026-11-23',
    source: "Ballast's own default grid, no venue's: send your own scenarios as parameters",
    parameters: {
      scenarios: [...DEFAULT_GRID],
      pooling: 'portfolio',
      start: 'model',
      volDynamics: 'sticky-strike',
      maintenanceFraction: 0.8,
    },
  },
];
