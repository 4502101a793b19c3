import type { Method } from '../method.ts';
import { type DeribitParameters, deribitSchema } from './parameters.ts';
import { formulateDeribit } from './requirement.ts';
import { riskMatrix } from './risk-matrix.ts';
import { DERIBIT_VERSIONS } from './versions.data.ts';

export const deribitStyle: Method<DeribitParameters> = {
  id: 'deribit-style',
  title: 'Deribit-style portfolio margin',
  description:
    'Worst of 27 spot and vol moves and 8 dampened tails for each settlement currency (or across all, in dollars), plus roll and delta shocks and open orders.',
  schema: deribitSchema,
  versions: DERIBIT_VERSIONS,
  scenariosOf: (parameters) =>
    Object.entries(parameters.pairs).flatMap(
      ([underlying, pair]) => riskMatrix(parameters, { pool: underlying, pair, inCoin: true }).set.scenarios,
    ),
  formulate: formulateDeribit,
};
