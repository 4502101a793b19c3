import { afterAll, describe, expect, it } from 'vitest';
import { frontierCurve, pointAtMean } from '../../../shared/optimise/index.ts';
import { recordConformance } from '../../support/conformance-record.ts';
import { budgetProblem, provenGap, residualOf, traced } from '../../support/frontier/budget-frontier.ts';
import { sharedVectors } from '../../support/shared-vectors.ts';

type CornerCase = {
  readonly name: string;
  readonly mu: readonly number[];
  readonly cov: readonly (readonly number[])[];
  readonly lb: readonly number[];
  readonly ub: readonly number[];
  readonly tol: number;
  /** one row per asset, where the case has them */
  readonly assetReturns?: readonly (readonly number[])[];
  readonly expected: readonly (readonly [readonly number[], number])[];
};

const cornerText = sharedVectors('optimisation/cla_corner_portfolios.json');
const CORNERS = JSON.parse(cornerText ?? '[]') as readonly CornerCase[];

describe.skipIf(cornerText === null)('corner portfolios', () => {
  let [cases, largestError] = [0, 0];
  afterAll(() =>
    recordConformance({
      method: 'frontier',
      set: 'corner portfolios',
      cases,
      largestError,
      unit: 'weight',
      tolerance: '1e-9; 1e-3 for the set published to 4 digits',
      source: 'Markowitz 1959, Kwan, Bailey and López de Prado 2013, Niedermayer 2006',
    }),
  );

  it('are of five sets', () => expect(CORNERS).toHaveLength(5));

  it.each(CORNERS)('of $name', ({ mu, cov, lb, ub, tol, expected, assetReturns }) => {
    const problem = budgetProblem({ means: mu, covariance: cov, lower: lb, upper: ub });
    const corners = frontierCurve(problem, traced(problem)).corners.toReversed();
    expect(corners).toHaveLength(expected.length);
    // The covariance of that set is over T, its published risk tolerances are of the one over T − 1: the weights are the same.
    const dates = assetReturns?.[0]?.length;
    const scale = dates === undefined ? 1 : dates / (dates - 1);
    for (const [k, [weights, riskTolerance]] of expected.entries()) {
      const corner = corners[k]!;
      const error = Math.max(...weights.map((weight, i) => Math.abs(weight - corner.weights[i]!)));
      expect(error).toBeLessThan(tol);
      expect(Math.abs(corner.riskTolerance * scale - riskTolerance)).toBeLessThan(tol * Math.max(1, riskTolerance));
      expect(residualOf(problem, corner)).toBeLessThan(1e-12);
      expect(provenGap(problem, { corners })).toBeLessThan(1e-9);
      if (tol < 1e-6) largestError = Math.max(largestError, error);
    }
    cases += 1;
  });
});

type LibraryCase = {
  readonly mu: readonly number[];
  readonly sd: readonly number[];
  readonly corrUpper: readonly number[];
  readonly frontier: readonly (readonly [number, number])[];
};

describe.skipIf(sharedVectors('optimisation/orlib/port1.json.gz') === null)('OR-Library frontiers', () => {
  let [cases, largestError] = [0, 0];
  afterAll(() =>
    recordConformance({
      method: 'frontier',
      set: 'OR-Library port1, port2, port4',
      cases,
      largestError,
      unit: 'relative variance',
      tolerance: '1e-6: the variances are printed to 10 decimals',
      source: 'Beasley, OR-Library; Chang and others 2000',
    }),
  );

  it.each([1, 2, 4])('port%d: 2,000 points', (n) => {
    const {
      mu,
      sd,
      corrUpper,
      frontier: expected,
    } = JSON.parse(sharedVectors(`optimisation/orlib/port${n}.json.gz`)!) as LibraryCase;
    expect(expected).toHaveLength(2_000);
    let k = 0;
    const covariance = mu.map(() => new Array<number>(mu.length).fill(0));
    for (const i of mu.keys()) {
      for (let j = i; j < mu.length; j++) {
        covariance[i]![j] = covariance[j]![i] = corrUpper[k++]! * sd[i]! * sd[j]!;
      }
    }
    const problem = budgetProblem({ means: mu, covariance });
    const curve = frontierCurve(problem, traced(problem));
    // Where the variance is least it is flat in the mean: port1's last mean is 4e-8, 1 % of a step, below that of the least variance.
    const least = curve.corners[0]!.mean;
    let residual = 0;
    for (const [mean, variance] of expected) {
      const point = pointAtMean(curve, Math.abs(mean - least) < 1e-7 ? least : mean);
      if (point === null) throw new Error(`no portfolio of mean ${mean}`);
      largestError = Math.max(largestError, Math.abs(point.variance / variance - 1));
      if (cases % 20 === 0) residual = Math.max(residual, residualOf(problem, point));
      cases += 1;
    }
    const gap = provenGap(problem, curve)!;
    console.log(`port${n}: ${curve.corners.length} corners, largest residual ${residual}, largest proven gap ${gap}`);
    expect(residual).toBeLessThan(1e-10);
    expect(gap).toBeLessThan(1e-9);
    expect(largestError).toBeLessThan(1e-6);
  });
});
