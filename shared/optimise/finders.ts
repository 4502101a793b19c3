import type { LargeSolver } from './large-solver.ts';
import { findByKinked, findByLarge, findOptimum, type Search } from './lp/find-optimum.ts';
import { standardFormSize } from './lp/standard-form.ts';
import { SOLVER_NAME } from './lp/tableau.ts';
import type { LinearProblem } from './problem.ts';
import { kinkedCells } from './simplex/absorb-columns.ts';
import { KINKED_NAME } from './simplex/solve-kinked.ts';
import type { WorkBudget } from './work-budget.ts';

/** A way of finding an optimum that is certified, whoever claims it. */
export type Finder = {
  readonly name: string;
  readonly find: (problem: LinearProblem, budget: WorkBudget) => Search;
};

export const SMALL_FINDER: Finder = { name: SOLVER_NAME, find: findOptimum };
export const KINKED_FINDER: Finder = { name: KINKED_NAME, find: findByKinked };

export function largeFinder(large: LargeSolver): Finder {
  return { name: large.name, find: (problem, budget) => findByLarge(problem, large, budget) };
}

/** Up to this dense tableau javascript-lp-solver goes first, beyond our own simplex does: 100 × 91 takes the one 9 ms, the other 1. */
const SMALL_CELLS = 10_000;

/** The finders that the problem is not too large for, the one that is quickest at its size first. */
export function findersFor(problem: LinearProblem, cellsMost: number, large: LargeSolver | null): Finder[] {
  const { nColumns, nRows } = standardFormSize(problem);
  const cells = nColumns * nRows;
  const small = cells <= cellsMost ? [SMALL_FINDER] : [];
  const kinked = cells <= cellsMost || kinkedCells(problem) <= cellsMost ? [KINKED_FINDER] : [];
  const big = large === null ? [] : [largeFinder(large)];
  return cells <= SMALL_CELLS ? [...small, ...kinked, ...big] : [...kinked, ...big, ...small];
}
