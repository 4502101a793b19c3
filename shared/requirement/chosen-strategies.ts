import { leastCost } from './cheapest.ts';
import type { Evaluation } from './evaluate.ts';
import { vertexOf } from './graph.ts';
import type { CheapestNode } from './node.ts';

/** The amount of each strategy that the least cost is made of; those of 0 are left out. */
export function strategiesOf(evaluation: Evaluation, node: CheapestNode): { strategy: string; amount: number }[] {
  const { id, edges } = vertexOf(evaluation.graph, node);
  const lines = edges.map(({ child }) => evaluation.values[child.offset]!);
  return leastCost(id, node, lines).amounts.flatMap((amount, j) =>
    amount > 0 ? [{ strategy: node.strategies[j]!, amount }] : [],
  );
}
