import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import type { SensitivityLine } from '../../risk/index.ts';
import { TENORS } from './parameters.ts';

/** Where a sensitivity stands among the risk factors of its class, and what scales it. */
export type Placement = {
  /** sensitivities with one key are net */
  readonly key: string;
  readonly bucket: string;
  /** the issuer, index, commodity, currency or pair */
  readonly name: string;
  /** position among `TENORS`; null where the factor has no maturity of its own */
  readonly tenor: number | null;
  /** the yield curve of a rate sensitivity, or what else of a currency it is of */
  readonly curve: string;
  readonly riskWeight: number;
  /** whose concentration it counts in */
  readonly group: string;
  /** of the group, in USD per unit of the sensitivity; Infinity for never */
  readonly threshold: number;
  readonly concentrated: boolean;
  /** from the amount to what is weighted and measured for concentration */
  readonly scale: number;
  /** from the amount to the curvature exposure; null where it has none */
  readonly curvatureScale: number | null;
};

export type Measure = 'delta' | 'vega' | 'base-correlation';

/** A risk class as ISDA defines it: everything that differs from one to the next. */
export type RiskClassRule = {
  /** null where the sensitivity counts nowhere, like the calculation currency's own FX delta */
  readonly place: (line: SensitivityLine, measure: Measure) => Outcome<Placement | null>;
  /** of two different factors in one bucket */
  readonly correlation: (a: Placement, b: Placement, measure: Measure) => number;
  readonly bucketCorrelation: (a: string, b: string) => number;
  readonly concentrationAcrossBuckets: boolean;
  /** on the curvature margin */
  readonly curvatureFactor: number;
};

export const RESIDUAL = 'Residual';
export const USD_MILLION = 1e6;

/** Position of the row's bucket among the numbered ones; the residual bucket is the last. */
export function readBucket(line: SensitivityLine, numbered: number, hasResidual: boolean): Outcome<number> {
  const { bucket } = line.row;
  if (hasResidual && bucket?.toLowerCase() === RESIDUAL.toLowerCase()) return succeed(numbered);
  if (bucket !== undefined && /^[1-9]\d?$/.test(bucket) && Number(bucket) <= numbered) {
    return succeed(Number(bucket) - 1);
  }
  const last = hasResidual ? `${numbered} or ${RESIDUAL}` : `${numbered}`;
  return failAt('invalid-input', `${line.pointer}/bucket`, `${line.row.riskType} has buckets 1 to ${last}`);
}

export function bucketName(position: number, numbered: number): string {
  return position === numbered ? RESIDUAL : String(position + 1);
}

export function readTenor(line: SensitivityLine): Outcome<number> {
  const tenor = TENORS.findIndex((each) => each === line.row.label1?.toLowerCase());
  if (tenor >= 0) return succeed(tenor);
  return failAt('invalid-input', `${line.pointer}/label1`, `${line.row.riskType} has maturities ${TENORS.join(', ')}`);
}

export function readQualifier(line: SensitivityLine, form = /./, what = 'a name'): Outcome<string> {
  const { qualifier } = line.row;
  if (qualifier !== undefined && form.test(qualifier)) return succeed(qualifier);
  return failAt('invalid-input', `${line.pointer}/qualifier`, `${line.row.riskType} is of ${what}`);
}

export function readCurrency(line: SensitivityLine): Outcome<string> {
  return readQualifier(line, /^[A-Z]{3}$/, 'a currency, like EUR');
}
