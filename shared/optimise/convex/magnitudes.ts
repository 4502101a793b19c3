import type { Column } from '../problem.ts';
import type { ConvexProblem } from './convex-problem.ts';
import { followed } from './followers.ts';

/** A point inside the bounds, and about how large each column is. */
export type Magnitudes = { readonly values: number[]; readonly sizes: number[] };

/** How far into its box each column starts, as a part of the box: all alike, or, where that happens to cancel out, each by a part of its own. */
const ALIKE = () => 0.1;
const APART = (j: number) => 0.1 * (1 + spread(j));
/** Where in their boxes the columns are put to see how large those get that follow: one place may be where one of them is 0. */
const PROBES = [ALIKE, () => 0.9, spread, (j: number) => 1 - spread(j)];
/** A column that is 0 wherever it was looked at still has this part of its box as its size: to take it for smaller than it gets is what hurts. */
const SIZE_FLOOR = 1e-2;
/** From one attempt to the next a size shrinks to no less than this part. */
const LEAST_SHRINKING = 1e-3;

/** Parts of 1 by the golden ratio: no two alike, and no few of them near each other. */
function spread(j: number): number {
  return (j * 0.6180339887498949) % 1;
}

/**
 * A start without knowledge: sizes are the box for a column that decides, and for one that follows from others the largest value that it
 * takes at a few places. The box of a follower is what it can reach at worst, which is no scale.
 */
export function magnitudesAtStart(problem: ConvexProblem, isIrregular: boolean): Magnitudes {
  const sizes = problem.linear.columns.map(boxOf);
  const probes = PROBES.map((part) => valuesAt(problem, part));
  for (const j of problem.followers)
    sizes[j] = Math.max(...probes.map((values) => Math.abs(values[j]!)), SIZE_FLOOR * sizes[j]!, Number.MIN_VALUE);
  return { values: valuesAt(problem, isIrregular ? APART : ALIKE), sizes };
}

/** The columns that decide put so far into their boxes, and what follows. */
function valuesAt(problem: ConvexProblem, part: (j: number) => number): number[] {
  const values = problem.linear.columns.map((column, j) => inside(column, part(j)));
  return followed(problem, values);
}

/** The scales of a point that was found with others. */
export function magnitudesAt(x: readonly number[], before: Magnitudes): Magnitudes {
  return { values: [...x], sizes: before.sizes.map((size, j) => Math.max(Math.abs(x[j]!), LEAST_SHRINKING * size)) };
}

function boxOf({ lower, upper }: Column): number {
  return upper > lower && upper - lower < Infinity ? upper - lower : 1;
}

function inside(column: Column, part: number): number {
  const { lower, upper } = column;
  if (lower === upper) return lower;
  if (lower > -Infinity) return lower + part * boxOf(column);
  return Math.min(part, upper - part);
}
