import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Dyadic, dyadic, plus, times, ZERO } from '../../../shared/numerics/index.ts';
import { weakDualBound } from '../../../shared/optimise/dual-bound.ts';
import {
  certifyInfeasible,
  certifyOptimality,
  exactDualBound,
  type LinearProblem,
} from '../../../shared/optimise/index.ts';
import { compare, minus } from '../../support/optimise/dyadic.ts';
import { column, denseRow } from '../../support/optimise/problems.ts';

const N_COLUMNS = 4;
const N_ROWS = 3;

const real = fc.double({ min: -1e4, max: 1e4, noNaN: true });
const vectorOf = (entry: fc.Arbitrary<number>, length: number) =>
  fc.array(entry, { minLength: length, maxLength: length });
const vector = (length: number) => vectorOf(real, length);

/** Whole numbers and zeros, where much is exact and little isn't, and doubles over the whole of what the sums can take. */
const wild = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  real,
  fc
    .tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.integer({ min: -1000, max: 300 }))
    .map(([mantissa, exponent]) => mantissa * 2 ** exponent),
);

/** Random rows and finite bounds, with no structure at all: most are infeasible, which weak duality doesn't mind. */
function problemsOf(entry: fc.Arbitrary<number>): fc.Arbitrary<LinearProblem> {
  const pair = fc.tuple(entry, entry).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  return fc
    .record({
      costs: vectorOf(entry, N_COLUMNS),
      bounds: fc.array(pair, { minLength: N_COLUMNS, maxLength: N_COLUMNS }),
      matrix: fc.array(vectorOf(entry, N_COLUMNS), { minLength: N_ROWS, maxLength: N_ROWS }),
      sides: fc.array(pair, { minLength: N_ROWS, maxLength: N_ROWS }),
      constant: entry,
    })
    .map(({ costs, bounds, matrix, sides, constant }) => ({
      columns: costs.map((cost, j) => column(`x${j}`, ...bounds[j]!, cost)),
      rows: matrix.map((row, i) => denseRow(`r${i}`, row, ...sides[i]!)),
      constant,
    }));
}

const problems = problemsOf(real);

/** The weak-duality bound in exact arithmetic. */
function exactBound({ columns, rows, constant }: LinearProblem, y: readonly number[], withCosts = true): Dyadic {
  let total = withCosts ? dyadic(constant) : ZERO;
  const d = columns.map(({ cost }) => (withCosts ? dyadic(cost) : ZERO));
  for (const [i, row] of rows.entries()) {
    total = plus(total, times(dyadic(y[i]!), dyadic(y[i]! > 0 ? row.lower : row.upper)));
    for (const [k, j] of row.columns.entries()) d[j] = minus(d[j]!, times(dyadic(y[i]!), dyadic(row.coefficients[k]!)));
  }
  for (const [j, { lower, upper }] of columns.entries())
    total = plus(total, times(d[j]!, dyadic(compare(d[j]!, ZERO) > 0 ? lower : upper)));
  return total;
}

describe('the exact bound', () => {
  it('is the weak-duality bound of rational arithmetic, rounded down', () => {
    fc.assert(
      fc.property(problemsOf(wild), vectorOf(wild, N_ROWS), (problem, y) => {
        const exact = exactBound(problem, y);
        const bound = exactDualBound(problem, y)!;
        expect(compare(dyadic(bound), exact)).toBeLessThanOrEqual(0);
        const step = Math.max(Number.MIN_VALUE, 2 ** -52 * Math.abs(bound));
        expect(compare(plus(dyadic(bound), dyadic(step)), exact)).toBe(1);
      }),
      { numRuns: 5000 },
    );
  });

  it('is null where a reduced cost points at infinity, however small, and not where a multiplier does', () => {
    const columns = [column('x', 0, Infinity, 1), column('y', 0, 1, 1)];
    const problem = { columns, rows: [denseRow('sum', [1, 1], 1, Infinity)], constant: 0 };
    expect(exactDualBound(problem, [1])).toBe(1);
    expect(exactDualBound(problem, [1 + 2 ** -52])).toBeNull();
    expect(exactDualBound(problem, [-7])).toBe(0);
  });
});

