import type { MethodVersion } from '../method.ts';
import type { DeltaParameters } from './parameters.ts';

export const DELTA_VERSIONS: readonly MethodVersion<DeltaParameters>[] = [
  {
    version: '2026-11-23',
    source: "Ballast's own default shock, no venue's: send your own as parameters",
    parameters: { shockFractions: {}, defaultShockFraction: 0.15, maintenanceFraction: 0.8 },
  },
];
