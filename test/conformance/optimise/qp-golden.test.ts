import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  certifyQuadratic,
  isOptimalWithin,
  type QuadraticProblem,
  type QuadraticSolution,
  solveQuadratic,
} from '../../../shared/optimise/index.ts';
import { GOLDEN_QUADRATICS, type GoldenQuadratic, linearPart } from '../../support/optimise/golden-quadratics.ts';
import { column, denseRow } from '../../support/optimise/problems.ts';

type Trap = {
  readonly P: readonly number[];
  readonly q: readonly number[];
  readonly lo: number;
  readonly hi: number;
  readonly sum: number;
};

const FOLDER = new URL('../../vectors/optimisation/', import.meta.url);
const LIMITS = { iterations: 20_000, pivots: 10_000, cells: 100_000 };

function toProblem(golden: GoldenQuadratic): QuadraticProblem {
  const hessian = Float64Array.from(golden.P.flat());
  return { linear: linearPart(golden), hessian, deviations: [], deviationLimit: Infinity };
}

function solved(problem: QuadraticProblem): QuadraticSolution {
  const outcome = solveQuadratic(problem, LIMITS);
  if (!outcome.ok) throw new Error(outcome.failure.detail);
  return outcome.value;
}

describe('quadratic problems of qp_golden', () => {
  const worst = { error: 0, x: 0, iterations: 0 };
  it('are all there', () => expect(GOLDEN_QUADRATICS).toHaveLength(61));

  it.each(GOLDEN_QUADRATICS)('$id $kind ends $status at the objective given, certified', (golden) => {
    const { termination, point, certificate, infeasibility, iterations } = solved(toProblem(golden));
    expect(termination).toBe(golden.status);
    if (golden.expected === null) return expect(infeasibility!.isInfeasible).toBe(true);
    const { objective, x } = golden.expected;
    const error = Math.abs(certificate!.objective - objective) / Math.abs(objective);
    const away = Math.max(...x.map((value, j) => Math.abs(value - point!.x[j]!)));
    worst.error = Math.max(worst.error, error);
    worst.x = Math.max(worst.x, away);
    expect(away).toBeLessThanOrEqual(1e-8);
    worst.iterations = Math.max(worst.iterations, iterations);
    expect(error).toBeLessThanOrEqual(1e-8);
    expect(isOptimalWithin(certificate!, 1e-9)).toBe(true);
  });

  it('says how near they came', () => {
    console.log(
      `qp_golden: ${GOLDEN_QUADRATICS.length} cases, largest error ${worst.error} (relative objective), ${worst.x} (x), at most ${worst.iterations} iterations`,
    );
  });

  it('solves the rank-2 problem on which HiGHS goes round', () => {
    const file = new URL('solver_traps/highs_qp_cycle.json', FOLDER);
    const { P, q, lo, hi, sum } = JSON.parse(readFileSync(file, 'utf8')) as Trap;
    const ones = q.map(() => 1);
    const { termination, certificate } = solved({
      linear: {
        columns: q.map((cost, j) => column(`x${j}`, lo, hi, cost)),
        rows: [denseRow('budget', ones, sum, sum)],
        constant: 0,
      },
      hessian: Float64Array.from(P),
      deviations: [],
      deviationLimit: Infinity,
    });
    expect(termination).toBe('optimal');
    expect(isOptimalWithin(certificate!, 1e-9)).toBe(true);
  });

  it('has every primal value that is changed by a hundredth refused by the certificate', () => {
    let nChanged = 0;
    for (const golden of GOLDEN_QUADRATICS.filter((each) => each.status === 'optimal')) {
      const problem = toProblem(golden);
      const { x, ...multipliers } = solved(problem).point!;
      for (const j of x.keys()) {
        const changed = { ...multipliers, x: x.with(j, x[j]! + 0.01 * Math.max(1e-3, Math.abs(x[j]!))) };
        expect(isOptimalWithin(certifyQuadratic(problem, changed), 1e-9)).toBe(false);
        nChanged += 1;
      }
    }
    console.log(`qp_golden: ${nChanged} changed primal values`);
    expect(nChanged).toBeGreaterThan(400);
  });
});
