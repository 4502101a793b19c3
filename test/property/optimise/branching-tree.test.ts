import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { growTree, type LinearProblem, type TreeNode, treeBound } from '../../../shared/optimise/index.ts';
import { column, denseRow } from '../../support/optimise/problems.ts';

const WHOLE = [0, 1, 2, 3];
const UPPER = 3;
const LIMITS = { pivots: 100_000, cells: 100_000 };

const entries = (n: number) => fc.array(fc.integer({ min: -5, max: 5 }), { minLength: n, maxLength: n });

/** Packing problems of small whole numbers, two rows of which may exclude one another. */
const packings = fc
  .record({
    costs: entries(4),
    weights: fc.array(entries(4), { minLength: 3, maxLength: 3 }),
    capacity: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 3, maxLength: 3 }),
    demand: fc.integer({ min: -4, max: 8 }),
  })
  .map(
    ({ costs, weights, capacity, demand }): LinearProblem => ({
      columns: costs.map((cost, j) => column(`x${j}`, 0, UPPER, cost)),
      rows: [
        ...weights.map((row, i) => denseRow(`r${i}`, row, -Infinity, capacity[i]!)),
        denseRow('demand', weights[0]!, demand, Infinity),
      ],
      constant: 1,
    }),
  );

const POINTS = WHOLE.reduce<number[][]>((points) => points.flatMap((x) => [0, 1, 2, 3].map((v) => [...x, v])), [[]]);

function bestOf({ columns, rows, constant }: LinearProblem): number {
  const feasible = POINTS.filter((x) =>
    rows.every((row) => {
      const activity = row.columns.reduce((sum, j, k) => sum + row.coefficients[k]! * x[j]!, 0);
      return row.lower <= activity && activity <= row.upper;
    }),
  );
  return Math.min(...feasible.map((x) => columns.reduce((sum, { cost }, j) => sum + cost * x[j]!, constant)));
}

/** Objective to prove: the best, or where there is none more than any point has. */
function treeOf(problem: LinearProblem): readonly TreeNode[] {
  const best = bestOf(problem);
  return growTree(problem, WHOLE, Number.isFinite(best) ? best : 1e6, { ...LIMITS, worthFraction: 0 })!;
}

describe('a branching tree', () => {
  it('proves the best objective that enumeration finds, or that there is none', () => {
    const seen = { split: 0, empty: 0, none: 0 };
    fc.assert(
      fc.property(packings, (problem) => {
        const best = bestOf(problem);
        const tree = treeOf(problem);
        const bound = treeBound(problem, WHOLE, tree)!;
        expect(bound).toBeLessThanOrEqual(best);
        expect(bound).toBeGreaterThanOrEqual(best - 1e-6);
        seen.split += tree.length > 1 ? 1 : 0;
        seen.empty += tree.some((node) => 'isEmpty' in node && node.isEmpty) ? 1 : 0;
        seen.none += best === Infinity ? 1 : 0;
      }),
      { numRuns: 300, seed: 20261127 },
    );
    console.log(`branching trees: ${JSON.stringify(seen)}`);
    expect(Math.min(seen.split, seen.empty, seen.none)).toBeGreaterThan(20);
  });

  it('proves no more than is true, whatever its multipliers are', () => {
    const factor = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(packings, fc.array(factor, { minLength: 4, maxLength: 4 }), (problem, factors) => {
        const forged = treeOf(problem).map((node) =>
          'column' in node ? node : { ...node, multipliers: node.multipliers.map((y, i) => y * factors[i]!) },
        );
        expect(treeBound(problem, WHOLE, forged) ?? -Infinity).toBeLessThanOrEqual(bestOf(problem));
      }),
      { numRuns: 300, seed: 20261128 },
    );
  });

  it('is refused where it is none', () => {
    const problem: LinearProblem = {
      columns: [column('x', 0, 3, -1), column('y', 0, 3, -1)],
      rows: [denseRow('r', [2, 2], -Infinity, 5)],
      constant: 0,
    };
    const leaf = { multipliers: [-0.5], isEmpty: false };
    const split = { column: 0, atMost: 1 };
    expect(treeBound(problem, [0, 1], [leaf])).toBe(-2.5);
    expect(treeBound(problem, [0, 1], [split, leaf, leaf])).toBe(-2.5);
    const refused: readonly (readonly TreeNode[])[] = [
      [],
      [split],
      [split, leaf],
      [split, leaf, leaf, leaf],
      [leaf, leaf],
      [{ ...split, column: 1 }, leaf, leaf],
      [{ ...split, atMost: 1.5 }, leaf, leaf],
      [{ ...split, column: 7 }, leaf, leaf],
      [{ ...leaf, isEmpty: true }],
    ];
    for (const tree of refused) expect(treeBound(problem, [0], tree)).toBeNull();
  });

  it('has its empty halves for nothing', () => {
    const problem: LinearProblem = { columns: [column('x', 0, 3, 1)], rows: [denseRow('r', [1], 2, 3)], constant: 0 };
    const leaf = { multipliers: [1], isEmpty: false };
    const empty = { multipliers: [1], isEmpty: true };
    expect(treeBound(problem, [0], [{ column: 0, atMost: 1 }, empty, leaf])).toBe(2);
    expect(treeBound(problem, [0], [{ column: 0, atMost: 3 }, leaf, { multipliers: [0], isEmpty: false }])).toBe(2);
  });
});
