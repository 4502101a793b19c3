import { ensureThat, failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { choleskyFactor } from '../../numerics/index.ts';
import { type Expression, negate, scale, squares, sum } from '../../requirement/index.ts';
import { type Book, equityOf, movingIn, movingUnderlyings } from '../../risk/index.ts';
import { linesByName, type NamedLines, PER_UNIT, thetaLine, weightedLine } from './exposure-lines.ts';
import { type Covariance, covarianceOf, expectedReturnsOf } from './moments.ts';
import type { MeanVarianceSpec, TrackingSpec, VarianceSpec } from './terms.ts';
import { type Exposures, targetOf } from './tracking-target.ts';

/** A charge in money, and what to know of it. */
export type VarianceCharge = { readonly expression: Expression; readonly warnings: readonly string[] };

type Moments = {
  readonly lines: NamedLines;
  readonly covariance: Covariance;
  readonly capital: number;
};

const YEAR_DAYS = 365;
const NO_TARGET: Exposures = { delta: [], gamma: [] };

/**
 * Variance of the gain over the horizon, per unit of the capital, in money: `Var(gain)/capital`, where the underlyings' returns r have the
 * covariance Σ and the gain is `dᵀr` (d cash deltas), or with options' curvature `dᵀr + ½·Σ_i Γ_i r_i²` (Γ cash gammas), r normal about zero:
 *
 *   Var = dᵀΣd + ½·Γᵀ(Σ∘Σ)Γ
 *
 * Convex in the holdings: Σ∘Σ, squared entry by entry, is positive semi-definite as Σ is (Schur). Accuracy: 1e-10 against daily gains
 * and the cumulants of the form; test/unit/rebalance/variance.test.ts. Source: tradfi-margin.md §6.1.
 *
 * @param pointer of the term in the request
 */
export function varianceCharge(book: Book, spec: VarianceSpec, pointer: string): Outcome<VarianceCharge> {
  const moments = momentsOf(book, spec, pointer);
  if (!moments.ok) return moments;
  const variance = varianceOf(book, moments.value, spec, NO_TARGET);
  return succeed({
    expression: scale(1 / moments.value.capital, variance),
    warnings: warningsOf(book, moments.value, spec),
  });
}

/**
 * `½·riskAversion·Var(gain)/capital − E[gain]`, in money: the loss of a certain amount that is as bad, where gains are normal and utility is
 * exponential with a risk aversion per capital. With curvature the expected gain counts `½·Σ Γ_i Σ_ii` and the time that passes.
 */
export function meanVarianceCharge(book: Book, spec: MeanVarianceSpec, pointer: string): Outcome<VarianceCharge> {
  const moments = momentsOf(book, spec, pointer);
  if (!moments.ok) return moments;
  const { lines, covariance, capital } = moments.value;
  const means = expectedReturnsOf(book, lines.names, spec, pointer);
  if (!means.ok) return means;
  const none = lines.names.map(() => 0);
  const gains = [weightedLine(book, lines, PER_UNIT.delta, means.value, none)];
  if (spec.approximation === 'delta-gamma') {
    const halfVariances = lines.names.map((_, i) => covariance.matrix[i * none.length + i]! / 2);
    gains.push(weightedLine(book, lines, PER_UNIT.gamma, halfVariances, none));
    gains.push(thetaLine(book, (spec.horizonDays ?? 1) / YEAR_DAYS));
  }
  const variance = varianceOf(book, moments.value, spec, NO_TARGET);
  const expression = sum([variance, ...gains.map(negate)], [spec.riskAversion / 2 / capital, ...gains.map(() => 1)]);
  return succeed({ expression, warnings: warningsOf(book, moments.value, spec) });
}

/** Variance of the difference between the gain and that of a target, per unit of the capital, in money. */
export function trackingCharge(book: Book, spec: TrackingSpec, pointer: string): Outcome<VarianceCharge> {
  const weighted = Object.keys(spec.target.weights ?? {});
  const unknown = weighted.find((name) => !book.market.snapshot.underlyings.some(({ id }) => id === name));
  if (unknown !== undefined)
    return failAt('invalid-input', `${pointer}/target/weights/${unknown}`, 'is no underlying of the market');
  const moments = momentsOf(book, spec, pointer, weighted);
  if (!moments.ok) return moments;
  const { lines, capital } = moments.value;
  const target = targetOf(book, lines.names, spec.target, capital, `${pointer}/target`);
  if (!target.ok) return target;
  const variance = varianceOf(book, moments.value, spec, target.value);
  return succeed({ expression: scale(1 / capital, variance), warnings: warningsOf(book, moments.value, spec) });
}

/** @param others that the gain of something else moves with */
function momentsOf(book: Book, spec: VarianceSpec, pointer: string, others: readonly string[] = []): Outcome<Moments> {
  const base = book.currencies.get(book.baseCurrency)!;
  if (base.movesWith !== null)
    return failAt(
      'not-applicable',
      '/portfolio/baseCurrency',
      `${book.baseCurrency} moves: ask for the variance in money`,
    );
  // A covariance has the universe for its own, whatever the trades leave of it.
  const moving = movingUnderlyings({ moving: movingIn(book, () => true) });
  if (!moving.ok) return moving;
  const names = [...new Set([...moving.value, ...others])].toSorted();
  const capital = spec.capital ?? equityOf(book).amount;
  if (!(capital > 0))
    return failAt(
      'invalid-input',
      `${pointer}/capital`,
      `the book's equity is ${capital}: state what variance is measured by`,
    );
  const covariance = covarianceOf(book, names, spec, pointer);
  if (!covariance.ok) return covariance;
  return succeed({ lines: linesByName(book, names), covariance: covariance.value, capital });
}

function varianceOf(
  book: Book,
  { lines, covariance }: Moments,
  { approximation }: VarianceSpec,
  target: Exposures,
): Expression {
  const axes = axesOf(book, lines, 'delta', covariance.factor, target);
  if (approximation !== 'delta-gamma') return squares(axes);
  const ofSquares = choleskyFactor(
    covariance.matrix.map((each) => (each * each) / 2),
    lines.names.length,
  );
  ensureThat(ofSquares !== null, 'squares of a covariance are one', { names: lines.names.length });
  return squares([...axes, ...axesOf(book, lines, 'gamma', ofSquares, target)]);
}

/** `Lᵀ·(exposures − target)`, an expression per axis that isn't 0. */
function axesOf(
  book: Book,
  lines: NamedLines,
  greek: 'delta' | 'gamma',
  factor: Float64Array,
  target: Exposures,
): Expression[] {
  const size = lines.names.length;
  const targets = lines.names.map((_, i) => target[greek][i] ?? 0);
  return lines.names.flatMap((_, axis) => {
    const weights = lines.names.map((__, i) => factor[i * size + axis]!);
    return weights.every((each) => each === 0) ? [] : [weightedLine(book, lines, PER_UNIT[greek], weights, targets)];
  });
}

function warningsOf(book: Book, { covariance }: Moments, { approximation }: VarianceSpec): string[] {
  const hasOptions = [...book.valuations.values()].some((each) => each.contract.instrument.kind === 'option');
  const hasOrders = book.lines.some((each) => each.kind === 'order');
  return [
    ...covariance.warnings,
    ...(hasOptions && approximation !== 'delta-gamma' ? ['convexity-not-captured: options count by their delta'] : []),
    ...(hasOrders ? ['orders-not-counted: the variance is of what is held'] : []),
  ];
}
