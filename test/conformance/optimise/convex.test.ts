import { describe, expect, it } from 'vitest';
import { choleskyFactor } from '../../../shared/numerics/index.ts';
import { byInteriorPoint } from '../../../shared/optimise/convex/by-interior-point.ts';
import {
  type ConvexProblem,
  type ConvexSolution,
  isOptimalWithin,
  type OptimalityCertificate,
  solveConvex,
} from '../../../shared/optimise/index.ts';
import { WorkBudget } from '../../../shared/optimise/work-budget.ts';
import { GOLDEN_QUADRATICS, type GoldenQuadratic, linearPart } from '../../support/optimise/golden-quadratics.ts';
import { column } from '../../support/optimise/problems.ts';

const LIMITS = { pivots: 10_000, cells: 1_000_000 };

/** `½·xᵀPx = e`, `e ≥ Σ (Lᵀx)²/2`, where P = L·Lᵀ. */
function toProblem(golden: GoldenQuadratic): ConvexProblem {
  const n = golden.q.length;
  const factor = choleskyFactor(Float64Array.from(golden.P.flat()), n)!;
  const rows = Array.from({ length: n }, (_, k) => ({
    terms: new Map(Array.from({ length: n }, (__, j) => [j, factor[j * n + k]! * Math.SQRT1_2] as const)),
    constant: 0,
  }));
  const { columns, ...rest } = linearPart(golden);
  const linear = { ...rest, columns: [...columns, column('square', 0, Infinity, 1)] };
  return { linear, epigraphs: [{ id: 'square', column: n, fn: { kind: 'squares' }, arguments: rows }], followers: [n] };
}

function solved(problem: ConvexProblem): ConvexSolution {
  const outcome = solveConvex(problem, LIMITS);
  if (!outcome.ok) throw new Error(outcome.failure.detail);
  return outcome.value;
}

describe('quadratic problems of qp_golden as squares', () => {
  it.each(GOLDEN_QUADRATICS)('$id $kind ends $status at the objective given, certified by one support', (golden) => {
    const { termination, certificate, infeasibility, solver } = solved(toProblem(golden));
    expect(termination).toBe(golden.status);
    if (golden.expected === null) return expect(infeasibility!.isInfeasible).toBe(true);
    expect(solver).toBe('ballast-qp');
    expect(errorOf(certificate!, golden)).toBeLessThanOrEqual(1e-12);
    expect(isOptimalWithin(certificate!, 1e-8)).toBe(true);
  });
});

describe('their interior point', () => {
  const worst = { error: 0, steps: 0 };
  const optimal = GOLDEN_QUADRATICS.filter(({ status }) => status === 'optimal');

  it.each(optimal)('$id $kind ends at the objective given, certified by one support', (golden) => {
    const budget = new WorkBudget(LIMITS);
    const { found } = byInteriorPoint({ problem: toProblem(golden), cells: LIMITS.cells, budget })!;
    const { certificate } = found!;
    worst.error = Math.max(worst.error, errorOf(certificate, golden));
    worst.steps = Math.max(worst.steps, budget.spent);
    expect(errorOf(certificate, golden)).toBeLessThanOrEqual(1e-8);
    expect(isOptimalWithin(certificate, 1e-8)).toBe(true);
  });

  it('says how near they came', () => {
    console.log(`qp_golden by interior point: largest error ${worst.error}, at most ${worst.steps} steps`);
    expect(worst.steps).toBeGreaterThan(0);
  });
});

function errorOf({ objective }: OptimalityCertificate, { expected }: GoldenQuadratic): number {
  return Math.abs(objective - expected!.objective) / Math.abs(expected!.objective);
}
