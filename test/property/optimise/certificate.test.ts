import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { weakDualBound } from '../../../shared/optimise/dual-bound.ts';
import { certifyInfeasible, certifyOptimality, type LinearProblem } from '../../../shared/optimise/index.ts';
import { compare, type Dyadic, dyadic, minus, plus, times, ZERO } from '../../support/optimise/dyadic.ts';
import { column, denseRow } from '../../support/optimise/problems.ts';

const N_COLUMNS = 4;
const N_ROWS = 3;

const real = fc.double({ min: -1e4, max: 1e4, noNaN: true });
const pair = fc.tuple(real, real).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
const vector = (length: number) => fc.array(real, { minLength: length, maxLength: length });

/** Random rows and finite bounds, with no structure at all: most are infeasible, which weak duality doesn't mind. */
const problems = fc
  .record({
    costs: vector(N_COLUMNS),
    bounds: fc.array(pair, { minLength: N_COLUMNS, maxLength: N_COLUMNS }),
    matrix: fc.array(vector(N_COLUMNS), { minLength: N_ROWS, maxLength: N_ROWS }),
    sides: fc.array(pair, { minLength: N_ROWS, maxLength: N_ROWS }),
    constant: real,
  })
  .map(
    ({ costs, bounds, matrix, sides, constant }): LinearProblem => ({
      columns: costs.map((cost, j) => column(`x${j}`, ...bounds[j]!, cost)),
      rows: matrix.map((row, i) => denseRow(`r${i}`, row, ...sides[i]!)),
      constant,
    }),
  );

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
