import type { Method } from '../method.ts';
import { type DeltaParameters, deltaSchema } from './parameters.ts';
import { formulateDelta } from './requirement.ts';
import { DELTA_VERSIONS } from './versions.data.ts';

export const deltaMethod: Method<DeltaParameters> = {
  id: 'delta',
  title: 'Net delta',
  description: 'Net directional exposure of each underlying times a shock; sees no convexity and says so.',
  approximations: ['First order only: convexity and vega need nothing.', 'Open orders are not counted.'],
  schema: deltaSchema,
  versions: DELTA_VERSIONS,
  scenariosOf: () => [],
  formulate: formulateDelta,
};
