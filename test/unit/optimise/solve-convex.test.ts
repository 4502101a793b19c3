import { describe, expect, it } from 'vitest';
import { type ConvexProblem, exactDualBound, solveConvex, supportedProblem } from '../../../shared/optimise/index.ts';
import { column, denseRow } from '../../support/optimise/problems.ts';

const LIMITS = { pivots: 1_000, cells: 1_000_000 };

function optimumOf(problem: ConvexProblem) {
  const outcome = solveConvex(problem, LIMITS);
  if (!outcome.ok) throw new Error(outcome.failure.detail);
  expect(outcome.value.termination).toBe('optimal');
  return { objective: outcome.value.certificate!.objective, x: outcome.value.primal!.values };
}

function at(columnOf: number, coefficient: number) {
  return { terms: new Map([[columnOf, coefficient]]), constant: 0 };
}

describe('solveConvex finds the scale of columns that follow from others', () => {
  it('where a square is as small as 10⁻¹²: 10¹²·(10⁻⁶·q)² − q is least at q = 1/2', () => {
    const { objective, x } = optimumOf({
      linear: { columns: [column('q', -1, 1, -1), column('e', 0, 4e-12, 1e12)], rows: [], constant: 0 },
      epigraphs: [{ id: 'e', column: 1, fn: { kind: 'squares' }, arguments: [at(0, 1e-6)] }],
      followers: [1],
    });
    expect(objective).toBeCloseTo(-0.25, 9);
    expect(x[0]).toBeCloseTo(0.5, 4);
  });

  it('where a power is 0 at the start, and its slope is steep at the optimum: √(3q + r) = 10/9 at r = −1', () => {
    const { objective, x } = optimumOf({
      linear: {
        columns: [column('q', 0, 2, -5), column('r', -3, -1, -3.5), column('p', 0, 5, 0), column('e', 0, 12, 1)],
        rows: [denseRow('p', [-3, -1, 1, 0], 0, Infinity)],
        constant: 0,
      },
      epigraphs: [{ id: 'e', column: 3, fn: { kind: 'threeHalves' }, arguments: [at(2, 1)] }],
      followers: [2, 3],
    });
    expect(objective).toBeCloseTo((-5 * 181) / 243 + 3.5 + (10 / 9) ** 3, 8);
    expect(x.slice(0, 3).map((each) => Number(each.toFixed(4)))).toEqual([0.7449, -1, 1.2346]);
  });
});

describe('solveConvex proves that there is no point', () => {
  const budgets = [0.5, 1, 2, 4, 6, 8, 8.9, 8.999, 9, 9.001, 10, 40];

  it.each(budgets)('where only the curve of a square excludes it: q ≥ 3 and q² ≤ %d', (budget) => {
    const problem: ConvexProblem = {
      linear: {
        columns: [column('q', -10, 10, 1), column('e', 0, 100, 0)],
        rows: [denseRow('least', [1, 0], 3, Infinity), denseRow('budget', [0, 1], -Infinity, budget)],
        constant: 0,
      },
      epigraphs: [{ id: 'e', column: 1, fn: { kind: 'squares' }, arguments: [at(0, 1)] }],
      followers: [1],
    };
    const outcome = solveConvex(problem, LIMITS);
    if (!outcome.ok) throw new Error(outcome.failure.detail);
    const { termination, infeasibility } = outcome.value;
    expect([termination, infeasibility?.isInfeasible ?? false]).toEqual(
      budget < 9 ? ['infeasible', true] : ['optimal', false],
    );
  });
});

describe('solveConvex cut short', () => {
  /** max q with |q|³ᐟ² ≤ e charged: at q = 4/9 it is 4/27 */
  const problem = {
    linear: { columns: [column('q', 0, 1, -1), column('e', 0, 4, 1)], rows: [], constant: 0 },
    epigraphs: [{ id: 'e', column: 1, fn: { kind: 'threeHalves' as const }, arguments: [at(0, 1)] }],
    followers: [1],
  };
  const optimum = -4 / 27;

  it('without time ends as work-limit, not reproducibly', () => {
    const outcome = solveConvex(problem, { ...LIMITS, leftMs: () => 0 });
    expect(outcome).toMatchObject({ ok: true, value: { termination: 'work-limit', reproducible: false, pivots: 0 } });
  });

  it('after any number of steps has a feasible point, and multipliers that bound it, nearer with each few', () => {
    const gaps = Array.from({ length: 12 }, (_, steps) => {
      const outcome = solveConvex(problem, { ...LIMITS, pivots: steps });
      if (!outcome.ok) throw new Error(outcome.failure.detail);
      const { termination, reproducible, pivots, certificate, supports, dual } = outcome.value;
      expect({ reproducible, pivots }).toEqual({ reproducible: true, pivots: steps });
      const bound = exactDualBound(supportedProblem(problem, supports)!, dual!.multipliers)!;
      expect(termination === 'work-limit' || certificate!.gapFraction < 1e-6).toBe(true);
      expect(certificate!.objective).toBeGreaterThanOrEqual(optimum - 1e-12);
      expect(bound).toBeLessThanOrEqual(optimum + 1e-12);
      return certificate!.objective - bound;
    });
    expect(gaps[0]).toBeGreaterThan(0.1);
    expect(gaps.at(-1)).toBeLessThan(1e-4);
  });
});
