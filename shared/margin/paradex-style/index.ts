import type { Method } from '../method.ts';
import { type ParadexParameters, paradexSchema, tierScenarios } from './parameters.ts';
import { formulateParadex } from './requirement.ts';
import { PARADEX_VERSIONS } from './versions.data.ts';

export const paradexStyle: Method<ParadexParameters> = {
  id: 'paradex-style',
  title: 'Paradex-style portfolio and cross margin',
  description:
    'Worst of 24 weighted spot and vol scenarios or a minimum charge on delta, plus funding, fees and spot balances; or each market by itself (mode cross).',
  approximations: [
    'The closing fee of an instrument for which the market states none is the parameter `defaultFeeFraction`.',
    'Mode cross: the fraction of the mark for futures and perpetuals of smaller coins and commodities is in no source, so it is null and such a book is not applicable until the caller states it.',
    'Mode cross: of an option market with orders on both sides the dearer side counts; the source shows it for perpetuals only.',
  ],
  schema: paradexSchema,
  versions: PARADEX_VERSIONS,
  scenariosOf: (parameters) => {
    if (parameters.mode === 'cross') return [];
    const all = parameters.tiers.flatMap(tierScenarios);
    return [...new Map(all.map((each) => [each.id, each])).values()];
  },
  formulate: formulateParadex,
};
