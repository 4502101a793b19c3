import { requireThat } from '../foundation/index.ts';
import { selectAscending } from '../numerics/index.ts';
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
  const values = supports.values.subarray(child.offset, child.offset + width);
  const gross = supports.gross.subarray(child.offset, child.offset + width);
  const gains = values.slice();
  supports.partials.fill(0, partials, partials + width);
  node.ranks.forEach((rank, j) => {
    const tied = tiedWith(selectAscending(gains, rank), values, gross);
    for (const k of tied) supports.partials[partials + k]! -= node.weights[j]! / tied.length;
  });
  applyPartials(vertex, supports);
}

/** The scenarios whose gain can't be told from this one. */
function tiedWith(gain: number, values: Float64Array, gross: Float64Array): number[] {
  const top = gross[values.indexOf(gain)]!;
  const tied: number[] = [];
  for (let k = 0; k < values.length; k++) {
    if (Math.abs(gain - values[k]!) <= TIE_FRACTION * Math.max(top, gross[k]!)) tied.push(k);
  }
  return tied;
}
