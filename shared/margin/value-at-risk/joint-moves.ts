import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { covaryingReturns, ewmaCovariance, sampleCovariance } from '../../market/index.ts';
import { choleskyFactor } from '../../numerics/index.ts';
import { type Book, movingUnderlyings, underlyingOf } from '../../risk/index.ts';
import type { DeltaNormalParameters } from './parameters.ts';

/** How the book's underlyings move together over the horizon, as normals about zero. */
export type JointMoves = {
  readonly factors: readonly string[];
  /** L with L·Lᵀ = Σ·h, `[n × n]` row-major */
  readonly factor: Float64Array;
  readonly warnings: readonly string[];
};

type Spec = Pick<DeltaNormalParameters, 'covariance' | 'window' | 'horizonDays'>;

/**
 * Covariance of the daily returns of the book's underlyings times the days of the horizon, factored.
 *
 * @returns `not-applicable` for a book whose own currency moves, as these figures are in money
 */
export function jointMoves(book: Book, { covariance, window, horizonDays }: Spec): Outcome<JointMoves> {
  const base = book.currencies.get(book.baseCurrency)!;
  if (base.movesWith !== null) {
    const detail = `${book.baseCurrency} moves with ${base.movesWith}: ask for the figure in money, or by full revaluation`;
    return failAt('not-applicable', '/portfolio/baseCurrency', detail);
  }
  const factors = movingUnderlyings(book);
  if (!factors.ok) return factors;
  const history = covaryingReturns(book.market.snapshot.history, factors.value, { window, horizonDays: 1 });
  if (!history.ok) return history;
  const { dates, warnings } = history.value;
  const daily =
    covariance.kind === 'ewma' ? ewmaCovariance(history.value, covariance.decay) : sampleCovariance(history.value);
  const factor = choleskyFactor(
    daily.map((value) => value * horizonDays),
    factors.value.length,
  );
  if (factor === null)
    return failAt('invalid-input', '/market/history/closes', 'the covariance is not positive definite');
  const short =
    dates.length <= factors.value.length
      ? [`short-history: ${dates.length} returns of ${factors.value.length} underlyings`]
      : [];
  return succeed({ factors: factors.value, factor, warnings: [...warnings, ...short] });
}

/** The moves of only those underlyings that some lines follow: a figure of few lines is one of few factors. */
export function movesOfLines(
  book: Book,
  lines: readonly number[],
  { factors, factor }: JointMoves,
): Pick<JointMoves, 'factors' | 'factor'> {
  const followed = new Set(lines.map((index) => underlyingOf(book, book.lines[index]!)));
  const chosen = [...factors.keys()].filter((i) => followed.has(factors[i]!));
  const whole = { factors, factor };
  if (chosen.length === factors.length) return whole;
  const size = factors.length;
  const row = (i: number) => factor.subarray(i * size, (i + 1) * size);
  const covariance = chosen.flatMap((i) =>
    chosen.map((j) => row(i).reduce((sum, value, k) => sum + value * row(j)[k]!, 0)),
  );
  const own = choleskyFactor(Float64Array.from(covariance), chosen.length);
  return own === null ? whole : { factors: chosen.map((i) => factors[i]!), factor: own };
}
