import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { choleskyFactor } from '../../../shared/numerics/index.ts';
import {
  type ConvexProblem,
  type ConvexSolution,
  isOptimalWithin,
  solveConvex,
} from '../../../shared/optimise/index.ts';
import { column, denseRow } from '../../support/optimise/problems.ts';

/** Optima from the KKT system in 50 digits; `x` may be non-unique. */
type Golden = {
  readonly id: string;
  readonly kind: string;
  readonly P: readonly (readonly number[])[];
  readonly q: readonly number[];
  readonly A: readonly (readonly number[])[] | null;
  readonly b: readonly number[] | null;
  readonly G: readonly (readonly number[])[] | null;
  readonly h: readonly number[] | null;
  readonly lb: readonly (number | null)[];
  readonly ub: readonly (number | null)[];
  readonly status: 'optimal' | 'infeasible';
  readonly expected: { readonly x: readonly number[]; readonly objective: number } | null;
};

const LIMITS = { pivots: 10_000, cells: 1_000_000 };
const FILE = new URL('../../vectors/optimisation/qp_golden.jsonl', import.meta.url);
const cases = readFileSync(FILE, 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Golden);

/** `½·xᵀPx = e`, `e ≥ Σ (Lᵀx)²/2`, where P = L·Lᵀ. */
function toProblem({ P, q, A, b, G, h, lb, ub }: Golden): ConvexProblem {
  const n = q.length;
  const factor = choleskyFactor(Float64Array.from(P.flat()), n)!;
  const rows = Array.from({ length: n }, (_, k) => ({
    terms: new Map(Array.from({ length: n }, (__, j) => [j, factor[j * n + k]! * Math.SQRT1_2] as const)),
    constant: 0,
  }));
  const linear = {
    columns: [
      ...q.map((cost, j) => column(`x${j}`, lb[j] ?? -Infinity, ub[j] ?? Infinity, cost)),
      column('square', 0, Infinity, 1),
    ],
    rows: [
      ...(A ?? []).map((a, i) => denseRow(`eq${i}`, a, b![i]!, b![i]!)),
      ...(G ?? []).map((g, i) => denseRow(`le${i}`, g, -Infinity, h![i]!)),
    ],
    constant: 0,
  };
  return { linear, epigraphs: [{ id: 'square', column: n, fn: { kind: 'squares' }, arguments: rows }], followers: [n] };
}

function solved(problem: ConvexProblem): ConvexSolution {
  const outcome = solveConvex(problem, LIMITS);
  if (!outcome.ok) throw new Error(outcome.failure.detail);
  return outcome.value;
}

describe('quadratic problems of qp_golden as squares below a column', () => {
  const worst = { error: 0, steps: 0 };
  it.each(cases)('$id $kind ends $status at the objective given, certified by one support', (golden) => {
    const { termination, certificate, infeasibility, pivots } = solved(toProblem(golden));
    expect(termination).toBe(golden.status);
    if (golden.expected === null) return expect(infeasibility!.isInfeasible).toBe(true);
    const { objective } = golden.expected;
    const error = Math.abs(certificate!.objective - objective) / Math.abs(objective);
    worst.error = Math.max(worst.error, error);
    worst.steps = Math.max(worst.steps, pivots);
    expect(error).toBeLessThanOrEqual(1e-8);
    expect(isOptimalWithin(certificate!, 1e-8)).toBe(true);
  });

  it('says how near they came', () => {
    console.log(`qp_golden by interior point: largest error ${worst.error}, at most ${worst.steps} steps`);
    expect(worst.steps).toBeGreaterThan(0);
  });
});
