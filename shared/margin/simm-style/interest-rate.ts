import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import type { SensitivityLine } from '../../risk/index.ts';
import { ofPeriod, type SimmParameters, triangleEntry } from './parameters.ts';
import { type Measure, type Placement, type RiskClassRule, readCurrency, readTenor, USD_MILLION } from './placement.ts';
import { curvatureFraction } from './volatility.ts';

const INFLATION = 'inflation';
const BASIS = 'cross-currency-basis';
/** By the volatility of the currency. */
const BUCKETS = { regular: '1', low: '2', high: '3' };
type VolGroup = keyof typeof BUCKETS;

/**
 * Interest rates: a bucket is a currency; a factor is a maturity on one of its curves, its inflation, or its cross-currency
 * basis; vegas of inflation are net over all maturities. The basis neither counts in the concentration nor is scaled by it. Vegas come multiplied by their volatility.
 */
export function interestRateRule(parameters: SimmParameters): RiskClassRule {
  const { interestRate } = parameters;
  const ratio = ofPeriod(parameters, interestRate.historicalVolRatio);
  return {
    place: (line, measure) => place(parameters, line, measure),
    correlation: (a, b) => correlation(parameters, a, b),
    bucketCorrelation: () => interestRate.currencyCorrelation,
    concentrationAcrossBuckets: true,
    curvatureFactor: 1 / (ratio * ratio),
  };
}

function place(parameters: SimmParameters, line: SensitivityLine, measure: Measure): Outcome<Placement> {
  const currency = readCurrency(line);
  if (!currency.ok) return currency;
  const { concentration } = parameters.interestRate;
  const group = concentration.find(({ currencies }) => currencies === 'others' || currencies.includes(currency.value))!;
  const shared = {
    bucket: currency.value,
    name: currency.value,
    group: currency.value,
    scale: 1,
    curvatureScale: null,
  };
  const threshold = (measure === 'delta' ? group.deltaThreshold : group.vegaThreshold) * USD_MILLION;
  const factor = measure === 'delta' ? deltaFactor(parameters, line) : vegaFactor(parameters, line);
  if (!factor.ok) return factor;
  const { tenor, curve } = factor.value;
  const key = `${currency.value}|${curve}|${tenor ?? ''}`;
  return succeed({ ...shared, threshold, key, concentrated: curve !== BASIS, ...factor.value });
}

type Factor = Pick<Placement, 'tenor' | 'curve' | 'riskWeight'> & { readonly curvatureScale?: number };

function deltaFactor(parameters: SimmParameters, line: SensitivityLine): Outcome<Factor> {
  const { interestRate } = parameters;
  const { riskType, label2 } = line.row;
  if (riskType === 'Risk_Inflation') {
    return succeed({
      tenor: null,
      curve: INFLATION,
      riskWeight: ofPeriod(parameters, interestRate.inflationRiskWeight),
    });
  }
  if (riskType === 'Risk_XCcyBasis') {
    return succeed({ tenor: null, curve: BASIS, riskWeight: ofPeriod(parameters, interestRate.basisRiskWeight) });
  }
  const tenor = readTenor(line);
  if (!tenor.ok) return tenor;
  if (label2 === undefined) return failAt('invalid-input', `${line.pointer}/label2`, 'a rate is of a curve, like OIS');
  const group = volGroup(parameters, line);
  if (!group.ok) return group;
  const riskWeight = ofPeriod(parameters, interestRate.riskWeights)[group.value][tenor.value]!;
  return succeed({ tenor: tenor.value, curve: `curve:${label2.toLowerCase()}`, riskWeight });
}

/** By the currency; a bucket that says otherwise is refused, since the figure would not be what its sender expects. */
function volGroup({ interestRate }: SimmParameters, { row, pointer }: SensitivityLine): Outcome<VolGroup> {
  const currency = row.qualifier!;
  const isRegular = interestRate.regularVolCurrencies.includes(currency);
  const group = isRegular ? 'regular' : interestRate.lowVolCurrencies.includes(currency) ? 'low' : 'high';
  if (row.bucket === undefined || row.bucket === BUCKETS[group]) return succeed(group);
  return failAt('invalid-input', `${pointer}/bucket`, `${currency} is in bucket ${BUCKETS[group]} of this version`);
}

function vegaFactor(parameters: SimmParameters, line: SensitivityLine): Outcome<Factor> {
  const tenor = readTenor(line);
  if (!tenor.ok) return tenor;
  const riskWeight = ofPeriod(parameters, parameters.interestRate.vegaRiskWeight);
  const shared = { riskWeight, curvatureScale: curvatureFraction(parameters, tenor.value) };
  const isInflation = line.row.riskType === 'Risk_InflationVol';
  return succeed(
    isInflation ? { ...shared, tenor: null, curve: INFLATION } : { ...shared, tenor: tenor.value, curve: 'curve' },
  );
}

function correlation({ interestRate }: SimmParameters, a: Placement, b: Placement): number {
  if (a.curve === BASIS || b.curve === BASIS) return interestRate.basisCorrelation;
  if ((a.curve === INFLATION) !== (b.curve === INFLATION)) return interestRate.inflationCorrelation;
  const ofTenors = triangleEntry(interestRate.tenorCorrelations, a.tenor!, b.tenor!);
  return a.curve === b.curve ? ofTenors : ofTenors * interestRate.subCurveCorrelation;
}
