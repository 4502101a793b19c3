import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  certifyUnboundedRay,
  isOptimalWithin,
  type QuadraticProblem,
  type QuadraticSolution,
  solveQuadratic,
  tangentProblem,
} from '../../../shared/optimise/index.ts';
import { column, denseRow } from '../../support/optimise/problems.ts';

const LIMITS = { iterations: 20_000, pivots: 10_000, cells: 100_000 };

const unit = fc.integer({ min: -20, max: 20 }).map((value) => value / 10);

/** P = FᵀF of a rank up to n, so often singular; rows, deviations and a limit in a box that holds the centres, or not. */
const problems = fc.integer({ min: 2, max: 5 }).chain((n) => {
  const vector = fc.array(unit, { minLength: n, maxLength: n });
  return fc
    .record({
      factors: fc.array(vector, { minLength: 1, maxLength: n + 1 }),
      costs: vector,
      rows: fc.array(fc.record({ row: vector, side: unit, kind: fc.constantFrom('=', '<', '>') }), { maxLength: 2 }),
      boxes: fc.array(fc.constantFrom([-1, 1], [0, 2], [-2, 0.5], [0.5, 0.5]), { minLength: n, maxLength: n }),
      centres: vector,
      costsOfMoving: fc.array(fc.constantFrom(0, 0.3, 1), { minLength: n, maxLength: n }),
      weights: fc.array(fc.constantFrom(0, 1, 2), { minLength: n, maxLength: n }),
      limit: fc.constantFrom(Infinity, 0.5, 2, 4),
    })
    .map(
      ({ factors, costs, rows, boxes, centres, costsOfMoving, weights, limit }): QuadraticProblem => ({
        linear: {
          columns: costs.map((cost, j) => column(`x${j}`, boxes[j]![0], boxes[j]![1], cost)),
          rows: rows.map(({ row, side, kind }, i) =>
            denseRow(`r${i}`, row, kind === '<' ? -Infinity : side, kind === '>' ? Infinity : side),
          ),
          constant: 0.25,
        },
        hessian: Float64Array.from({ length: n * n }, (_, at) =>
          factors.reduce((sum, factor) => sum + factor[Math.floor(at / n)]! * factor[at % n]!, 0),
        ),
        deviations: centres.map((centre, j) => ({ column: j, centre, cost: costsOfMoving[j]!, weight: weights[j]! })),
        deviationLimit: limit,
      }),
    );
});

/** The same with a column up and a column down per deviation and no deviations. */
function split(problem: QuadraticProblem): QuadraticProblem {
  const n = problem.linear.columns.length;
  const linear = tangentProblem(
    problem,
    problem.linear.columns.map(() => 0),
  );
  const size = linear.columns.length;
  const hessian = new Float64Array(size * size);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) hessian[i * size + j] = problem.hessian[i * n + j]!;
  return { linear, hessian, deviations: [], deviationLimit: Infinity };
}

function solved(problem: QuadraticProblem): QuadraticSolution {
  const outcome = solveQuadratic(problem, LIMITS);
  if (!outcome.ok) throw new Error(outcome.failure.detail);
  return outcome.value;
}

describe('solveQuadratic', () => {
  it('is certified to 1e-9, or shows that nothing is feasible; deviations are what columns for buying and selling say', () => {
    const seen = { optimal: 0, infeasible: 0, most: 0, largestError: 0 };
    fc.assert(
      fc.property(problems, (problem) => {
        const { termination, certificate, infeasibility, iterations } = solved(problem);
        const twin = solved(split(problem));
        expect(twin.termination).toBe(termination);
        seen.most = Math.max(seen.most, iterations);
        if (termination === 'infeasible') {
          seen.infeasible++;
          expect(infeasibility!.isInfeasible).toBe(true);
          return;
        }
        expect(termination).toBe('optimal');
        expect(isOptimalWithin(certificate!, 1e-9)).toBe(true);
        const error = Math.abs(certificate!.objective - twin.certificate!.objective);
        seen.largestError = Math.max(seen.largestError, error);
        expect(error).toBeLessThanOrEqual(1e-8);
        seen.optimal++;
      }),
      { numRuns: 400 },
    );
    console.log(`quadratic: ${JSON.stringify(seen)}`);
    expect(seen.optimal).toBeGreaterThan(150);
    expect(seen.infeasible).toBeGreaterThan(10);
  });

  it('follows a flat direction of falling cost without end, and says so with the direction', () => {
    const problem: QuadraticProblem = {
      linear: {
        columns: [column('x', -Infinity, Infinity, -2), column('y', 0, Infinity, 1)],
        rows: [denseRow('difference', [1, -1], -1, 1)],
        constant: 0,
      },
      hessian: Float64Array.from([1, -1, -1, 1]),
      deviations: [{ column: 0, centre: 0, cost: 0.5, weight: 0 }],
      deviationLimit: Infinity,
    };
    const { termination, ray } = solved(problem);
    expect(termination).toBe('unbounded');
    expect(ray![0]).toBeCloseTo(ray![1]!, 12);
    expect(certifyUnboundedRay(problem.linear, ray!)).toBe(true);
    const dearer = { ...problem, deviations: [{ column: 0, centre: 0, cost: 1.5, weight: 0 }] };
    expect(solved(dearer)).toMatchObject({ termination: 'optimal' });
  });

  it('refuses what is not convex', () => {
    const linear = { columns: [column('x', -1, 1, 0), column('y', -1, 1, 0)], rows: [], constant: 0 };
    const saddle = { linear, hessian: Float64Array.from([1, 2, 2, 1]), deviations: [], deviationLimit: Infinity };
    expect(solveQuadratic(saddle, LIMITS)).toMatchObject({ ok: false, failure: { reason: 'unsupported' } });
  });

  it('stops by work with what it has, and names its solver', () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const outcome = solveQuadratic(problem, { ...LIMITS, iterations: 1 });
        if (!outcome.ok) throw new Error(outcome.failure.detail);
        const { termination, iterations, solver } = outcome.value;
        expect(['optimal', 'infeasible', 'work-limit']).toContain(termination);
        expect([iterations, solver]).toEqual([1, 'ballast-qp']);
      }),
      { numRuns: 50 },
    );
  });
});
