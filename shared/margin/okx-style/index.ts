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
  approximations: [
    'What the exchange does not publish is null and left out unless the caller states it, each time with a warning: vega moves (MR3), some basis moves (MR4), the rate move (MR5), some minimum rates (MR7) and the hedge charge (MR9); without the vol shocks of MR1 a book with options is not applicable.',
  ],
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
