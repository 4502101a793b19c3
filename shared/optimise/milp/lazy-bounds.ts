import { chain, type Outcome, succeed } from '../../foundation/index.ts';
import { certifyOptimality } from '../certificate.ts';
import type { LinearProblem } from '../problem.ts';
import type { LinearSolution } from '../solution.ts';
import { solveLinear } from '../solve-linear.ts';
import type { SolveLimits } from '../work-budget.ts';

/** A linear solution, and what no point of the problem with all its bounds is below; −∞ where nothing is proven. */
export type BoundedSolution = { readonly solution: LinearSolution; readonly bound: number; readonly pivots: number };

const BEYOND = 1e-6;

/**
 * Solves a problem whose upper bounds are mostly implied by its rows: the solver gives each a row of its own, so they are left out
 * until a solution breaks them. The bound is certified against the problem with all of them. Whatever doesn't end in an optimum is
 * solved again with all.
 *
 * @param kept columns whose upper bound stays
 */
export function solveLazily(
  problem: LinearProblem,
  kept: ReadonlySet<number>,
  limits: SolveLimits,
): Outcome<BoundedSolution> {
  const needed = new Set(kept);
  let pivots = 0;
  for (;;) {
    const solved = solveLinear(withUppers(problem, needed), { ...limits, pivots: limits.pivots - pivots });
    if (!solved.ok) return solved;
    pivots += solved.value.pivots;
    const { termination, primal, dual } = solved.value;
    if (termination === 'work-limit') return succeed(unproven(solved.value, pivots));
    if (termination !== 'optimal') return solveWhole(problem, limits, pivots);
    const broken = problem.columns.flatMap(({ upper }, j) =>
      primal!.values[j]! > upper + BEYOND && !needed.has(j) ? [j] : [],
    );
    if (broken.length === 0) {
      const { bound } = certifyOptimality(problem, primal!.values, dual!.multipliers);
      return succeed({ solution: solved.value, bound: bound ?? -Infinity, pivots });
    }
    for (const j of broken) needed.add(j);
  }
}

function withUppers(problem: LinearProblem, needed: ReadonlySet<number>): LinearProblem {
  const columns = problem.columns.map((column, j) => (needed.has(j) ? column : { ...column, upper: Infinity }));
  return { ...problem, columns };
}

function solveWhole(problem: LinearProblem, limits: SolveLimits, spent: number): Outcome<BoundedSolution> {
  return chain(solveLinear(problem, { ...limits, pivots: limits.pivots - spent }), (solution) => {
    const pivots = spent + solution.pivots;
    const { termination, certificate } = solution;
    if (termination !== 'optimal') return succeed(unproven(solution, pivots));
    return succeed({ solution, bound: certificate?.bound ?? -Infinity, pivots });
  });
}

function unproven(solution: LinearSolution, pivots: number): BoundedSolution {
  return { solution, bound: -Infinity, pivots };
}
