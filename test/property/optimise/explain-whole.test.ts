import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  explainWholeInfeasible,
  type LinearProblem,
  type Row,
  solveLinear,
  solveMixedInteger,
} from '../../../shared/optimise/index.ts';
import { valueIn } from '../../support/margins.ts';
import { column, denseRow } from '../../support/optimise/problems.ts';

const WHOLE = [0, 1, 2];
const VALUES = [-2, -1, 0, 1, 2];
const LIMITS = { pivots: 100_000, cells: 100_000, nodes: 2000 };
const ASKED = { name: 'lots', columns: WHOLE };
const ASKING = {
  groupOf: ({ id }: Row) => id,
  solve: (problem: LinearProblem, whole: readonly number[]) => solveMixedInteger(problem, whole, LIMITS),
  solveRelaxed: (problem: LinearProblem) => solveLinear(problem, LIMITS),
};
const POINTS = WHOLE.reduce<number[][]>((points) => points.flatMap((x) => VALUES.map((v) => [...x, v])), [[]]);

/** Narrow bands on random sums: points of any size lie in them, whole ones often don't. */
const bands = fc
  .array(
    fc.record({
      weights: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 3, maxLength: 3 }),
      at: fc.integer({ min: -12, max: 12 }),
      width: fc.constantFrom(0.25, 0.5, 3),
    }),
    { minLength: 2, maxLength: 4 },
  )
  .map(
    (rows): LinearProblem => ({
      columns: WHOLE.map((j) => column(`x${j}`, -2, 2, 0)),
      rows: rows.map(({ weights, at, width }, i) => denseRow(`r${i}`, weights, at / 4, at / 4 + width)),
      constant: 0,
    }),
  );

function excess({ columns, coefficients, lower, upper }: Row, x: readonly number[]): number {
  const activity = columns.reduce((sum, j, k) => sum + coefficients[k]! * x[j]!, 0);
  return Math.max(0, lower - activity, activity - upper);
}

function leastExcess(rows: readonly Row[]): number {
  return Math.min(...POINTS.map((x) => rows.reduce((sum, row) => sum + excess(row, x), 0)));
}

function hasPoint(problem: LinearProblem): boolean {
  return valueIn(solveLinear(problem, LIMITS)).termination === 'optimal';
}

describe('limits that whole points cannot keep', () => {
  it('are named, each of them needed, with the least relaxation', () => {
    const seen = { explained: 0, smaller: 0 };
    fc.assert(
      fc.property(bands, (problem) => {
        fc.pre(hasPoint(problem) && leastExcess(problem.rows) > 0);
        const reason = valueIn(explainWholeInfeasible({ problem, whole: WHOLE, asked: ASKED, ...ASKING }));
        const named = problem.rows.filter(({ id }) => reason.conflict.includes(id));
        expect(reason.isIrreducible).toBe(true);
        expect(reason.conflict).toContain('lots');
        expect(leastExcess(named)).toBeGreaterThan(0);
        for (const row of named) expect(leastExcess(named.filter((each) => each !== row))).toBe(0);
        const total = reason.relaxation!.reduce((sum, { amount }) => sum + amount, 0);
        expect(Math.abs(total - leastExcess(problem.rows))).toBeLessThanOrEqual(1e-6);
        seen.explained += 1;
        seen.smaller += named.length < problem.rows.length ? 1 : 0;
      }),
      { numRuns: 60, seed: 20261129 },
    );
    console.log(`conflicts of whole points: ${JSON.stringify(seen)}`);
    expect(seen.explained).toBe(60);
    expect(seen.smaller).toBeGreaterThan(20);
  });

  it('do not name wholeness where it is not what is in the way', () => {
    const problem: LinearProblem = {
      columns: [column('x', 0, 4, 0), column('on', 0, 1, 0)],
      rows: [
        denseRow('most', [1, -4], -Infinity, 0),
        denseRow('need', [1, 0], 1, 4),
        denseRow('half', [0, 1], 0.25, 0.75),
      ],
      constant: 0,
    };
    const asked = { name: 'lots', columns: [0] };
    const reason = valueIn(explainWholeInfeasible({ problem, whole: [0, 1], asked, ...ASKING }));
    expect(reason.conflict).toEqual(['half']);
    expect(reason.relaxation!).toEqual([{ id: 'half', amount: 0.25 }]);
  });
});
