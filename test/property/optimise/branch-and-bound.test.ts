import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type IntegerSolution, type LinearProblem, solveInteger } from '../../../shared/optimise/index.ts';
import { column, denseRow } from '../../support/optimise/problems.ts';

const N_COLUMNS = 4;
const UPPER = 3;
const LIMITS = { pivots: 100_000, cells: 100_000, nodes: 1000 };
const WHOLE = [0, 1, 2, 3];

const whole = (most: number) => fc.integer({ min: -most, max: most });
const rowsOf = (n: number) =>
  fc.array(fc.array(whole(5), { minLength: N_COLUMNS, maxLength: N_COLUMNS }), { minLength: n, maxLength: n });

/** Packing problems of small whole numbers: 0 is feasible, the relaxation is often fractional. */
const packings = fc
  .record({
    costs: rowsOf(1),
    weights: rowsOf(3),
    capacity: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 3, maxLength: 3 }),
  })
  .map(
    ({ costs, weights, capacity }): LinearProblem => ({
      columns: costs[0]!.map((cost, j) => column(`x${j}`, 0, UPPER, cost)),
      rows: weights.map((row, i) => denseRow(`r${i}`, row, -Infinity, capacity[i]!)),
      constant: 1,
    }),
  );

function everyPoint(): number[][] {
  return WHOLE.reduce<number[][]>((points) => points.flatMap((point) => [0, 1, 2, 3].map((x) => [...point, x])), [[]]);
}

const POINTS = everyPoint();

function costAt({ columns, constant }: LinearProblem, x: readonly number[]): number {
  return columns.reduce((total, { cost }, j) => total + cost * x[j]!, constant);
}

function isFeasible({ rows }: LinearProblem, x: readonly number[]): boolean {
  return rows.every((row) => row.columns.reduce((total, j, k) => total + row.coefficients[k]! * x[j]!, 0) <= row.upper);
}

function solved(problem: LinearProblem, nodes = LIMITS.nodes): IntegerSolution {
  const outcome = solveInteger(problem, WHOLE, { ...LIMITS, nodes });
  if (!outcome.ok) throw new Error(outcome.failure.detail);
  return outcome.value;
}

describe('branch and bound', () => {
  it('finds the optimum that enumeration finds, at a whole feasible point', () => {
    let branched = 0;
    fc.assert(
      fc.property(packings, (problem) => {
        const best = Math.min(...POINTS.filter((x) => isFeasible(problem, x)).map((x) => costAt(problem, x)));
        const { status, values, objective, bound, nodes } = solved(problem);
        if (nodes > 1) branched++;
        expect(status).toBe('optimal');
        expect(values!.every(Number.isInteger)).toBe(true);
        expect(isFeasible(problem, values!)).toBe(true);
        expect(Math.abs(costAt(problem, values!) - best)).toBeLessThanOrEqual(1e-9);
        expect(Math.abs(objective! - best)).toBeLessThanOrEqual(1e-6);
        expect(bound!).toBeLessThanOrEqual(objective!);
      }),
      { numRuns: 300, seed: 20261125 },
    );
    console.log(`branch-and-bound: ${branched} of 300 branched`);
    expect(branched).toBeGreaterThan(30);
  });

  it('says so when its work runs out, with a bound that still holds', () => {
    fc.assert(
      fc.property(packings, (problem) => {
        const best = Math.min(...POINTS.filter((x) => isFeasible(problem, x)).map((x) => costAt(problem, x)));
        const { status, bound, nodes } = solved(problem, 2);
        expect(nodes).toBeLessThanOrEqual(2);
        expect(bound!).toBeLessThanOrEqual(best + 1e-9);
        expect(['optimal', 'work-limit']).toContain(status);
      }),
      { numRuns: 200, seed: 20261126 },
    );
  });

  it('refuses what has no feasible point', () => {
    const problem = { columns: [column('x', 0, 1, 1)], rows: [denseRow('r', [1], 2, 3)], constant: 0 };
    expect(solveInteger(problem, [0], LIMITS)).toMatchObject({ ok: false, failure: { reason: 'infeasible' } });
  });
});
