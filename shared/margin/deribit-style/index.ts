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
  approximations: [
    "What the venue does not publish is null and left out unless the caller assumes it, each time with a warning: the vol floor, the roll shock's rate, the offset between pairs and the delta shock of some pairs.",
    'The correlation contingency counts only as the caller states it.',
    "Open orders are charged by the matrix, not by the venue's unpublished rule, unless the caller states the amount.",
    'Mode `standard` covers coin-settled options only; nothing that was read states its margin of futures and linear options.',
  ],
  schema: deribitSchema,
  versions: DERIBIT_VERSIONS,
  scenariosOf: (parameters) =>
    parameters.mode === 'standard'
      ? []
      : Object.entries(parameters.pairs).flatMap(
          ([underlying, pair]) => riskMatrix(parameters, { pool: underlying, pair, inCoin: true }).set.scenarios,
        ),
  formulate: formulateDeribit,
};
