import type { Method } from '../method.ts';
import { deriveStandardSchema, type StandardParameters } from './parameters.ts';
import { formulateDeriveStandard } from './requirement.ts';
import { DERIVE_STANDARD_VERSIONS } from './versions.data.ts';

export const deriveStandardStyle: Method<StandardParameters> = {
  id: 'derive-standard-style',
  title: 'Derive-style standard margin (SRM)',
  description:
    'By expiry the lesser of isolated margin and the largest loss at settlement; fractions of perpetuals and collateral.',
  approximations: ['Open orders are not counted.'],
  schema: deriveStandardSchema,
  versions: DERIVE_STANDARD_VERSIONS,
  scenariosOf: () => [],
  formulate: formulateDeriveStandard,
};
