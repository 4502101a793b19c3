import { afterAll, describe, expect, it } from 'vitest';
import { type SimmParameters, TENORS } from '../../../shared/margin/simm-style/parameters.ts';
import { SIMM_VERSIONS } from '../../../shared/margin/simm-style/versions.data.ts';
import { recordConformance } from '../../support/conformance-record.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

type Table = Record<string, number | Record<string, number>>;
type Calibration = Record<'InterestRate' | 'Equity' | 'Commodity' | 'FX' | 'risk_class_corr', Table>;

const FILES = [
  ['2.5', sharedVectors('margin/simm/simm_params_2.5.json')],
  ['2.8-2506', sharedVectors('margin/simm/simm_params_2.8+2506.json')],
] as const;
const RISK_CLASSES = ['InterestRate', 'CreditQualifying', 'CreditNonQualifying', 'Equity', 'Commodity', 'FX'];
const PERIODS = [
  ['10d', 'tenDay'],
  ['1d', 'oneDay'],
] as const;

/** Of the numbers of a file, as [what, here, there]; credit is not in the files. */
function comparisons(here: SimmParameters, there: Calibration): [string, number, number][] {
  return [
    ...interestRates(here, there.InterestRate),
    ...prices(here.equity, there.Equity, 'equity'),
    ...prices(here.commodity, there.Commodity, 'commodity'),
    ...exchangeRates(here, there.FX),
    ...triangle(here.riskClassCorrelations, RISK_CLASSES, there.risk_class_corr as Record<string, number>, 'ψ'),
  ];
}

function triangle(
  rows: readonly (readonly number[])[],
  names: readonly string[],
  there: Record<string, number>,
  what: string,
) {
  return rows.flatMap((row, i) =>
    row.map((value, j): [string, number, number] => {
      const pair = `${names[i]}|${names[i + 1 + j]}`;
      return [`${what} ${pair}`, value, there[pair]!];
    }),
  );
}

function interestRates({ interestRate }: SimmParameters, there: Table): [string, number, number][] {
  const groups = ['regular', 'low', 'high'] as const;
  return [
    ...PERIODS.flatMap(([days, period]) => [
      ...groups.flatMap((group, b) =>
        TENORS.map((tenor, t): [string, number, number] => [
          `${group} ${tenor} ${days}`,
          interestRate.riskWeights[period][group][t]!,
          (there[`Delta_${days}`] as Record<string, number>)[`${b + 1}|${tenor}`]!,
        ]),
      ),
      ...(
        [
          ['HistoricalVolatilityRatio', interestRate.historicalVolRatio[period]],
          ['Inflation', interestRate.inflationRiskWeight[period]],
          ['XCcyBasis', interestRate.basisRiskWeight[period]],
        ] as const
      ).map(([name, value]): [string, number, number] => [name, value, there[`${name}_${days}`] as number]),
    ]),
    ...triangle(interestRate.tenorCorrelations, TENORS, there['corr_IntraBucket'] as Record<string, number>, 'tenors'),
    ['sub-curves', interestRate.subCurveCorrelation, there['corr_SubCurves'] as number],
    ['inflation', interestRate.inflationCorrelation, there['corr_Inflation'] as number],
    ['basis', interestRate.basisCorrelation, there['corr_XCcyBasis'] as number],
    ['currencies', interestRate.currencyCorrelation, there['corr_Outer'] as number],
  ];
}

function prices(here: SimmParameters['equity'], there: Table, what: string): [string, number, number][] {
  const names = here.correlations.map((_, i) => (what === 'equity' && i === 12 ? 'Residual' : String(i + 1)));
  const arrays: [string, readonly number[]][] = [
    ['Delta_10d', here.riskWeights.tenDay],
    ['Delta_1d', here.riskWeights.oneDay],
    ['corr_IntraBucket', here.correlations],
    ['CT_Delta_USDm', here.deltaThresholds],
    ['CT_Vega_USDm', here.vegaThresholds],
  ];
  return [
    ...arrays.flatMap(([field, values]) =>
      values.map((value, i): [string, number, number] => [
        `${what} ${field} ${names[i]}`,
        value,
        (there[field] as Record<string, number>)[names[i]!]!,
      ]),
    ),
    ...triangle(here.bucketCorrelations, names, there['corr_InterBucket'] as Record<string, number>, what),
  ];
}

function exchangeRates({ fx }: SimmParameters, there: Table): [string, number, number][] {
  const weights = (days: string) => there[`Delta_${days}`] as Record<string, number>;
  return [
    ...PERIODS.flatMap(([days, period]): [string, number, number][] => [
      ['regular', fx.riskWeights[period].regularRegular, weights(days)['2|2']!],
      ['mixed', fx.riskWeights[period].regularHigh, weights(days)['1|2']!],
      ['high', fx.riskWeights[period].highHigh, weights(days)['1|1']!],
    ]),
    ...fx.deltaThresholds.map((value, i): [string, number, number] => [
      `category ${i + 1}`,
      value,
      (there['CT_Delta_USDm'] as Record<string, number>)[String(i + 1)]!,
    ]),
  ];
}

describe('simm-style has the numbers of the calibration files', () => {
  let cases = 0;
  let largestError = 0;
  afterAll(() => {
    if (cases > 0) recordConformance({ ...RECORD, cases, largestError });
  });

  it.skipIf(FILES.some(([, text]) => text === null)).each(FILES)('%s', (version, text) => {
    const { parameters } = SIMM_VERSIONS.find((each) => each.version === version)!;
    for (const [what, here, there] of comparisons(parameters, JSON.parse(text!) as Calibration)) {
      expect(here, what).toBe(there);
      cases += 1;
      largestError = Math.max(largestError, Math.abs(here - there));
    }
  });
});

const RECORD = {
  method: 'simm-style',
  set: 'calibrations 2.5 and 2.8+2506 but credit',
  unit: 'as stated',
  tolerance: 'none',
  source: 'OpenSourceRisk/Engine (modified BSD), read from its XML by another hand',
};
