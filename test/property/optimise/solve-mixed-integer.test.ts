import { describe, expect, it } from 'vitest';
import {
  type IntegerLimits,
  type LargeSolver,
  type LinearProblem,
  type MixedIntegerSolution,
  solveMixedInteger,
} from '../../../shared/optimise/index.ts';
import { loadedHighs } from '../../support/optimise/highs.ts';
import { column, denseRow } from '../../support/optimise/problems.ts';
import { Random } from '../../support/random.ts';

const HIGHS = await loadedHighs();
const LIMITS: IntegerLimits = { pivots: 200_000, cells: 100_000, nodes: 5000 };
/** Nothing fits what our own search works on. */
const ALL_TO_LARGE: IntegerLimits = { ...LIMITS, cells: 0 };

/** Least worst loss of a few lots, each at a cost. */
function lots(seed: number, nTrades: number, most: number): LinearProblem {
  const random = new Random(seed);
  const columns = Array.from({ length: nTrades }, (_, j) => column(`lot${j}`, -most, most, 0.1 * random.next()));
  columns.push(column('worst', 0, 1e4, 1));
  const rows = Array.from({ length: 12 }, (_, k) => {
    const gains = Array.from({ length: nTrades }, () => random.between(-3, 3));
    return denseRow(`s${k}`, [...gains, 1], random.between(2, 9), Infinity);
  });
  return { columns, rows, constant: 0 };
}

function solved(problem: LinearProblem, whole: number[], limits = LIMITS, large: LargeSolver | null = null) {
  const outcome = solveMixedInteger(problem, whole, limits, large);
  if (!outcome.ok) throw new Error(outcome.failure.detail);
  return outcome.value;
}

function bestByEnumeration(problem: LinearProblem, nTrades: number, most: number): number {
  const values = Array.from({ length: 2 * most + 1 }, (_, i) => i - most);
  let points: number[][] = [[]];
  for (let j = 0; j < nTrades; j++) points = points.flatMap((point) => values.map((value) => [...point, value]));
  return Math.min(
    ...points.map((x) => {
      const cost = x.reduce((total, value, j) => total + value * problem.columns[j]!.cost, 0);
      const losses = problem.rows.map(
        ({ columns, coefficients, lower }) =>
          lower - columns.reduce((sum, j, k) => sum + (j < nTrades ? coefficients[k]! * x[j]! : 0), 0),
      );
      return cost + Math.max(0, ...losses);
    }),
  );
}

function objectiveOf({ objective }: MixedIntegerSolution): number {
  return objective!;
}

