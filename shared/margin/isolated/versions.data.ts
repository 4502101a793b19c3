import { DEFAULT_GRID } from '../grid.ts';
import type { MethodVersion } from '../method.ts';
import type { IsolatedParameters } from './parameters.ts';

export const ISOLATED_VERSIONS: readonly MethodVersion<IsolatedParameters>[] = [
  {
    version: '2026-11-23',
    source: "Ballast's own default grid, no venue's: send your own scenarios as parameters",
    parameters: { scenarios: [...DEFAULT_GRID], start: 'model', maintenanceFraction: 0.8 },
  },
];
