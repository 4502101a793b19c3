import type { Method } from '../method.ts';
import { type OkxParameters, okxSchema } from './parameters.ts';
import { allScenarios, formulateOkx } from './requirement.ts';
import { okxScenarios } from './scenario-sets.ts';
import { OKX_VERSIONS } from './versions.data.ts';

export const okxStyle: Method<OkxParameters> = {
  id: 'okx-style',
  title: 'OKX-style portfolio margin',
  description:
    'For each coin the worst of spot and vol moves, time decay and extreme moves, plus basis, or a minimum charge on size; plus borrowing.',
  schema: okxSchema,
  versions: OKX_VERSIONS,
  scenariosOf: (parameters) => {
    const { of, others } = parameters.moves;
    const tiers = [...Object.values(of), ...(others === null ? [] : [others])];
    const all = tiers.flatMap((moves) => allScenarios(okxScenarios(parameters, moves)));
    return [...new Map(all.map((each) => [each.id, each])).values()];
  },
  formulate: formulateOkx,
};
