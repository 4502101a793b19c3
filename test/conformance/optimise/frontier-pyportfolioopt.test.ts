import { afterAll, describe, expect, it } from 'vitest';
import {
  type FrontierCurve,
  type FrontierPoint,
  frontierCurve,
  pointAtMean,
  pointAtRiskTolerance,
  pointAtVariance,
  tangencyPoint,
} from '../../../shared/optimise/index.ts';
import { recordConformance } from '../../support/conformance-record.ts';
import { budgetProblem, residualOf, traced } from '../../support/frontier/budget-frontier.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

type Case = {
  readonly name: string;
  readonly spec: { readonly lb: number | null; readonly ub: number | null; readonly sum: number };
  readonly expectedPerformance: { readonly ret: number; readonly vol: number };
  readonly tol: number;
};

const text = sharedVectors('optimisation/pyportfolioopt_cases.json');
const { mu, cov, cases } = JSON.parse(text ?? '{"cases":[]}') as {
  readonly mu: readonly number[];
  readonly cov: readonly (readonly number[])[];
  readonly cases: readonly Case[];
};

const VARIANCE_TARGETS = [0.19, 0.21];

/** The portfolio that a case's objective means. */
function pointOf(name: string, curve: FrontierCurve): FrontierPoint | null {
  if (name.startsWith('min_volatility')) return curve.corners[0]!;
  if (name.startsWith('max_sharpe')) return tangencyPoint(curve, 0.02);
  if (name.startsWith('max_quadratic_utility')) return pointAtRiskTolerance(curve, 1);
  if (name === 'efficient_return_0.25') return pointAtMean(curve, 0.25);
  const target = VARIANCE_TARGETS.find((each) => name.startsWith(`efficient_risk_${each}`))!;
  return pointAtVariance(curve, target * target);
}

describe.skipIf(text === null)('PyPortfolioOpt', () => {
  let [count, largestError] = [0, 0];
  afterAll(() =>
    recordConformance({
      method: 'frontier',
      set: 'PyPortfolioOpt',
      cases: count,
      largestError,
      unit: 'relative return or volatility',
      tolerance: '1e-6; 1e-5 where the case says so',
      source: "PyPortfolioOpt's tests, efficient frontier",
    }),
  );

  it.each(cases.map((each) => [each.name, each] as const))('%s', (name, { spec, expectedPerformance, tol }) => {
    // −5·|w|² is 10 on the diagonal of the covariance.
    const ridge = name.endsWith('L2_5') ? 10 : 0;
    const covariance = cov.map((row, i) => row.map((value, j) => (i === j ? value + ridge : value)));
    const problem = budgetProblem({
      means: mu,
      covariance,
      lower: spec.lb,
      upper: spec.ub,
      budget: { lower: spec.sum, upper: spec.sum },
    });
    const point = pointOf(name, frontierCurve(problem, traced(problem)))!;
    const size = point.weights.reduce((sum, weight) => sum + weight * weight, 0);
    const volatility = Math.sqrt(point.variance - ridge * size);
    const errors = [point.mean / expectedPerformance.ret - 1, volatility / expectedPerformance.vol - 1];
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(tol);
    expect(residualOf(problem, point)).toBeLessThan(1e-11);
    largestError = Math.max(largestError, ...errors.map(Math.abs));
    count += 1;
  });
});
