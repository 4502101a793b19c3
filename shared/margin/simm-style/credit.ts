import { type Outcome, succeed } from '../../foundation/index.ts';
import type { SensitivityLine } from '../../risk/index.ts';
import { ofPeriod, type SimmParameters, triangleEntry } from './parameters.ts';
import {
  bucketName,
  type Measure,
  type Placement,
  RESIDUAL,
  type RiskClassRule,
  readBucket,
  readQualifier,
  readTenor,
  USD_MILLION,
} from './placement.ts';
import { curvatureFraction } from './volatility.ts';

type CreditClass = 'creditQualifying' | 'creditNonQualifying';

/**
 * Credit spreads: a factor is a maturity of an issuer (or, non-qualifying, a tranche) in a payment currency; all of one name
 * share its concentration. Vegas come multiplied by their volatility.
 */
export function creditRule(parameters: SimmParameters, creditClass: CreditClass): RiskClassRule {
  const table = parameters[creditClass];
  return {
    place: (line, measure) =>
      measure === 'base-correlation' ? placeIndex(parameters, line) : place(parameters, creditClass, line, measure),
    correlation: (a, b, measure) => {
      if (measure === 'base-correlation') return parameters.creditQualifying.baseCorrelationCorrelation;
      if (a.bucket === RESIDUAL) return table.residualCorrelation;
      return sameName(creditClass, a, b) ? table.sameNameCorrelation : table.differentNameCorrelation;
    },
    bucketCorrelation: (a, b) => triangleEntry(table.bucketCorrelations, Number(a) - 1, Number(b) - 1),
    concentrationAcrossBuckets: false,
    curvatureFactor: 1,
  };
}

/** Of one issuer; non-qualifying, of one group of tranches (`label2`, like CMBX), a tranche without one being its own group. */
function sameName(creditClass: CreditClass, a: Placement, b: Placement): boolean {
  return creditClass === 'creditQualifying' ? a.name === b.name : a.curve === b.curve;
}

function place(
  parameters: SimmParameters,
  creditClass: CreditClass,
  line: SensitivityLine,
  measure: Measure,
): Outcome<Placement> {
  const table = parameters[creditClass];
  const numbered = table.deltaThresholds.length - 1;
  const bucket = readBucket(line, numbered, true);
  const name = readQualifier(line);
  const tenor = readTenor(line);
  if (!bucket.ok) return bucket;
  if (!name.ok) return name;
  if (!tenor.ok) return tenor;
  const weights = measure === 'delta' ? table.riskWeights : table.vegaRiskWeights;
  const thresholds = measure === 'delta' ? table.deltaThresholds : table.vegaThresholds;
  const curve = line.row.label2 ?? (creditClass === 'creditNonQualifying' ? name.value : '');
  const group = `${bucket.value}|${name.value}`;
  return succeed({
    key: `${group}|${tenor.value}|${curve}`,
    bucket: bucketName(bucket.value, numbered),
    name: name.value,
    tenor: tenor.value,
    curve,
    riskWeight: ofPeriod(parameters, weights)[bucket.value]!,
    group,
    threshold: thresholds[bucket.value]! * USD_MILLION,
    concentrated: true,
    scale: 1,
    curvatureScale: measure === 'vega' ? curvatureFraction(parameters, tenor.value) : null,
  });
}

/** Base correlation of an index family: one bucket, no concentration. */
function placeIndex(parameters: SimmParameters, line: SensitivityLine): Outcome<Placement> {
  const name = readQualifier(line);
  if (!name.ok) return name;
  return succeed({
    key: name.value,
    bucket: 'indices',
    name: name.value,
    tenor: null,
    curve: '',
    riskWeight: ofPeriod(parameters, parameters.creditQualifying.baseCorrelationRiskWeight),
    group: name.value,
    threshold: Infinity,
    concentrated: false,
    scale: 1,
    curvatureScale: null,
  });
}
