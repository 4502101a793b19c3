import { requireThat } from '../../foundation/index.ts';
import { affineAt } from '../affine.ts';
import type { Epigraph, LinearProblem, Row } from '../problem.ts';
import { requireWellFormed } from '../problem-checks.ts';
import { slopesAt, supportConstant, supportNear, valueAt } from '../smooth-function.ts';
import type { WorkBudget } from '../work-budget.ts';

/** minimise a linear objective subject to rows, bounds and epigraphs of smooth convex functions. */
export type ConvexProblem = {
  readonly linear: LinearProblem;
  readonly epigraphs: readonly Epigraph[];
  /** columns whose value follows from others, in the order in which it does: their bounds say what they can reach, not what they may */
  readonly followers: readonly number[];
};

/** A problem, and what may be spent on it. */
export type ConvexTask = {
  readonly problem: ConvexProblem;
  /** entries of the factor of a step's system, or of a dense matrix */
  readonly cells: number;
  readonly budget: WorkBudget;
};

/** Slopes of an affine function that is nowhere above the epigraph's own. */
export type Support = { readonly id: string; readonly slopes: readonly number[] };

/** @throws DefectError where the linear part is malformed or an epigraph names a column that isn't there or can't move */
export function requireConvex({ linear, epigraphs }: ConvexProblem): void {
  requireWellFormed(linear);
  for (const { id, column, fn, arguments: parts } of epigraphs) {
    const { lower, upper } = linear.columns[column] ?? { lower: 0, upper: 0 };
    requireThat(lower < upper, 'a column that can move for each epigraph', { id, column });
    requireThat(fn.kind !== 'threeHalves' || parts.length === 1, 'one argument to a power', { id });
    for (const { terms, constant } of parts) {
      const isFinite =
        Number.isFinite(constant) && [...terms].every(([j, a]) => j in linear.columns && Number.isFinite(a));
      requireThat(isFinite, 'finite arguments of columns that are there', { id });
    }
  }
}

/** How far the worst epigraph's column is below its function, relative to that, floor 1. */
export function epigraphViolation(epigraphs: readonly Epigraph[], x: readonly number[]): number {
  return epigraphs.reduce((worst, { column, fn, arguments: parts }) => {
    const z = parts.map((part) => affineAt(part, x));
    const value = valueAt(fn, z);
    return Math.max(worst, (value - x[column]!) / Math.max(1, value));
  }, 0);
}

/** The support of each epigraph that touches it at x. */
export function tangentsAt(epigraphs: readonly Epigraph[], x: readonly number[]): Support[] {
  return epigraphs.map(({ id, fn, arguments: parts }) => {
    const z = parts.map((part) => affineAt(part, x));
    return { id, slopes: supportNear(fn, slopesAt(fn, z)) };
  });
}

/**
 * The linear problem with each epigraph replaced by supports: a row `x[column] − Σ slope·argument ≥ constant` each. Whatever it
 * bounds from below is bounded for the convex problem, as a support is nowhere above its function: the one thing taken on trust.
 *
 * @returns null where slopes belong to no support of their epigraph
 */
export function supportedProblem(problem: ConvexProblem, supports: readonly Support[]): LinearProblem | null {
  const byId = new Map(problem.epigraphs.map((each) => [each.id, each]));
  const counts = new Map<string, number>();
  const rows: Row[] = [];
  for (const { id, slopes } of supports) {
    const epigraph = byId.get(id);
    if (epigraph === undefined || slopes.length !== epigraph.arguments.length) return null;
    const constant = supportConstant(epigraph.fn, slopes);
    if (constant === null) return null;
    const count = counts.get(id) ?? 0;
    counts.set(id, count + 1);
    rows.push(supportRow(epigraph, `${id}/support-${count}`, slopes, constant));
  }
  return { ...problem.linear, rows: [...problem.linear.rows, ...rows] };
}

function supportRow(epigraph: Epigraph, id: string, slopes: readonly number[], constant: number): Row {
  const terms = new Map<number, number>([[epigraph.column, 1]]);
  let side = constant;
  for (const [k, part] of epigraph.arguments.entries()) {
    side += slopes[k]! * part.constant;
    for (const [j, a] of part.terms) terms.set(j, (terms.get(j) ?? 0) - slopes[k]! * a);
  }
  const sorted = [...terms].filter(([, a]) => a !== 0).toSorted(([a], [b]) => a - b);
  return {
    id,
    columns: sorted.map(([j]) => j),
    coefficients: sorted.map(([, a]) => a),
    lower: side,
    upper: Infinity,
  };
}
