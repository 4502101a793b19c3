import { describe, expect, it } from 'vitest';
import { type Dyadic, dyadic, plus, times, ZERO } from '../../../shared/numerics/index.ts';
import {
  type CornerPortfolio,
  cornerAt,
  type FrontierProblem,
  frontierCurve,
  gapBetween,
  greatestMean,
  provableFrontier,
  provePortfolio,
  sharpeBound,
  tangencyPoint,
  traceFrontier,
} from '../../../shared/optimise/index.ts';
import { isWithin, randomFrontier } from '../../support/frontier/random-frontier.ts';
import { compare, minus } from '../../support/optimise/dyadic.ts';
import { Random } from '../../support/random.ts';

const PROBLEMS = 300;
const LIMITS = { pivots: 10_000, cells: 4_000_000 };

/** Any weights within the bounds, any multipliers of finite sides: far from optimal. */
function anyCorner(random: Random, { columns, rows }: FrontierProblem): CornerPortfolio {
  return {
    riskTolerance: random.pick([0, random.between(0, 3)]),
    weights: columns.map(({ lower, upper }) => random.between(Math.max(lower, -2), Math.min(upper, 2))),
    multipliers: rows.map(({ lower, upper }) => {
      const [down, up] = [upper < Infinity ? -1 : 0, lower > -Infinity ? 1 : 0];
      return random.between(down, up);
    }),
  };
}

/** f(w) = ½·wᵀΣw − λ·μᵀw, and Σw − λμ, exactly. */
function exactly({ covariance, means }: FrontierProblem, weights: readonly number[], riskTolerance: number) {
  const n = weights.length;
  const marginal = weights.map((_, i) =>
    weights.reduce((sum, weight, j) => plus(sum, times(dyadic(covariance[i * n + j]!), dyadic(weight))), ZERO),
  );
  const linear = means.map((mean) => times(dyadic(-riskTolerance), dyadic(mean)));
  const terms = weights.map((weight, i) => times(dyadic(weight), plus(times(dyadic(0.5), marginal[i]!), linear[i]!)));
  return { objective: terms.reduce(plus, ZERO), gradient: marginal.map((each, i) => plus(each, linear[i]!)) };
}

/** f(w) − g·w + Σ y·side + Σ min z·v, exactly, where every bound is finite. */
function exactBound(problem: FrontierProblem, { weights, multipliers, riskTolerance }: CornerPortfolio): Dyadic {
  const { objective, gradient } = exactly(problem, weights, riskTolerance);
  const z = [...gradient];
  let total = weights.reduce((sum, weight, i) => minus(sum, times(gradient[i]!, dyadic(weight))), objective);
  for (const [r, { columns, coefficients, lower, upper }] of problem.rows.entries()) {
    const y = dyadic(multipliers[r]!);
    if (multipliers[r] !== 0) total = plus(total, times(y, dyadic(multipliers[r]! > 0 ? lower : upper)));
    for (const [k, j] of columns.entries()) z[j] = minus(z[j]!, times(y, dyadic(coefficients[k]!)));
  }
  for (const [i, { lower, upper }] of problem.columns.entries())
    total = plus(total, times(z[i]!, dyadic(compare(z[i]!, ZERO) > 0 ? lower : upper)));
  return total;
}

/** Some columns without an upper bound, or without any. */
function opened(random: Random, problem: FrontierProblem): FrontierProblem {
  const columns = problem.columns.map((column) => ({
    ...column,
    ...(random.chance(0.5) ? { upper: Infinity } : {}),
    ...(random.chance(0.3) ? { lower: -Infinity } : {}),
  }));
  return { ...problem, columns };
}

describe('what a portfolio and multipliers prove', () => {
  it('is the dual objective of rational arithmetic, not above it and below by rounding', () => {
    const random = new Random(1);
    let [proven, tight] = [0, 0];
    for (let k = 0; k < PROBLEMS; k++) {
      const problem = randomFrontier(random, 1 + random.below(7));
      const provable = provableFrontier(problem);
      if (provable === null) continue;
      const corner = anyCorner(random, problem);
      const exact = exactBound(problem, corner);
      const { bound, objective, scale } = provePortfolio(provable, corner);
      proven += 1;
      expect(compare(dyadic(bound), exact)).toBeLessThanOrEqual(0);
      if (provable.leastCurvature <= 0) continue;
      tight += 1;
      const most = 1e-13 * (scale + Math.abs(objective) + Math.abs(bound) + 10);
      expect(compare(plus(dyadic(bound), dyadic(most)), exact)).toBe(1);
    }
    expect(proven).toBeGreaterThan(PROBLEMS * 0.9);
    expect(tight).toBeGreaterThan(PROBLEMS / 2);
  });

  it('no portfolio within the limits contradicts, by exact arithmetic, nor where weights have no bounds', () => {
    const random = new Random(2);
    let rivals = 0;
    for (let k = 0; k < 4 * PROBLEMS; k++) {
      const all = randomFrontier(random, 2 + random.below(3));
      const problem = opened(random, { ...all, rows: all.rows.slice(0, 1) });
      const provable = provableFrontier(problem);
      if (provable === null) continue;
      const corner = anyCorner(random, problem);
      const { bound } = provePortfolio(provable, corner);
      const rival = corner.weights.map((weight) => weight + random.between(-1, 1));
      rival[0] = 1 - rival.slice(1).reduce((sum, weight) => sum + weight, 0);
      // The exact sum of the weights has to be the budget.
      const total = rival.reduce((sum, weight) => plus(sum, dyadic(weight)), ZERO);
      if (!isWithin(problem, rival) || compare(total, dyadic(1)) !== 0) continue;
      rivals += 1;
      expect(compare(dyadic(bound), exactly(problem, rival, corner.riskTolerance).objective)).toBeLessThanOrEqual(0);
    }
    expect(rivals).toBeGreaterThan(PROBLEMS / 2);
  });

  it('closes the gap at the corners of a frontier, with and without bounds', () => {
    const random = new Random(3);
    const closed = { definite: 0, singular: 0 };
    const worst = { definite: 0, singular: 0 };
    for (let k = 0; k < PROBLEMS; k++) {
      const bounded = randomFrontier(random, 2 + random.below(8));
      const problem = k % 2 === 0 ? bounded : opened(random, bounded);
      const frontier = traceFrontier(problem, LIMITS);
      const provable = provableFrontier(problem);
      if (!frontier.ok || provable === null) continue;
      const proofs = frontier.value.corners.map((corner) => provePortfolio(provable, corner));
      const between = proofs.slice(1).map((proof, i) => gapBetween(provable, proofs[i]!, proof));
      const kind = provable.leastCurvature > 0 ? 'definite' : 'singular';
      closed[kind] += 1;
      worst[kind] = Math.max(worst[kind], ...proofs.map((proof) => proof.gapFraction), ...between);
    }
    console.log('frontier proofs', closed, 'largest gap', worst);
    expect(closed.definite).toBeGreaterThan(PROBLEMS / 2);
    expect(closed.singular).toBeGreaterThan(PROBLEMS / 20);
    expect(worst.definite).toBeLessThan(1e-9);
    expect(worst.singular).toBeLessThan(1e-6);
  });
});

