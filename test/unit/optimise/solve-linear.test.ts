import { describe, expect, it } from 'vitest';
import { columnAffine, combineAffine, ProblemBuilder, solveLinear } from '../../../shared/optimise/index.ts';
import { column, denseRow, LIMITS, solved } from '../../support/optimise/problems.ts';

/** Klee and Minty's cube: Dantzig's rule visits many of its 2⁸ vertices. */
function kleeMinty(n: number) {
  return {
    columns: Array.from({ length: n }, (_, j) => column(`x${j}`, 0, Infinity, -(2 ** (n - 1 - j)))),
    rows: Array.from({ length: n }, (_, i) =>
      denseRow(
        `r${i}`,
        Array.from({ length: n }, (__, j) => (j < i ? 2 ** (i - j + 1) : Number(j === i))),
        -Infinity,
        5 ** (i + 1),
      ),
    ),
    constant: 0,
  };
}

describe('solveLinear', () => {
  it('solves what a builder wrote, constants and signs of the multipliers included', () => {
    const builder = new ProblemBuilder();
    const x = builder.addColumn('x', 0, 10);
    const y = builder.addColumn('y', 0, 10);
    const shifted = combineAffine([
      [1, columnAffine(x)],
      [2, columnAffine(y)],
      [1, { terms: new Map(), constant: 1 }],
    ]);
    builder.addRow('at least', shifted, 9, Infinity);
    builder.addRow('cap', columnAffine(y), -Infinity, 3);
    const problem = builder.minimise({
      terms: new Map([
        [x, 2],
        [y, 3],
      ]),
      constant: 7,
    });
    const { termination, primal, dual, certificate } = solved(problem);
    expect(termination).toBe('optimal');
    expect(primal).toEqual({ status: 'feasible-point', values: [2, 3] });
    expect(dual).toEqual({ status: 'feasible-point', multipliers: [2, -1] });
    expect(certificate).toMatchObject({ objective: 20, dualObjective: 20, gapAbsolute: 0 });
    expect(certificate!.bound!).toBeGreaterThan(20 - 1e-12);
  });

  it('solves a problem without rows, and one whose columns are all fixed', () => {
    const columns = [column('x', -1, 4, 2), column('y', 3, 3, -1)];
    expect(solved({ columns, rows: [], constant: 0 }).primal!.values).toEqual([-1, 3]);
    const rows = [denseRow('sum', [1, 1], 0, 10)];
    const fixed = { columns: [column('x', 1, 1, 2), columns[1]!], rows, constant: 0 };
    expect(solved(fixed).certificate!.objective).toBe(-1);
    const broken = { ...fixed, rows: [denseRow('sum', [1, 1], 5, 10)] };
    expect(solved(broken)).toMatchObject({ termination: 'infeasible', infeasibility: { isProven: true } });
  });

  it('proves a row without coefficients infeasible when 0 is outside its sides', () => {
    const rows = [denseRow('empty', [0], 1, 2)];
    expect(solved({ columns: [column('x', 0, 1, 1)], rows, constant: 0 }).termination).toBe('infeasible');
  });

  it('stops at the pivot limit, with the feasible point that it has', () => {
    const { termination, pivots, primal, certificate } = solved(kleeMinty(8), { ...LIMITS, pivots: 20 });
    expect(termination).toBe('work-limit');
    expect(pivots).toBe(20);
    expect(primal!.status).toBe('feasible-point');
    expect(certificate!.residuals.rowViolation.relative).toBeLessThanOrEqual(1e-6);
    expect(certificate!.objective).toBeLessThan(0);
    expect(certificate!.gapFraction).toBeGreaterThan(0.01);
    expect(solved(kleeMinty(8), { ...LIMITS, pivots: 0 })).toMatchObject({ termination: 'work-limit', primal: null });
    expect(solved(kleeMinty(8)).certificate!.objective).toBeCloseTo(-390625, 6);
  });

  it('refuses a problem above the size limit, naming size and limit', () => {
    expect(solveLinear(kleeMinty(8), { ...LIMITS, cells: 63 })).toEqual({
      ok: false,
      failure: {
        reason: 'limit-exceeded',
        detail: 'the problem needs 8 columns × 8 rows = 64 cells; the limit is 63',
      },
    });
  });

  it('throws on what no formulation should write', () => {
    const columns = [column('x', 0, 1, 1), column('y', 0, 1, 1)];
    const solve = (row: ReturnType<typeof denseRow>) => () =>
      solveLinear({ columns, rows: [row], constant: 0 }, LIMITS);
    expect(solve(denseRow('r', [1, 1], 2, 1))).toThrow(/row sides in order/u);
    expect(solve({ ...denseRow('r', [1, 1], 0, 1), columns: [1, 0] })).toThrow(/indices ascend/u);
    expect(solve({ ...denseRow('r', [1, 1], 0, 1), columns: [0, 2] })).toThrow(/indices ascend/u);
    expect(solve({ ...denseRow('r', [1, 1], 0, 1), coefficients: [1] })).toThrow(/a coefficient per column/u);
    const infinite = [column('x', Infinity, Infinity, 1)];
    expect(() => solveLinear({ columns: infinite, rows: [], constant: 0 }, LIMITS)).toThrow(/column bounds in order/u);
  });
});
