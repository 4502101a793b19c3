import { describe, expect, it } from 'vitest';
import { frontierCurve, pointAtMean, pointAtVariance, traceFrontier } from '../../../shared/optimise/index.ts';
import { budgetProblem, traced } from '../../support/frontier/budget-frontier.ts';

const LIMITS = { pivots: 100, cells: 10_000 };
const EQUAL = [
  [0.04, 0.04],
  [0.04, 0.04],
];

function failureOf(problem: Parameters<typeof traceFrontier>[0], limits = LIMITS) {
  const frontier = traceFrontier(problem, limits);
  return frontier.ok ? null : frontier.failure;
}

describe('what a frontier cannot be', () => {
  it('says that nothing is within the limits', () => {
    const problem = budgetProblem({ means: [1, 2], covariance: EQUAL, upper: 0.25 });
    expect(failureOf(problem)).toMatchObject({ reason: 'infeasible' });
  });

  it('says so where the mean grows for ever without any variance', () => {
    const problem = budgetProblem({ means: [1, 2], covariance: EQUAL, lower: null, upper: null });
    expect(failureOf(problem)).toMatchObject({ reason: 'unsupported' });
  });

  it('ends at the steps allowed', () => {
    const problem = budgetProblem({
      means: [1, 2, 3],
      covariance: [
        [1, 0, 0],
        [0, 2, 0],
        [0, 0, 3],
      ],
    });
    expect(failureOf(problem, { pivots: 2, cells: 10_000 })).toMatchObject({ reason: 'limit-exceeded' });
  });
});

describe('a frontier of one portfolio', () => {
  it('has it at its own mean and variance only', () => {
    const curve = frontierCurve(...pair([0.25, 0.75]));
    expect(curve.corners).toHaveLength(1);
    expect(pointAtMean(curve, 1.75)?.weights).toEqual([0.25, 0.75]);
    expect(pointAtMean(curve, 1.6)).toBeNull();
    expect(pointAtVariance(curve, 0.01)).toBeNull();
  });
});

/** Two names that may only have these weights. */
function pair(weights: readonly number[]) {
  const problem = budgetProblem({ means: [1, 2], covariance: EQUAL, lower: weights, upper: weights });
  return [problem, traced(problem)] as const;
}