describe('solveMixedInteger', () => {
  it('finds what enumeration finds, with a proven bound', () => {
    let largest = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const problem = lots(seed, 4, 3);
      const answer = solved(problem, [0, 1, 2, 3]);
      const best = bestByEnumeration(problem, 4, 3);
      expect([answer.status, answer.solver, answer.claimedBound]).toEqual(['optimal', 'ballast-milp', null]);
      expect(answer.values!.slice(0, 4).every(Number.isInteger)).toBe(true);
      expect(answer.bound!).toBeLessThanOrEqual(best + 1e-9);
      expect(answer.bound!).toBeGreaterThan(best - 1e-6);
      largest = Math.max(largest, Math.abs(objectiveOf(answer) - best));
    }
    console.log(`mixed-integer: 12 problems by enumeration, largest error ${largest} (objective)`);
    expect(largest).toBeLessThanOrEqual(1e-9);
  });

  it('agrees with HiGHS on 12 whole columns, whose bound is told apart from what is proven', () => {
    for (let seed = 1; seed <= 3; seed++) {
      const problem = lots(seed, 12, 2);
      const whole = problem.columns.slice(1).map((_, j) => j);
      const large = solved(problem, whole, ALL_TO_LARGE, HIGHS);
      expect([large.status, large.solver, large.reproducible]).toEqual(['optimal', HIGHS.name, true]);
      expect(large.bound!).toBeLessThanOrEqual(large.claimedBound! + 1e-9);
      expect(large.claimedBound!).toBeLessThanOrEqual(objectiveOf(large) + 1e-6);
      expect(solved(problem, whole, ALL_TO_LARGE, HIGHS)).toEqual(large);
      const closed = solved(problem, whole, LIMITS, HIGHS);
      expect([closed.status, closed.solver, closed.claimedBound]).toEqual(['optimal', 'ballast-milp', null]);
      expect(Math.abs(objectiveOf(closed) - objectiveOf(large))).toBeLessThanOrEqual(1e-6);
      expect(objectiveOf(closed) - closed.bound!).toBeLessThanOrEqual(1e-8 * (1 + Math.abs(objectiveOf(closed))));
      const own = solved(problem, whole, { ...LIMITS, nodes: 150 });
      expect(objectiveOf(own)).toBeGreaterThanOrEqual(objectiveOf(large) - 1e-6);
      expect(own.bound!).toBeLessThanOrEqual(objectiveOf(large) + 1e-6);
    }
  });

  it('ends at a node limit with the best point so far, and a bound that holds', () => {
    const problem = lots(5, 8, 4);
    const whole = problem.columns.slice(1).map((_, j) => j);
    const short = solved(problem, whole, { ...LIMITS, nodes: 3 });
    expect(short.status).toBe('work-limit');
    expect(short.bound!).toBeLessThanOrEqual(objectiveOf(short));
    const rough = solved(problem, whole, { ...LIMITS, gapFraction: 0.2 });
    expect(rough.status).toBe('optimal');
    expect(objectiveOf(rough) - rough.bound!).toBeLessThanOrEqual(0.2 * (1 + Math.abs(objectiveOf(rough))) + 1e-9);
  });

  it('does not believe a point that breaks a row or isn’t whole: it is solved for again, or by the other solver', () => {
    const problem = lots(2, 12, 2);
    const whole = problem.columns.slice(1).map((_, j) => j);
    const unequal = {
      ...problem,
      rows: [...problem.rows, denseRow('even', [2, 2, ...whole.slice(2).map(() => 0), 0], 2, 2)],
    };
    const liar: LargeSolver = {
      ...HIGHS,
      solveInteger: (each, columns, limits) => ({
        ...HIGHS.solveInteger(each, columns, limits)!,
        x: each.columns.map(() => 0.4),
      }),
    };
    const answer = solved(unequal, whole, { ...LIMITS, nodes: 60 }, liar);
    expect(answer.solver).toBe(`ballast-milp, after ${HIGHS.name}`);
    if (answer.values !== null) expect(answer.values[0]! + answer.values[1]!).toBe(1);
  });

  it('asks the other solver too where its own search of few columns does not end soon', () => {
    const problem = lots(11, 10, 40);
    const whole = problem.columns.slice(1).map((_, j) => j);
    const short = { ...LIMITS, pivots: 500 };
    const own = solved(problem, whole, short);
    expect(own.status).toBe('work-limit');
    const both = solved(problem, whole, short, HIGHS);
    expect([both.status, both.solver]).toEqual(['optimal', `${HIGHS.name}, after ballast-milp`]);
    expect(objectiveOf(both)).toBeLessThanOrEqual(objectiveOf(own));
    expect(both.bound!).toBeGreaterThanOrEqual(own.bound!);
    expect(both.bound!).toBeLessThanOrEqual(objectiveOf(both) + 1e-6);
    const blind: LargeSolver = {
      ...HIGHS,
      solveInteger: () => ({ x: null, bound: -Infinity, isInfeasible: true, nodes: 0, reproducible: true }),
    };
    expect(solved(problem, whole, short, blind)).toEqual(own);
  });

  it('pays for a switch that a large row needs next to nothing of', () => {
    const problem: LinearProblem = {
      columns: [column('trade', 0, 1, -1), column('isOn', 0, 1, 0.5)],
      rows: [denseRow('most', [1, -1e7], -Infinity, 0)],
      constant: 0,
    };
    const answer = solved(problem, [1]);
    expect([answer.status, answer.values, objectiveOf(answer)]).toEqual(['optimal', [1, 1], -0.5]);
    expect(answer.bound!).toBeGreaterThanOrEqual(-0.5 - 1e-8);
    expect(answer.bound!).toBeLessThanOrEqual(-0.5);
  });
});
