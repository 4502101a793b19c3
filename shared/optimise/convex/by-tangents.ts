import { certifyOptimality, worstRelativeError } from '../certificate.ts';
import { ACCEPTED_ERROR } from '../lp/find-optimum.ts';
import type { LinearSolution } from '../solution.ts';
import { solveLinear } from '../solve-linear.ts';
import { type ConvexTask, epigraphViolation, type Support, supportedProblem, tangentsAt } from './convex-problem.ts';
import { followed } from './followers.ts';

/**
 * A solution of the problem with supports in place of its epigraphs (`supportedProblem`), as of a linear problem; where optimal its point is
 * one of the convex problem, where infeasible no point satisfies the rows and the supports together.
 */
export type ConvexSolution = LinearSolution & { readonly supports: readonly Support[] };

/** Linear programs at most; 2 to 8 are usual. */
const ROUNDS_MAX = 20;
const ERROR_SOUGHT = 1e-11;

/**
 * Where an interior point comes near but not near enough, as at an optimum of exactly 0 or between limits that leave next to no interior: the
 * linear program with supports, and tangents where its optimum is below a function, until none is (Kelley, 1960) or the rows contradict each
 * other. Null where that doesn't end soon.
 */
export function byTangents({ problem, budget, cells }: ConvexTask, from: readonly Support[]): ConvexSolution | null {
  const supports = [...from];
  const ended = (solution: LinearSolution) => ({ ...solution, pivots: budget.spent, supports: [...supports] });
  let best: { readonly solution: ConvexSolution; readonly error: number } | null = null;
  for (let round = 0; round < ROUNDS_MAX && !budget.isSpent(); round += 1) {
    const supported = supportedProblem(problem, supports)!;
    const solved = solveLinear(supported, { ...budget.limits, cells });
    if (!solved.ok) break;
    budget.spend(solved.value.pivots, solved.value.reproducible);
    if (solved.value.termination === 'infeasible') return ended(solved.value);
    if (solved.value.termination !== 'optimal') break;
    const decided = solved.value.primal!.values;
    const values = followed(problem, decided);
    const certificate = certifyOptimality(supported, values, solved.value.dual!.multipliers);
    const primal = { status: 'feasible-point', values } as const;
    const error = worstRelativeError(certificate);
    if (error < (best?.error ?? ACCEPTED_ERROR))
      best = { solution: ended({ ...solved.value, primal, certificate }), error };
    if (error <= ERROR_SOUGHT) break;
    const violated = problem.epigraphs.filter((each) => epigraphViolation([each], decided) > 0);
    supports.push(...tangentsAt(violated, decided));
  }
  return best === null ? null : { ...best.solution, pivots: budget.spent, reproducible: budget.reproducible };
}
