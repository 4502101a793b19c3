import type { LinearProblem } from './problem.ts';
import type { SolveLimits } from './work-budget.ts';

/**
 * A point and row multipliers (> 0 charges the lower side) that a solver claims are optimal; empty where it doesn't take the problem.
 * Whoever asked certifies them.
 */
export type LinearClaim = {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly pivots: number;
  /** false where the wall clock ended the search: another run may end elsewhere */
  readonly reproducible: boolean;
};

export type IntegerClaim = {
  /** null where no integer point was found */
  readonly x: readonly number[] | null;
  /** what the solver says that no integer point's objective is below; −Infinity where it says nothing */
  readonly bound: number;
  readonly isInfeasible: boolean;
  readonly nodes: number;
  readonly reproducible: boolean;
};

/** A solver for problems that are too large for dense tableaus: loaded by whoever may wait for it, and handed in ready. */
export type LargeSolver = {
  readonly name: string;
  readonly solveLinear: (problem: LinearProblem, limits: Pick<SolveLimits, 'pivots' | 'leftMs'>) => LinearClaim;
  /** null where it doesn't take the problem */
  readonly solveInteger: (
    problem: LinearProblem,
    whole: readonly number[],
    limits: { readonly nodes: number; readonly gapFraction: number; readonly wallMs: number },
  ) => IntegerClaim | null;
};
