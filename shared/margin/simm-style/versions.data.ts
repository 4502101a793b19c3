import type { MethodVersion } from '../method.ts';
import { CALIBRATION_2_4 } from './calibration-2-4.data.ts';
import { CALIBRATION_2_5 } from './calibration-2-5.data.ts';
import { CALIBRATION_2_5A } from './calibration-2-5a.data.ts';
import { CALIBRATION_2_6 } from './calibration-2-6.data.ts';
import { CALIBRATION_2_8_2506 } from './calibration-2-8-2506.data.ts';
import type { SimmCalibration, SimmParameters } from './parameters.ts';

/** Nothing here is ISDA's: the choices of a party. */
const CHOICES: Omit<SimmParameters, keyof SimmCalibration> = {
  marginPeriodDays: 10,
  side: 'collect',
  calculationCurrency: 'USD',
  productClassMultipliers: { RatesFX: 1, Credit: 1, Equity: 1, Commodity: 1 },
  addOnNotionalFactors: {},
};

function version(name: string, effective: string, calibration: SimmCalibration): MethodVersion<SimmParameters> {
  return {
    version: name,
    source: `ISDA SIMM ${name.replace('-', '+')}, effective ${effective}; numbers restated from the calibration files of OpenSourceRisk/Engine (modified BSD, © Quaternion and Acadia). SIMM is ISDA's: its commercial use needs a licence from ISDA`,
    parameters: { ...CHOICES, ...calibration },
  };
}

export const SIMM_VERSIONS: readonly MethodVersion<SimmParameters>[] = [
  version('2.4', '2021-12-04', CALIBRATION_2_4),
  version('2.5', '2022-12-03', CALIBRATION_2_5),
  version('2.5A', '2023-07-15', CALIBRATION_2_5A),
  version('2.6', '2023-12-02', CALIBRATION_2_6),
  version('2.8-2506', '2025-12-06', CALIBRATION_2_8_2506),
];
