import { balancedMultipliers, exactDualBound, type LinearProblem, type LinearSolution } from '../optimise/index.ts';
import type { FormulatedRebalance } from './formulate.ts';

/** The multipliers whose bound is highest. */
export function highestBound(problem: LinearProblem, all: readonly (readonly number[])[]): readonly number[] {
  const boundOf = (y: readonly number[]) => exactDualBound(problem, y) ?? -Infinity;
  return all.reduce((best, y) => (boundOf(y) > boundOf(best) ? y : best));
}

/** An interior point's optimum with balanced multipliers, where these prove more. */
export function balanced<Solution extends LinearSolution>(
  { problem, epigraphs, followers }: FormulatedRebalance,
  solution: Solution,
): Solution {
  const { termination, primal, dual } = solution;
  if (epigraphs.length === 0 || termination !== 'optimal') return solution;
  const y = dual!.multipliers;
  const multipliers = highestBound(problem, [y, balancedMultipliers(problem, followers, primal!.values, y)]);
  return { ...solution, dual: { status: 'feasible-point', multipliers } };
}
