import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import {
  type CovarianceSpec,
  covaryingReturns,
  estimateCovariance,
  factorReturns,
  returnsOf,
} from '../../market/index.ts';
import { choleskyFactor, nearestDefinite } from '../../numerics/index.ts';
import type { Book } from '../../risk/index.ts';
import type { GivenCovariance, MeanVarianceSpec, VarianceSpec } from './terms.ts';

/** Covariance of the names' returns over the horizon, row-major, and its factor: L·Lᵀ. */
export type Covariance = {
  readonly matrix: Float64Array;
  readonly factor: Float64Array;
  readonly warnings: readonly string[];
};

type History = Pick<VarianceSpec, 'window' | 'horizonDays'>;

/**
 * @param pointer of the term in the request
 * @returns `missing-market-data` where a name has no closes; `invalid-input` where the caller's matrix is none
 */
export function covarianceOf(
  book: Book,
  names: readonly string[],
  { covariance = { estimator: 'sample' }, ...history }: VarianceSpec,
  pointer: string,
): Outcome<Covariance> {
  const read = isGiven(covariance)
    ? givenMatrix(names, covariance, `${pointer}/covariance`)
    : estimated(book, names, covariance, history);
  if (!read.ok) return read;
  const factor = choleskyFactor(read.value.matrix, names.length);
  if (factor !== null) return succeed({ ...read.value, factor });
  return failAt('invalid-input', `${pointer}/covariance`, 'is not positive semi-definite');
}

function isGiven(covariance: CovarianceSpec | GivenCovariance): covariance is GivenCovariance {
  return 'matrix' in covariance;
}

function estimated(book: Book, names: readonly string[], spec: CovarianceSpec, history: History) {
  const { window, horizonDays = 1 } = history;
  const returns = covaryingReturns(book.market.snapshot.history, names, { window, horizonDays });
  if (!returns.ok) return returns;
  const { matrix, warnings } = estimateCovariance(returns.value, spec);
  return succeed({ matrix, warnings: [...returns.value.warnings, ...warnings] });
}

/** Relative asymmetry that is taken for rounding, as of a matrix that was printed. */
const SYMMETRIC_WITHIN = 1e-4;

/** The rows and columns of the names, made exactly symmetric and, where it isn't, positive semi-definite. */
function givenMatrix(names: readonly string[], given: GivenCovariance, pointer: string) {
  const size = given.names.length;
  if (given.matrix.length !== size || given.matrix.some((row) => row.length !== size))
    return failAt('invalid-input', `${pointer}/matrix`, `needs ${size} rows of ${size} numbers`);
  const repeated = given.names.findIndex((name, i) => given.names.indexOf(name) !== i);
  if (repeated >= 0) return failAt('invalid-input', `${pointer}/names/${repeated}`, 'is there twice');
  const missing = names.find((name) => !given.names.includes(name));
  if (missing !== undefined) return failAt('invalid-input', `${pointer}/names`, `${missing} is missing`);
  const places = names.map((name) => given.names.indexOf(name));
  const matrix = new Float64Array(names.length * names.length);
  for (const [i, p] of places.entries()) {
    for (const [k, q] of places.entries()) {
      const [one, other] = [given.matrix[p]![q]!, given.matrix[q]![p]!];
      if (Math.abs(one - other) > SYMMETRIC_WITHIN * (Math.abs(one) + Math.abs(other)))
        return failAt('invalid-input', `${pointer}/matrix/${p}/${q}`, 'is not what stands across the diagonal');
      matrix[i * names.length + k] = (one + other) / 2;
    }
  }
  const repaired = nearestDefinite(matrix, names.length, 0);
  const warning = `covariance-repaired: ${repaired.raised} of ${names.length} eigenvalues, the least ${repaired.smallest}, raised to 0`;
  return succeed({ matrix: repaired.matrix, warnings: repaired.raised === 0 ? [] : [warning] });
}

/** Of every name, per horizon: the caller's, or the mean of the history. */
export function expectedReturnsOf(
  book: Book,
  names: readonly string[],
  { expectedReturns, window, horizonDays = 1 }: MeanVarianceSpec,
  pointer: string,
): Outcome<number[]> {
  if (expectedReturns !== undefined) return statedReturns(names, expectedReturns, `${pointer}/expectedReturns`);
  const returns = factorReturns(book.market.snapshot.history, names, { window, horizonDays });
  if (!returns.ok) return returns;
  return succeed(names.map((_, i) => meanOf(returnsOf(returns.value, i))));
}

/** @returns `invalid-input` where a name has none; others may be stated too */
export function statedReturns(
  names: readonly string[],
  expectedReturns: Readonly<Record<string, number>>,
  pointer: string,
): Outcome<number[]> {
  const missing = names.find((name) => !Object.hasOwn(expectedReturns, name));
  if (missing !== undefined) return failAt('invalid-input', `${pointer}/${missing}`, 'each name needs one');
  return succeed(names.map((name) => expectedReturns[name]!));
}

export function meanOf(series: Float64Array): number {
  return series.reduce((sum, value) => sum + value, 0) / series.length;
}
