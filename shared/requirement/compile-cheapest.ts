import { ensureThat } from '../foundation/index.ts';
import {
  type Affine,
  columnAffine,
  combineAffine,
  constantAffine,
  ProblemBuilder,
  solveLinear,
} from '../optimise/index.ts';
import { CHEAPEST_LIMITS, leastCost } from './cheapest.ts';
import { affineInterval, type Interval } from './interval.ts';
import type { CheapestNode } from './node.ts';

/**
 * Embeds the decomposition: a column per strategy and a row `M·x = line` per line, so that the program chooses both. Where no line
 * can move, the least cost is a constant.
 */
export function compileCheapest(
  id: string,
  node: CheapestNode,
  lines: readonly Affine[],
  builder: ProblemBuilder,
): Affine {
  if (lines.every(({ terms }) => terms.size === 0)) {
    const amounts = lines.map(({ constant }) => constant);
    return constantAffine(leastCost(id, node, amounts).cost);
  }
  const ranges = lines.map((each) => affineInterval(each, builder.columns));
  const most = largestAmounts(id, node, ranges);
  const amounts = node.strategies.map((strategy, j) =>
    columnAffine(builder.addColumn(`${id}/${strategy}`, 0, most[j]!, { lower: false, upper: true })),
  );
  lines.forEach((each, i) => builder.addRow(`${id}/line-${i}`, surplus(node, i, amounts, each), 0, 0));
  return combineAffine(amounts.map((amount, j) => [node.costs[j]!, amount] as const));
}

/** What the strategies take up of line i beyond what there is. */
function surplus({ columns }: CheapestNode, i: number, amounts: readonly Affine[], line: Affine): Affine {
  const used = amounts.map((amount, j) => [columns[j]![i]!, amount] as const).filter(([share]) => share !== 0);
  return combineAffine([...used, [-1, line]]);
}

/** Widening of a bound that was itself computed by a program, above the error of that. */
const MARGIN = 1 + 1e-6;

/**
 * Finite bounds on the amounts of an optimal decomposition anywhere in the ranges: no strategy costs more than the largest least
 * cost. Of those that cost nothing, a program says how much fits.
 */
function largestAmounts(id: string, node: CheapestNode, ranges: readonly Interval[]): number[] {
  const most = MARGIN * largestCost(id, node, ranges);
  return node.costs.map((cost, j) => (cost > 0 ? most / cost : MARGIN * largestFree(id, node, j, ranges, most)));
}

/** The least cost is sublinear: at most the sum of what the ends of each line's range cost by themselves. */
function largestCost(id: string, node: CheapestNode, ranges: readonly Interval[]): number {
  const alone = (i: number, amount: number) => {
    const lines = ranges.map((_, other) => (other === i ? amount : 0));
    return leastCost(id, node, lines).cost;
  };
  return ranges.reduce(
    (total, { lower, upper }, i) => total + Math.max(alone(i, Math.min(0, lower)), alone(i, Math.max(0, upper))),
    0,
  );
}

function largestFree(id: string, node: CheapestNode, free: number, ranges: readonly Interval[], most: number): number {
  const { builder, amounts } = strategyProgram(node, ranges);
  const cost = combineAffine(amounts.map((amount, j) => [node.costs[j]!, amount] as const));
  builder.addRow('cost', cost, -Infinity, most);
  const solved = solveLinear(builder.minimise(combineAffine([[-1, amounts[free]!]])), CHEAPEST_LIMITS);
  ensureThat(solved.ok && solved.value.termination === 'optimal', 'a bound on a strategy that costs nothing', {
    id,
    strategy: node.strategies[free],
  });
  return solved.value.primal!.values[free]!;
}

/** What one part of a cycle is at most; any number above 0 would do. */
const CYCLE_SCALE = 1;

/**
 * Strategies that cost nothing and together take up nothing: any amount of them could be added, so that the amounts have no bounds.
 * Empty where there are none.
 */
export function freeCycle(node: CheapestNode): string[] {
  const free = node.costs.flatMap((cost, j) => (cost === 0 ? [j] : []));
  if (free.length === 0) return [];
  const nothing = node.children.map(() => ({ lower: 0, upper: 0 }));
  const { builder, amounts } = strategyProgram(node, nothing, (j) => (node.costs[j] === 0 ? CYCLE_SCALE : 0));
  const solved = solveLinear(builder.minimise(combineAffine(free.map((j) => [-1, amounts[j]!]))), CHEAPEST_LIMITS);
  ensureThat(solved.ok && solved.value.termination === 'optimal', 'a search for free strategies within the limits');
  const { values } = solved.value.primal!;
  return free.flatMap((j) => (values[j]! > 1e-6 ? [node.strategies[j]!] : []));
}

/** What the strategies take up lies in the ranges. */
function strategyProgram(
  node: CheapestNode,
  ranges: readonly Interval[],
  most: (j: number) => number = () => Infinity,
) {
  const builder = new ProblemBuilder();
  const amounts = node.strategies.map((strategy, j) => columnAffine(builder.addColumn(strategy, 0, most(j))));
  ranges.forEach(({ lower, upper }, i) =>
    builder.addRow(`${i}`, surplus(node, i, amounts, constantAffine(0)), lower, upper),
  );
  return { builder, amounts };
}
