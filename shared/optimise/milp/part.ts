import type { Bounds, LinearProblem } from '../problem.ts';
import type { Basis } from '../simplex/basis.ts';

/** Bounds of a part of a search, where they are not the problem's. */
export type PartBounds = ReadonlyMap<number, Bounds>;

export const NO_BOUNDS: PartBounds = new Map();

/** The optimum of a part's linear relaxation, certified by the problem's data. */
export type PartOptimum = {
  readonly isEmpty: false;
  readonly values: readonly number[];
  readonly multipliers: readonly number[];
  readonly objective: number;
  /** what no point of the part is below; −∞ where nothing is proven */
  readonly bound: number;
  /** where the solve of a part of this part begins; null where it was found without one */
  readonly basis: Basis | null;
};

/** A part without a point: what its rows' multipliers contradict. */
export type EmptyPart = {
  readonly isEmpty: true;
  readonly multipliers: readonly number[];
  /** whether they do with all rounding accounted for */
  readonly isProven: boolean;
};

export type PartSolution = PartOptimum | EmptyPart;

export function withBounds(problem: LinearProblem, bounds: PartBounds): LinearProblem {
  const columns = [...problem.columns];
  for (const [j, each] of bounds) columns[j] = { ...columns[j]!, ...each };
  return { ...problem, columns };
}
