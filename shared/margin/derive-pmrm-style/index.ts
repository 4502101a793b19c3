import type { Method } from '../method.ts';
import { derivePmrmSchema, listedScenarios, type PmrmParameters } from './parameters.ts';
import { formulateDerivePmrm } from './requirement.ts';
import { DERIVE_PMRM_VERSIONS } from './versions.data.ts';

export const derivePmrmStyle: Method<PmrmParameters> = {
  id: 'derive-pmrm-style',
  title: 'Derive-style portfolio margin (PMRM and PMRM_2)',
  description:
    'Largest of scenario, skew and basis losses with a static discount by expiry, plus charges on perpetuals, naked options and collateral.',
  approximations: [
    'Open orders are not counted.',
    'Confidences of prices that the market does not state are the parameter `confidence`.',
  ],
  schema: derivePmrmSchema,
  versions: DERIVE_PMRM_VERSIONS,
  scenariosOf: listedScenarios,
  formulate: formulateDerivePmrm,
};
