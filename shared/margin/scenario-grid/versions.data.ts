import type { MethodVersion } from '../method.ts';
import type { ScenarioGridParameters } from './parameters.ts';

const SPOT_SHOCK_FRACTIONS = [-0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15];
const VOL_SHOCK_FRACTIONS = [-0.25, 0, 0.25];

export const SCENARIO_GRID_VERSIONS: readonly MethodVersion<ScenarioGridParameters>[] = [
  {
    version: '2026-11-23',
    source: "Ballast's own default grid, no venue's: send your own scenarios as parameters",
    parameters: {
      scenarios: SPOT_SHOCK_FRACTIONS.flatMap((spotShockFraction) =>
        VOL_SHOCK_FRACTIONS.map((volShockFraction) => ({ spotShockFraction, volShockFraction, weight: 1 })),
      ),
      pooling: 'portfolio',
      start: 'model',
      maintenanceFraction: 0.8,
    },
  },
];
