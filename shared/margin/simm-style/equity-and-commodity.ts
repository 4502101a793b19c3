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
import { curvatureFraction, impliedVol } from './volatility.ts';

/** Volatility indices have vega but no curvature. */
const EQUITY_BUCKET_WITHOUT_CURVATURE = 11;

type PriceClass = 'equity' | 'commodity';

/** Equities and commodities: a factor is a price; its vegas of all maturities are net, at the volatility of the delta weight. */
export function priceRule(parameters: SimmParameters, priceClass: PriceClass): RiskClassRule {
  const table = parameters[priceClass];
  return {
    place: (line, measure) => place(parameters, priceClass, line, measure),
    correlation: (a) =>
      table.correlations[a.bucket === RESIDUAL ? table.correlations.length - 1 : Number(a.bucket) - 1]!,
    bucketCorrelation: (a, b) => triangleEntry(table.bucketCorrelations, Number(a) - 1, Number(b) - 1),
    concentrationAcrossBuckets: false,
    curvatureFactor: 1,
  };
}

function place(
  parameters: SimmParameters,
  priceClass: PriceClass,
  line: SensitivityLine,
  measure: Measure,
): Outcome<Placement> {
  const table = parameters[priceClass];
  const hasResidual = priceClass === 'equity';
  const numbered = table.deltaThresholds.length - (hasResidual ? 1 : 0);
  const bucket = readBucket(line, numbered, hasResidual);
  const name = readQualifier(line);
  if (!bucket.ok) return bucket;
  if (!name.ok) return name;
  const key = `${bucket.value}|${name.value}`;
  const shared = {
    key,
    bucket: bucketName(bucket.value, numbered),
    name: name.value,
    tenor: null,
    curve: '',
    group: key,
    concentrated: true,
  };
  if (measure === 'delta') {
    const riskWeight = ofPeriod(parameters, table.riskWeights)[bucket.value]!;
    const threshold = table.deltaThresholds[bucket.value]! * USD_MILLION;
    return succeed({ ...shared, riskWeight, threshold, scale: 1, curvatureScale: null });
  }
  const tenor = readTenor(line);
  if (!tenor.ok) return tenor;
  const vol = impliedVol(parameters, ofPeriod(parameters, table.riskWeights)[bucket.value]!);
  const isCurved = !(priceClass === 'equity' && bucket.value === EQUITY_BUCKET_WITHOUT_CURVATURE);
  return succeed({
    ...shared,
    riskWeight: ofPeriod(parameters, table.vegaRiskWeights)[bucket.value]!,
    threshold: table.vegaThresholds[bucket.value]! * USD_MILLION,
    scale: ofPeriod(parameters, table.historicalVolRatio) * vol,
    curvatureScale: isCurved ? curvatureFraction(parameters, tenor.value) * vol : null,
  });
}
