import { describe, expect, it } from 'vitest';
import { KINKED_FINDER, SMALL_FINDER } from '../../../shared/optimise/finders.ts';
import type { LinearProblem } from '../../../shared/optimise/index.ts';
import { withoutResting } from '../../../shared/optimise/simplex/resting-columns.ts';
import { WorkBudget } from '../../../shared/optimise/work-budget.ts';
import { column } from '../../support/optimise/problems.ts';
import { Random } from '../../support/random.ts';

const PIVOTS = 100_000;
const TAIL = 0.1;

/** min max(0, expected shortfall of `held + x`) + Σ cost·|x|, by Rockafellar and Uryasev; `gainEach` shifts all outcomes. */
function shortfall(random: Random, nAssets: number, nScenarios: number, gainEach: number): LinearProblem {
  const cost = random.between(0, 0.02);
  const trades = Array.from({ length: 2 * nAssets }, (_, j) => column(`x${j}`, 0, 3, cost));
  const [requirement, boundary] = [trades.length, trades.length + 1];
  const excesses = Array.from({ length: nScenarios }, (_, k) => column(`z${k}`, 0, 100, 0));
  const held = Array.from({ length: nAssets }, () => random.between(-2, 3));
  const moves = Array.from({ length: nScenarios }, () => held.map(() => random.between(-1, 1)));
  const scenarios = moves.map((each, k) => ({
    id: `scenario ${k}`,
    columns: [...trades.keys(), boundary, boundary + 1 + k],
    coefficients: [...each.flatMap((move) => [move, -move]), 1, 1],
    lower: -gainEach - each.reduce((sum, move, i) => sum + move * held[i]!, 0),
    upper: Infinity,
  }));
  const mean = {
    id: 'requirement',
    columns: [requirement, boundary, ...excesses.map((_, k) => boundary + 1 + k)],
    coefficients: [1, -1, ...excesses.map(() => -1 / (nScenarios * TAIL))],
    lower: 0,
    upper: Infinity,
  };
  const columns = [...trades, column('requirement', 0, 100, 1), column('boundary', -100, 100, 0), ...excesses];
  return { columns, rows: [...scenarios, mean], constant: 0 };
}

describe('columns that rest on a row', () => {
  it('are left out where their floor does not count, and kept where it does', () => {
    const random = new Random(11);
    let [atFloor, largestDifference] = [0, 0];
    for (let k = 0; k < 300; k++) {
      const problem = shortfall(random, 1 + random.below(6), 5 + random.below(30), random.pick([0, 0.5, 2]));

      expect(withoutResting(problem, () => true).resting).toHaveLength(1);
      const [own, small] = [KINKED_FINDER, SMALL_FINDER].map(
        ({ find }) => find(problem, new WorkBudget({ pivots: PIVOTS })).optimum!.certificate,
      );
      atFloor += Number(small!.objective < 1e-9);
      largestDifference = Math.max(largestDifference, Math.abs(own!.objective - small!.objective));
    }
    console.log(`resting columns: 300 problems, ${atFloor} at the floor, largest difference ${largestDifference}`);
    expect(atFloor).toBeGreaterThan(20);
    expect(largestDifference).toBeLessThanOrEqual(1e-9);
  });

  it('let 1,000 scenarios take few steps, although all of them lose the same where everything is closed', () => {
    const budget = new WorkBudget({ pivots: PIVOTS });
    const { optimum } = KINKED_FINDER.find(shortfall(new Random(12), 40, 1000, 0), budget);
    expect(optimum!.error).toBeLessThan(1e-9);
    expect(budget.spent).toBeLessThan(500);
  });
});
