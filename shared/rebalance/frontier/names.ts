import { exposureOf } from '../../exposure/index.ts';
import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { covaryingReturns, estimateCovariance, returnsOf } from '../../market/index.ts';
import { type Book, equityOf } from '../../risk/index.ts';
import { meanOf, statedReturns } from '../variance/moments.ts';
import type { FrontierSpec } from './terms.ts';

/** What the frontier is made of: names with their means and covariance, and what the book holds of them. */
export type FrontierNames = {
  readonly names: readonly string[];
  readonly means: readonly number[];
  readonly covariance: Float64Array;
  readonly shrinkage: number | null;
  readonly observations: number;
  /** money that weights are fractions of */
  readonly capital: number;
  /** cash delta of the book per name, as a fraction of the capital */
  readonly heldWeights: readonly number[];
  readonly warnings: readonly string[];
};

export function readNames(book: Book, spec: FrontierSpec): Outcome<FrontierNames> {
  const exposure = exposureOf(book);
  const names = spec.universe ?? exposure.byUnderlying.map(({ underlying }) => underlying);
  if (names.length === 0) return failAt('not-applicable', '/universe', 'the book has nothing whose price moves');
  const repeated = names.findIndex((name, i) => names.indexOf(name) !== i);
  if (repeated >= 0) return failAt('invalid-input', `/universe/${repeated}`, `${names[repeated]} is there twice`);
  const capital = capitalOf(book, spec);
  if (!capital.ok) return capital;
  const { window, horizonDays = 1 } = spec;
  const history = covaryingReturns(book.market.snapshot.history, names, { window, horizonDays });
  if (!history.ok) return history;
  const { expectedReturns } = spec;
  const stray = Object.keys(expectedReturns ?? {}).find((name) => !names.includes(name));
  if (stray !== undefined) return failAt('invalid-input', `/expectedReturns/${stray}`, 'is not in the universe');
  const means =
    expectedReturns === undefined
      ? succeed(names.map((_, i) => meanOf(returnsOf(history.value, i))))
      : statedReturns(names, expectedReturns, '/expectedReturns');
  if (!means.ok) return means;
  const { matrix, shrinkage, warnings } = estimateCovariance(history.value, spec.covariance ?? { estimator: 'sample' });
  const cashDeltas = new Map(exposure.byUnderlying.map(({ underlying, cash }) => [underlying, cash.delta]));
  return succeed({
    names,
    means: means.value,
    covariance: matrix,
    shrinkage,
    observations: history.value.dates.length,
    capital: capital.value,
    heldWeights: names.map((name) => (cashDeltas.get(name) ?? 0) / capital.value),
    warnings: [...history.value.warnings, ...warnings, ...leftOut(book, names, [...cashDeltas.keys()])],
  });
}

function capitalOf(book: Book, { capital }: FrontierSpec): Outcome<number> {
  if (capital !== undefined) return succeed(capital);
  const { amount } = equityOf(book);
  if (amount > 0) return succeed(amount);
  return failAt('invalid-input', '/capital', `the book's equity is ${amount}: state what weights are fractions of`);
}

function leftOut(book: Book, names: readonly string[], held: readonly string[]): string[] {
  const outside = held.filter((name) => !names.includes(name));
  const hasOptions = [...book.valuations.values()].some((each) => each.contract.instrument.kind === 'option');
  return [
    ...(outside.length === 0 ? [] : [`outside-universe: ${outside.join(', ')} is held and not in the frontier`]),
    ...(hasOptions ? ['convexity-not-captured: what is held counts by its delta'] : []),
  ];
}
