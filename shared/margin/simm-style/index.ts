import type { Method } from '../method.ts';
import { type SimmParameters, simmSchema } from './parameters.ts';
import { formulateSimm } from './requirement.ts';
import { SIMM_VERSIONS } from './versions.data.ts';

export const simmStyle: Method<SimmParameters> = {
  id: 'simm-style',
  title: 'ISDA SIMM',
  description:
    'Sensitivity-based initial margin of non-cleared derivatives: delta, vega, curvature and base correlation with concentration, by risk class and product class, and add-ons. Reads sensitivities (CRIF rows), not positions. SIMM is ISDA’s: its commercial use needs a licence from ISDA.',
  approximations: [
    'Sensitivities are taken as sent: Ballast computes none.',
    'Notional add-ons count only where the caller gives their factor.',
  ],
  schema: simmSchema,
  reads: 'sensitivities',
  versions: SIMM_VERSIONS,
  scenariosOf: () => [],
  formulate: formulateSimm,
};