describe('the certificate', () => {
  it('never has a bound above the exact weak-duality bound, and loses next to nothing of it', () => {
    fc.assert(
      fc.property(problems, vector(N_ROWS), vector(N_COLUMNS), (problem, y, x) => {
        const { bound, dualObjective } = certifyOptimality(problem, x, y);
        expect(bound).not.toBeNull();
        expect(compare(dyadic(bound!), exactBound(problem, y))).toBeLessThanOrEqual(0);
        // Of the terms, not of their sum: where they cancel, what rounding costs does not.
        const { gross } = weakDualBound(problem, y);
        expect(dualObjective - bound!).toBeLessThanOrEqual(1e-14 * gross + 1e-11);
      }),
      { numRuns: 500 },
    );
  });

  it('has a bound that no scaling lifts above the exact one', () => {
    let nBounded = 0;
    fc.assert(
      fc.property(problemsOf(wild), vectorOf(wild, N_ROWS), (problem, y) => {
        const { bound } = weakDualBound(problem, y);
        if (bound === null) return;
        nBounded += 1;
        expect(compare(dyadic(bound), exactBound(problem, y))).toBeLessThanOrEqual(0);
      }),
      { numRuns: 5000 },
    );
    expect(nBounded).toBeGreaterThan(2000);
  });

  it('has a bound below a total that did not round, where a reduced cost did: 1 − 2⁻¹²⁰', () => {
    const coefficients = [-(2 ** -60), 2 ** -120, 1, 2 ** -60];
    const problem: LinearProblem = {
      columns: [column('x', 0, 1, 1)],
      rows: coefficients.map((coefficient, i) => denseRow(`r${i}`, [coefficient], 0, 1)),
      constant: 1,
    };
    const y = coefficients.map(() => 1);
    expect(exactDualBound(problem, y)).toBe(1 - 2 ** -53);
    expect(weakDualBound(problem, y).bound).toBeLessThan(1);
  });

  it('has a bound below the objective of every feasible point, whatever the multipliers', () => {
    fc.assert(
      fc.property(
        problems,
        vector(N_ROWS),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: N_COLUMNS, maxLength: N_COLUMNS }),
        (problem, y, at) => {
          const x = problem.columns.map(({ lower, upper }, j) => Math.min(upper, lower + at[j]! * (upper - lower)));
          const feasible = { ...problem, rows: problem.rows.map((row) => around(row, x)) };
          const { bound, residuals } = certifyOptimality(feasible, x, y);
          expect(residuals.rowViolation.absolute).toBe(0);
          expect(residuals.boundViolation.absolute).toBe(0);
          let objective = dyadic(problem.constant);
          for (const [j, { cost }] of problem.columns.entries())
            objective = plus(objective, times(dyadic(cost), dyadic(x[j]!)));
          expect(compare(dyadic(bound!), objective)).toBeLessThanOrEqual(0);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('calls a ray proven only where exact arithmetic finds the contradiction too', () => {
    let nProven = 0;
    fc.assert(
      fc.property(problems, vector(N_ROWS), (problem, ray) => {
        const { isProven, isInfeasible } = certifyInfeasible(problem, ray);
        const isContradiction = compare(exactBound(problem, ray, false), ZERO) > 0;
        if (isProven) nProven += 1;
        expect(isProven && !isContradiction).toBe(false);
        expect(isInfeasible && !isContradiction).toBe(false);
      }),
      { numRuns: 500 },
    );
    expect(nProven).toBeGreaterThan(10);
  });
});

/** The row with sides moved just far enough that x surely satisfies it. */
function around(row: LinearProblem['rows'][number], x: readonly number[]): LinearProblem['rows'][number] {
  let exact = ZERO;
  for (const [k, j] of row.columns.entries()) exact = plus(exact, times(dyadic(row.coefficients[k]!), dyadic(x[j]!)));
  const rough = row.columns.reduce((sum, j, k) => sum + row.coefficients[k]! * x[j]!, 0);
  const slack = 1e-7;
  const lower = compare(dyadic(row.lower), exact) > 0 ? rough - slack : row.lower;
  const upper = compare(dyadic(row.upper), exact) < 0 ? rough + slack : row.upper;
  return { ...row, lower, upper };
}
