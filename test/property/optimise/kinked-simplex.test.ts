import { describe, expect, it } from 'vitest';
import { KINKED_FINDER, SMALL_FINDER } from '../../../shared/optimise/finders.ts';
import type { Column, LinearProblem, Row } from '../../../shared/optimise/index.ts';
import { WorkBudget } from '../../../shared/optimise/work-budget.ts';
import { column } from '../../support/optimise/problems.ts';
import { Random } from '../../support/random.ts';

const PIVOTS = 100_000;

/**
 * Every kind of bound and side, whole coefficients and not, many ties, nearly always feasible; a third of the rows with a slack at a
 * price of its own, or two.
 */
function randomProblem(random: Random): LinearProblem {
  const isWhole = random.chance(0.5);
  const isTied = random.chance(0.4);
  const number = (low: number, high: number) => {
    const value = random.between(low, high);
    return isWhole ? Math.floor(value) : value;
  };
  const columns = Array.from({ length: 1 + random.below(12) }, (_, j): Column => {
    const lower = random.chance(0.15) ? -Infinity : number(-5, 3);
    const width = random.chance(0.1) ? 0 : number(0, 8);
    const upper = random.chance(0.2) ? Infinity : Math.max(lower, 0) + width;
    return column(`x${j}`, lower, upper, isTied && random.chance(0.5) ? 0 : number(-5, 6));
  });
  const point = columns.map(({ lower, upper }) => Math.min(upper, Math.max(lower, number(-2, 2))));
  const density = random.between(0.2, 1);
  const rows = Array.from({ length: 1 + random.below(14) }, (_, i): Row => {
    const used = [...columns.keys()].filter(() => random.chance(density));
    const coefficients = used.map(() => number(-4, 5));
    const at = used.reduce((sum, j, k) => sum + coefficients[k]! * point[j]!, random.chance(0.03) ? number(-4, 5) : 0);
    const room = isTied && random.chance(0.5) ? 0 : random.between(0, 4);
    const [lower, upper] = random.pick([
      [at - room, Infinity],
      [at, at],
      [-Infinity, at + room],
      [at - room, at + room],
    ]);
    return { id: `r${i}`, columns: used, coefficients, lower, upper };
  });
  return withSlacks(random, columns, rows);
}

function withSlacks(random: Random, columns: Column[], rows: readonly Row[]): LinearProblem {
  const slacked = rows.map((row): Row => {
    const added = [0, 1].flatMap(() => (random.chance(0.2) ? [random.pick([-1, 1]) * random.between(0.5, 2)] : []));
    const places = added.map((_, k) => {
      const lower = random.chance(0.8) ? 0 : random.between(-1, 1);
      const upper = random.chance(0.7) ? Infinity : lower + random.between(0, 5);
      const priced = upper < Infinity && random.chance(0.3) ? -random.between(0, 2) : random.between(0, 3);
      const cost = random.chance(0.25) ? 0 : priced;
      return columns.push(column(`slack ${k} of ${row.id}`, lower, upper, cost)) - 1;
    });
    return { ...row, columns: [...row.columns, ...places], coefficients: [...row.coefficients, ...added] };
  });
  return { columns, rows: slacked, constant: 1 };
}

describe('our own simplex', () => {
  it('finds a certified optimum wherever javascript-lp-solver does, and the same', () => {
    const random = new Random(20261126);
    let [solved, worstError, largestDifference] = [0, 0, 0];
    for (let k = 0; k < 2000; k++) {
      const problem = randomProblem(random);
      const [own, small] = [KINKED_FINDER, SMALL_FINDER].map(
        ({ find }) => find(problem, new WorkBudget({ pivots: PIVOTS })).optimum,
      );
      expect([k, own === null]).toEqual([k, small === null]);
      if (own === null || small === null) continue;
      const [objective, expected] = [own!.certificate.objective, small!.certificate.objective];
      solved += 1;
      worstError = Math.max(worstError, own!.error);
      largestDifference = Math.max(largestDifference, Math.abs(objective - expected) / Math.max(1, Math.abs(expected)));
    }
    console.log(`own simplex: ${solved} of 2000 random problems have an optimum, worst error ${worstError}`);
    expect(solved).toBeGreaterThan(1200);
    expect(worstError).toBeLessThanOrEqual(1e-9);
    expect(largestDifference).toBeLessThanOrEqual(1e-9);
  });

  it('gives equal bytes for equal problems', () => {
    const random = new Random(7);
    for (let k = 0; k < 100; k++) {
      const problem = randomProblem(random);
      const once = () =>
        JSON.stringify(KINKED_FINDER.find(structuredClone(problem), new WorkBudget({ pivots: PIVOTS })));
      expect(once()).toBe(once());
    }
  });
});
