import { gridScenarios } from '../grid.ts';
import type { Method } from '../method.ts';
import { type IsolatedParameters, isolatedSchema } from './parameters.ts';
import { formulateIsolated } from './requirement.ts';
import { ISOLATED_VERSIONS } from './versions.data.ts';

export const isolated: Method<IsolatedParameters> = {
  id: 'isolated',
  title: 'Position by position',
  description:
    'The largest loss of each holding alone, with its own orders, added without any offset: the gross margin.',
  approximations: ['Every vol moves alike in a scenario; forwards move in proportion to spot.'],
  schema: isolatedSchema,
  versions: ISOLATED_VERSIONS,
  scenariosOf: (parameters) => gridScenarios(parameters.scenarios),
  formulate: formulateIsolated,
};
