import { requireThat } from '../foundation/index.ts';
import { applyPartials, type Supports } from './affine-support.ts';
import { lossCurvature } from './curvature.ts';
import type { Vertex } from './graph.ts';
import { axisOf, type Expression, type RankedNode } from './node.ts';
import { TIE_FRACTION } from './ties.ts';

/**
 * A weighted sum of order statistics of the loss, `Σ weights[j] · L(ranks[j])` with L(0) the largest: the value at risk of equally
 * likely scenarios, or the mean of the worst few. It may be negative, where every loss is a gain.
 *
 * Convex where the weights start at rank 0 and never rise, as those of a mean of the worst do; a single rank is not convex.
 *
 * @throws DefectError unless ranks ascend within the axis and weights are ≥ 0
 */
export function ranked(ranks: readonly number[], weights: readonly number[], outcome: Expression): RankedNode {
  const size = axisOf(outcome)?.length ?? 0;
  requireThat(ranks.length > 0 && ranks.length === weights.length, 'a weight per rank', { size: ranks.length });
  ranks.forEach((rank, j) => {
    const ascends = Number.isInteger(rank) && rank > (ranks[j - 1] ?? -1) && rank < size;
    requireThat(ascends && weights[j]! >= 0, 'ascending ranks within the axis', { rank, weight: weights[j], size });
  });
  const { convex, homogeneous } = lossCurvature(outcome.curvature);
  const neverRises = ranks.every((rank, j) => rank === j && weights[j]! <= (weights[j - 1] ?? Infinity));
  const curvature = { convex: convex && neverRises, concave: false, homogeneous };
  return { kind: 'ranked', sort: 'charge', ranks, weights, child: outcome, curvature };
}

/** Scenarios that tie share the weights of the ranks that they hold equally. */
export function writeRanked(vertex: Vertex, node: RankedNode, supports: Supports): void {
  const { child, partials, width } = vertex.edges[0]!;
  const { values, gross } = supports;
  const loss = (k: number) => -values[child.offset + k]!;
  const order = Array.from({ length: width }, (_, k) => k).toSorted((a, b) => loss(b) - loss(a) || a - b);
  supports.partials.fill(0, partials, partials + width);
  node.ranks.forEach((rank, j) => {
    const tied = tiedAround(order, rank, loss, (k) => gross[child.offset + k]!);
    for (const k of tied) supports.partials[partials + k]! -= node.weights[j]! / tied.length;
  });
  applyPartials(vertex, supports);
}

/** The scenarios that can't be told from the one at this rank. */
function tiedAround(
  order: readonly number[],
  rank: number,
  loss: (k: number) => number,
  gross: (k: number) => number,
): readonly number[] {
  const top = order[rank]!;
  const tied = (k: number) => Math.abs(loss(top) - loss(k)) <= TIE_FRACTION * Math.max(gross(top), gross(k));
  let [first, end] = [rank, rank + 1];
  while (first > 0 && tied(order[first - 1]!)) first -= 1;
  while (end < order.length && tied(order[end]!)) end += 1;
  return order.slice(first, end);
}
