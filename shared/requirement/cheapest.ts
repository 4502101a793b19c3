import { ensureThat, requireThat } from '../foundation/index.ts';
import { type LinearProblem, solveLinear } from '../optimise/index.ts';
import type { Supports } from './affine-support.ts';
import type { Vertex } from './graph.ts';
import type { CheapestNode, Expression } from './node.ts';
import { normCurvature } from './smooth.ts';

export type CheapestSpec = {
  /** per strategy, what one unit of it costs, ≥ 0 */
  readonly costs: readonly number[];
  /** per strategy, its column of M: how much one unit takes up of each line */
  readonly columns: readonly (readonly number[])[];
  /** what the strategies have to take up exactly */
  readonly lines: readonly Expression[];
  /** names of the strategies; their positions by default */
  readonly strategies?: readonly string[];
};

/**
 * `min c·x : M·x = lines, x ≥ 0`: the least that a book costs, cut up into strategies. Convex where the lines are affine, and
 * homogeneous where they are; its partials are the duals, one choice where several are optimal (equal books give equal ones). An
 * optimum of continuous amounts: whole strategies may cost more.
 *
 * @throws DefectError on a negative cost, a column of another length than `lines`, or a line that is an outcome. Evaluating throws
 *   one, with the lines' values, where no strategies take up a book: let every line be taken up by itself, either way round
 */
export function cheapest({
  costs,
  columns,
  lines,
  strategies = costs.map((_, j) => `${j}`),
}: CheapestSpec): CheapestNode {
  requireThat(columns.length === costs.length, 'a column per cost', { costs: costs.length, columns: columns.length });
  requireThat(new Set(strategies).size === costs.length, 'a distinct name per strategy', { costs: costs.length });
  costs.forEach((cost, j) => requireThat(cost >= 0 && cost < Infinity, 'finite costs ≥ 0', { j, cost }));
  columns.forEach((column, j) => {
    requireThat(column.length === lines.length && column.every(Number.isFinite), 'a finite coefficient per line', {
      j,
    });
  });
  for (const { sort } of lines) requireThat(sort !== 'outcome', 'scalar lines', { sort });
  const curvature = normCurvature(lines.map((each) => each.curvature));
  return { kind: 'cheapest', sort: 'charge', costs, columns, strategies, children: lines, curvature };
}

/** The value from the duals, `Σ dual · line`, constant 0. */
export function writeCheapest({ id, offset, edges }: Vertex, node: CheapestNode, supports: Supports): void {
  const { values, gross, partials } = supports;
  const lines = edges.map(({ child }) => values[child.offset]!);
  const { cost, duals } = leastCost(id, node, lines);
  let [value, scale] = [0, 0];
  edges.forEach((edge, i) => {
    partials[edge.partials] = duals[i]!;
    value += duals[i]! * lines[i]!;
    scale += Math.abs(duals[i]!) * gross[edge.child.offset]!;
  });
  ensureThat(Math.abs(value - cost) <= GAP_FRACTION * scale, 'duals that prove the least cost', { id, value, cost });
  values[offset] = value;
  gross[offset] = scale;
}

/** Largest distance of the strategies' cost from what the duals prove, as a part of the gross scale. */
const GAP_FRACTION = 1e-9;

/** Far more than any decomposition of one account takes. */
export const CHEAPEST_LIMITS = { pivots: 100_000, cells: 16_000_000 };

export type LeastCost = {
  readonly cost: number;
  readonly amounts: readonly number[];
  readonly duals: readonly number[];
};

/** @throws DefectError naming the node where it isn't solved to a certified optimum */
export function leastCost(id: string, node: CheapestNode, lines: readonly number[]): LeastCost {
  if (lines.every((each) => each === 0)) {
    return { cost: 0, amounts: node.costs.map(() => 0), duals: lines.map(() => 0) };
  }
  const solved = solveLinear(strategyProblem(node, lines), CHEAPEST_LIMITS);
  ensureThat(solved.ok, 'a decomposition within the solver limits', { id, strategies: node.costs.length });
  const { termination, primal, dual } = solved.value;
  ensureThat(termination === 'optimal', 'strategies that take up the book', { id, termination, lines: lines.join() });
  const amounts = primal!.values;
  const cost = amounts.reduce((total, amount, j) => total + node.costs[j]! * amount, 0);
  return { cost, amounts, duals: dual!.multipliers };
}

function strategyProblem({ costs, columns, strategies }: CheapestNode, lines: readonly number[]): LinearProblem {
  return {
    columns: costs.map((cost, j) => ({ id: strategies[j]!, lower: 0, upper: Infinity, cost })),
    rows: lines.map((amount, i) => {
      const used = columns.flatMap((column, j) => (column[i] === 0 ? [] : [j]));
      const coefficients = used.map((j) => columns[j]![i]!);
      return { id: `${i}`, columns: used, coefficients, lower: amount, upper: amount };
    }),
    constant: 0,
  };
}
