import type { MethodVersion } from '../method.ts';
import type { GreeksParameters } from './parameters.ts';

export const GREEKS_VERSIONS: readonly MethodVersion<GreeksParameters>[] = [
  {
    version: '2026-11-23',
    source: "Ballast's own default box, no venue's: send your own as parameters",
    parameters: {
      box: {
        spotShockFractions: [-0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15],
        volShockPoints: [-0.1, 0, 0.1],
        daysForward: [0, 1],
      },
      boxes: {},
      crossTerms: [],
      maintenanceFraction: 0.8,
    },
  },
];
