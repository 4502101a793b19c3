import { describe, expect, it } from 'vitest';
import {
  type FrontierProblem,
  frontierCurve,
  pointAtRiskTolerance,
  pointAtVariance,
  tangencyPoint,
  traceFrontier,
} from '../../../shared/optimise/index.ts';
import { residualOf, traced } from '../../support/frontier/budget-frontier.ts';
import { isWithin, randomFrontier } from '../../support/frontier/random-frontier.ts';
import { Random } from '../../support/random.ts';

const PROBLEMS = 600;
const RESIDUAL = 1e-9;
const LIMITS = { pivots: 10_000, cells: 4_000_000 };

function objectiveOf(
  { covariance, means }: FrontierProblem,
  weights: readonly number[],
  riskTolerance: number,
): number {
  const n = weights.length;
  return weights.reduce((sum, a, i) => {
    const marginal = weights.reduce((inner, b, j) => inner + covariance[i * n + j]! * b, 0);
    return sum + (a * marginal) / 2 - riskTolerance * a * means[i]!;
  }, 0);
}

describe('frontiers of random problems', () => {
  it('are optimal at their corners, between and beyond them, and rise in mean and variance', () => {
    const random = new Random(20_260_501);
    let [solved, worst] = [0, 0];
    for (let k = 0; k < PROBLEMS; k++) {
      const problem = randomFrontier(random, 2 + random.below(9));
      const frontier = traceFrontier(problem, LIMITS);
      if (!frontier.ok) {
        expect(frontier.failure.reason).toBe('infeasible');
        continue;
      }
      solved += 1;
      const curve = frontierCurve(problem, frontier.value);
      const tolerances = curve.corners.map(({ riskTolerance }) => riskTolerance);
      const between = tolerances.map((at, i) => (at + (tolerances[i + 1] ?? at + 1)) / 2);
      const points = [...curve.corners, ...between.map((at) => pointAtRiskTolerance(curve, at)!)];
      for (const point of points) worst = Math.max(worst, residualOf(problem, point));
      for (const [i, corner] of curve.corners.entries()) {
        expect(corner.mean).toBeGreaterThanOrEqual((curve.corners[i - 1]?.mean ?? -Infinity) - 1e-9);
        // Of next to no variance there are many, where Σ is singular.
        if (corner.variance < 1e-9) continue;
        expect(Math.abs(pointAtVariance(curve, corner.variance)!.mean - corner.mean)).toBeLessThan(1e-6);
      }
    }
    console.log(`frontier: ${solved} of ${PROBLEMS} traced, the others infeasible; largest residual ${worst}`);
    expect(worst).toBeLessThan(RESIDUAL);
    expect(solved).toBeGreaterThan(PROBLEMS / 2);
  });

  it('have no random portfolio within the limits that does better, at any risk tolerance', () => {
    const random = new Random(5);
    let rivals = 0;
    for (let k = 0; k < PROBLEMS; k++) {
      const problem = randomFrontier(random, 4);
      const frontier = traceFrontier(problem, LIMITS);
      if (!frontier.ok) continue;
      const riskTolerance = random.between(0, 3);
      const best = pointAtRiskTolerance(frontierCurve(problem, frontier.value), riskTolerance)!;
      const rival = best.weights.map((weight) => weight + random.between(-0.2, 0.2));
      rival[0]! += 1 - rival.reduce((sum, weight) => sum + weight, 0);
      if (!isWithin(problem, rival)) continue;
      rivals += 1;
      const objective = best.variance / 2 - riskTolerance * best.mean;
      expect(objectiveOf(problem, rival, riskTolerance)).toBeGreaterThanOrEqual(objective - 1e-12);
    }
    expect(rivals).toBeGreaterThan(PROBLEMS / 10);
  });

  it('give equal bytes for equal input, and of 200 names take less than the steps allowed', () => {
    const problem = randomFrontier(new Random(3), 200);
    const [first, second] = [traced(problem), traced(problem)];
    expect(JSON.stringify(first)).toBe(JSON.stringify(second));
    const curve = frontierCurve(problem, first);
    expect(Math.max(...curve.corners.map((corner) => residualOf(problem, corner)))).toBeLessThan(RESIDUAL);
    expect(first.steps).toBeLessThan(5_000);
  });

  it('have a tangency that no other efficient portfolio beats, and none where the rate is out of reach', () => {
    const random = new Random(11);
    for (let k = 0; k < 30; k++) {
      const problem = { ...randomFrontier(random, 6), rows: randomFrontier(random, 6).rows.slice(0, 1) };
      const frontier = traceFrontier(problem, LIMITS);
      if (!frontier.ok) continue;
      const curve = frontierCurve(problem, frontier.value);
      const top = curve.corners.at(-1)!;
      const rate = top.mean - 0.5;
      const best = tangencyPoint(curve, rate)!;
      const ratio = (best.mean - rate) / Math.sqrt(best.variance);
      for (let i = 0; i <= 100; i++) {
        const { mean, variance } = pointAtRiskTolerance(curve, (top.riskTolerance * i) / 100)!;
        if (variance > 1e-9) expect((mean - rate) / Math.sqrt(variance)).toBeLessThanOrEqual(ratio * (1 + 1e-12));
      }
      expect(tangencyPoint(curve, top.mean + 1)).toBeNull();
    }
  });
});