describe('what two portfolios prove of those between them', () => {
  it('is at least the gap of each, of any two', () => {
    const random = new Random(4);
    let compared = 0;
    for (let k = 0; k < PROBLEMS; k++) {
      const bounded = randomFrontier(random, 1 + random.below(6));
      const problem = k % 2 === 0 ? bounded : opened(random, bounded);
      const provable = provableFrontier(problem);
      if (provable === null) continue;
      const corners = [anyCorner(random, problem), anyCorner(random, problem)];
      const frontier = { corners, beyond: corners[0]! };
      const [a, b] = corners.map((corner) => provePortfolio(provable, corner)) as [Proof, Proof];
      const most = gapBetween(provable, a, b) * Math.min(a.scale, b.scale);
      for (const position of [0, 0.1, 0.5, 0.77, 1]) {
        const { gapFraction, scale } = provePortfolio(provable, cornerAt(frontier, { segment: 0, position }));
        const rounding = 1e-12 * (scale + Math.abs(most));
        expect(gapFraction * scale).toBeLessThanOrEqual(most + rounding);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(PROBLEMS * 4);
  });
});

type Proof = ReturnType<typeof provePortfolio>;

describe('the ends of a frontier and its tangency', () => {
  it('have bounds that no random portfolio beats, and that they reach', () => {
    const random = new Random(6);
    let [rivals, reached, worst] = [0, 0, 0];
    for (let k = 0; k < PROBLEMS; k++) {
      const problem = randomFrontier(random, 3);
      const frontier = traceFrontier(problem, LIMITS);
      const provable = provableFrontier(problem);
      if (!frontier.ok || provable === null || provable.leastCurvature <= 0) continue;
      const curve = frontierCurve(problem, frontier.value);
      const [first, last] = [curve.corners[0]!, curve.corners.at(-1)!];
      const rate = first.mean - random.between(0, 1);
      const tangency = tangencyPoint(curve, rate)!;
      const least = 2 * provePortfolio(provable, first).bound;
      const ratio = sharpeBound(provable, provePortfolio(provable, tangency), rate, least);
      const mean = greatestMean(problem, frontier.value.beyond.multipliers)!;
      expect(mean).toBeGreaterThanOrEqual(last.mean - 1e-12);
      if (ratio !== null) {
        const own = (tangency.mean - rate) / Math.sqrt(tangency.variance);
        worst = Math.max(worst, Math.abs(ratio / own - 1), Math.abs(mean - last.mean));
        reached += 1;
      }
      for (let i = 0; i < 20; i++) {
        const rival = tangency.weights.map((weight) => weight + random.between(-0.3, 0.3));
        rival[0]! += 1 - rival.reduce((sum, weight) => sum + weight, 0);
        if (!isWithin(problem, rival)) continue;
        rivals += 1;
        const at = rival.reduce((sum, weight, j) => sum + weight * problem.means[j]!, 0);
        const variance = 2 * objectiveAt(problem, rival);
        expect(at).toBeLessThanOrEqual(mean + 1e-12);
        if (ratio !== null) expect((at - rate) / Math.sqrt(variance)).toBeLessThanOrEqual(ratio);
      }
    }
    console.log(`tangencies: ${reached} reach their bound to ${worst}; ${rivals} rivals`);
    expect(worst).toBeLessThan(1e-9);
    expect(reached).toBeGreaterThan(PROBLEMS / 4);
    expect(rivals).toBeGreaterThan(PROBLEMS / 2);
  });
});

function objectiveAt({ covariance }: FrontierProblem, weights: readonly number[]): number {
  const n = weights.length;
  return weights.reduce(
    (sum, a, i) => sum + weights.reduce((inner, b, j) => inner + (a * b * covariance[i * n + j]!) / 2, 0),
    0,
  );
}
