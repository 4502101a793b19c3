import { describe, expect, it } from 'vitest';
import type { LinearProblem, Row } from '../../../shared/optimise/index.ts';
import { NO_BOUNDS, type PartBounds, type PartSolution, withBounds } from '../../../shared/optimise/milp/part.ts';
import { WarmRelaxation } from '../../../shared/optimise/milp/warm-relaxation.ts';
import { column, denseRow, solved } from '../../support/optimise/problems.ts';
import { Random } from '../../support/random.ts';

const STEPS = 10_000;
const N_TRADES = 6;
const WHOLE = Array.from({ length: N_TRADES }, (_, j) => 2 * N_TRADES + j);

/**
 * Trades as a rebalance has them: bought and sold, in whole lots of some size by an equation, the worst of some losses as a column, an
 * excess at a price, and rows with a slack that costs nothing.
 */
function trades(random: Random): LinearProblem {
  const sizes = WHOLE.map(() => random.pick([0.1, 1, 5]));
  const columns = ['buy', 'sell'].flatMap((side) =>
    sizes.map((size, j) => column(`${side}${j}`, 0, 4 * size, random.between(0.01, 0.2))),
  );
  const priced = [...columns, ...WHOLE.map((_, j) => column(`lots${j}`, -4, 4, 0))];
  priced.push(column('worst', 0, 1e4, 1), column('excess', 0, 50, random.between(0, 3)), column('slack', 0, 2, 0));
  const net = (weights: readonly number[], rest: readonly number[]) => [
    ...weights,
    ...weights.map((weight) => -weight),
    ...WHOLE.map(() => 0),
    ...rest,
  ];
  const gains = () => sizes.map((size) => random.between(-3, 3) / size);
  const lots = sizes.map((size, j): Row => {
    return { id: `lots${j}`, columns: [j, N_TRADES + j, WHOLE[j]!], coefficients: [1, -1, -size], lower: 0, upper: 0 };
  });
  const losses = Array.from({ length: 10 }, (_, k) =>
    denseRow(`loss${k}`, net(gains(), [1, 0, 0]), random.between(2, 9), Infinity),
  );
  const limits = [
    denseRow('limit', net(gains(), [0, 1, 0]), random.between(-4, 6), Infinity),
    denseRow('must', net(gains(), [0, 0, 0]), random.between(4, 16), Infinity),
    denseRow('band', net(gains(), [0, 0, 1]), -1, random.between(-1, 3)),
  ];
  return { columns: priced, rows: [...lots, ...losses, ...limits], constant: 1 };
}

/** Bounds of one more column, moved inwards. */
function narrowed(random: Random, bounds: PartBounds): PartBounds {
  const j = random.pick(WHOLE);
  const { lower, upper } = bounds.get(j) ?? { lower: -4, upper: 4 };
  const at = lower + random.below(upper - lower + 1);
  return new Map(bounds).set(j, random.chance(0.5) ? { lower: at, upper } : { lower, upper: at });
}

describe('the relaxation of a part', () => {
  it('is from the basis of any part before it what it is from nothing', () => {
    const random = new Random(20261126);
    let [compared, empty, uncertain, largest] = [0, 0, 0, 0];
    for (let k = 0; k < 60; k++) {
      const problem = trades(random);
      const warm = new WarmRelaxation(problem, WHOLE);
      const root = warm.solve(NO_BOUNDS, null, STEPS);
      const known: { bounds: PartBounds; solution: PartSolution }[] =
        root === null || root.isEmpty ? [] : [{ bounds: NO_BOUNDS, solution: root }];
      for (let part = 0; part < 20 && known.length > 0; part++) {
        const { bounds: before, solution: start } = random.pick(known);
        if (start.isEmpty) continue;
        const bounds = narrowed(random, before);
        const solution = warm.solve(bounds, start.basis, STEPS);
        const afresh = solved(withBounds(problem, bounds));
        compared++;
        if (solution === null) uncertain++;
        else if (solution.isEmpty) {
          empty++;
          expect([afresh.termination, solution.isProven]).toEqual(['infeasible', true]);
        } else {
          expect(afresh.termination).toBe('optimal');
          largest = Math.max(largest, Math.abs(solution.objective - afresh.certificate!.objective));
          expect(solution.bound).toBeLessThanOrEqual(afresh.certificate!.objective + 1e-9);
          expect(solution.bound).toBeGreaterThanOrEqual(solution.objective - 1e-8);
          known.push({ bounds, solution });
        }
      }
    }
    console.log(`parts: ${compared} compared, ${empty} empty, ${uncertain} uncertain, largest difference ${largest}`);
    expect(compared).toBeGreaterThan(600);
    expect(empty).toBeGreaterThan(20);
    expect(uncertain).toBeLessThan(compared / 50);
    expect(largest).toBeLessThanOrEqual(1e-8);
  });
});
