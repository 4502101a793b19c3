import { describe, expect, it } from 'vitest';
import {
  type Affine,
  type ConvexProblem,
  columnAffine,
  combineAffine,
  constantAffine,
  exactDualBound,
  ProblemBuilder,
  solveConvex,
  supportedProblem,
} from '../../../shared/optimise/index.ts';
import { Random } from '../../support/random.ts';

const LIMITS = { pivots: 10_000, cells: 1_000_000 };
const TAIL = 0.05;
const REACH = 3;

type Book = {
  readonly held: readonly number[];
  readonly losses: readonly (readonly number[])[];
  readonly spread: number;
  readonly impact: number;
  readonly exponent: 1.5 | 2;
};

function randomBook(random: Random): Book {
  const n = 1 + random.below(8);
  const held = Array.from({ length: n }, () => random.between(-2, 2));
  const nScenarios = 20 + random.below(120);
  const losses = Array.from({ length: nScenarios }, () => held.map(() => random.between(-1, 1)));
  const impact = random.pick([0.001, 0.05, 1]);
  return { held, losses, spread: random.between(0, 0.02), impact, exponent: random.pick([1.5, 2]) };
}

/** The mean of the worst twentieth, the scenario at the boundary counted in part, and the costs: by sorting. */
function objectiveOf({ held, losses, spread, impact, exponent }: Book, trades: readonly number[]): number {
  const sorted = losses.map((row) => row.reduce((sum, loss, j) => sum + loss * (held[j]! + trades[j]!), 0));
  sorted.sort((a, b) => b - a);
  let [left, total] = [TAIL * sorted.length, 0];
  for (const loss of sorted) {
    const counted = Math.min(1, left);
    total += counted * loss;
    left -= counted;
    if (left <= 0) break;
  }
  const costs = trades.map((trade) => spread * Math.abs(trade) + impact * Math.abs(trade) ** exponent);
  return total / (TAIL * sorted.length) + costs.reduce((sum, cost) => sum + cost, 0);
}

function weighed(parts: readonly (readonly [weight: number, column: number])[]): Affine {
  return combineAffine(parts.map(([weight, column]) => [weight, columnAffine(column)] as const));
}

function toProblem({ held, losses, spread, impact, exponent }: Book): ConvexProblem {
  const builder = new ProblemBuilder();
  const sides = held.map((_, j) => [builder.addColumn(`buy${j}`, 0, REACH), builder.addColumn(`sell${j}`, 0, REACH)]);
  const costs = sides.flatMap(([buy, sell], j): (readonly [number, Affine])[] => {
    const gross = weighed([
      [1, buy!],
      [1, sell!],
    ]);
    const kind = exponent === 2 ? 'squares' : 'threeHalves';
    const paid = builder.addEpigraph(`impact${j}`, { kind }, [gross], 0, (2 * REACH) ** exponent);
    return [
      [spread, gross],
      [impact, columnAffine(paid)],
    ];
  });
  const boundary = builder.addColumn('value at risk', -100, 100);
  const excesses = losses.map((row, k) => {
    const excess = builder.addColumn(`excess${k}`, 0, 200, { lower: false, upper: true });
    const net = row.flatMap((loss, j) => [[-loss, sides[j]![0]!] as const, [loss, sides[j]![1]!] as const]);
    const before = row.reduce((sum, loss, j) => sum + loss * held[j]!, 0);
    const room = combineAffine([
      [1, weighed([...net, [1, boundary], [1, excess]])],
      [1, constantAffine(-before)],
    ]);
    builder.addRow(`scenario${k}`, room, 0, Infinity);
    return [1 / (TAIL * losses.length), columnAffine(excess)] as const;
  });
  const linear = builder.minimise(combineAffine([...costs, [1, columnAffine(boundary)], ...excesses]));
  return { linear, epigraphs: builder.epigraphs, followers: builder.followers };
}

describe('the least expected shortfall with impact costs', () => {
  it('is what sorting says, certified to 1e-9 by exact arithmetic, and no trades near or far are better', () => {
    const random = new Random(17);
    const seen = { steps: 0, largestGap: 0, largestError: 0, traded: 0 };
    for (let k = 0; k < 60; k += 1) {
      const book = randomBook(random);
      const problem = toProblem(book);
      const outcome = solveConvex(problem, LIMITS);
      if (!outcome.ok) throw new Error(outcome.failure.detail);
      const { termination, primal, dual, certificate, supports, pivots } = outcome.value;
      expect(termination).toBe('optimal');
      const trades = book.held.map((_, j) => primal!.values[2 * j]! - primal!.values[2 * j + 1]!);
      const objective = objectiveOf(book, trades);
      const scale = Math.max(1, Math.abs(objective));
      const bound = exactDualBound(supportedProblem(problem, supports)!, dual!.multipliers)!;
      seen.steps += pivots;
      seen.largestGap = Math.max(seen.largestGap, (certificate!.objective - bound) / scale);
      seen.largestError = Math.max(seen.largestError, Math.abs(certificate!.objective - objective) / scale);
      seen.traded += trades.filter((trade) => Math.abs(trade) > 1e-6).length;
      for (let i = 0; i < 100; i += 1) {
        const reach = 3 * random.next() ** 3;
        const rival = trades.map((trade) => Math.min(REACH, Math.max(-REACH, trade + random.between(-reach, reach))));
        expect(objectiveOf(book, rival)).toBeGreaterThanOrEqual(bound - 1e-12 * scale);
      }
    }
    console.log(`shortfall with impact: ${JSON.stringify(seen)}`);
    expect(seen.largestGap).toBeLessThanOrEqual(1e-9);
    expect(seen.largestError).toBeLessThanOrEqual(1e-8);
    expect(seen.traded).toBeGreaterThan(60);
  });
});
