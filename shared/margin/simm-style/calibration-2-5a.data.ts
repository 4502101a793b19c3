import { CALIBRATION_2_5 } from './calibration-2-5.data.ts';
import type { SimmCalibration } from './parameters.ts';

/** ISDA SIMM 2.5A: 2.5 with other interest-rate delta weights. */
export const CALIBRATION_2_5A: SimmCalibration = {
  ...CALIBRATION_2_5,
  interestRate: {
    ...CALIBRATION_2_5.interestRate,
    riskWeights: {
      tenDay: {
        regular: [109, 105, 90, 71, 66, 66, 64, 60, 60, 61, 61, 67],
        low: [15, 18, 9, 11, 13, 15, 19, 23, 23, 22, 22, 23],
        high: [163, 109, 87, 89, 102, 96, 101, 97, 97, 102, 106, 101],
      },
      oneDay: {
        regular: [19, 15, 12, 13, 15, 18, 18, 18, 18, 18, 17, 18],
        low: [1.7, 2.9, 1.7, 2, 3.4, 4.8, 5.8, 7.3, 7.8, 7.5, 8, 9],
        high: [55, 29, 18, 21, 26, 25, 34, 33, 34, 31, 34, 28],
      },
    },
  },
};
