import { selectAscending } from '../numerics/index.ts';
import { type Affine, combineAffine, constantAffine, type ProblemBuilder } from '../optimise/index.ts';
import type { Branch } from './branches.ts';
import { compileTail } from './compile-tail.ts';
import { affineInterval } from './interval.ts';
import type { RankedNode } from './node.ts';

/**
 * A sum of order statistics of losses. Where its weights never rise it is one of means of the largest, `Σ (w_j − w_{j+1})·(j + 1)·mean of the
 * j + 1 largest`, exactly; else its least anywhere in the box, that of every loss at its least, which needs no rows.
 *
 * @param losses one per scenario, each with the id of its rows
 */
export function compileRanked(
  id: string,
  node: RankedNode,
  losses: readonly Branch[],
  builder: ProblemBuilder,
): Affine {
  const { ranks, weights, curvature } = node;
  if (curvature.convex) return combineAffine(weights.map((_, j) => largestMean(id, node, j, losses, builder)));
  const least = Float64Array.from(losses, ({ expression }) => affineInterval(expression, builder.columns).lower);
  const descending = least.map((loss) => -loss);
  return constantAffine(
    ranks.reduce((total, rank, j) => total - weights[j]! * selectAscending(descending.slice(), rank), 0),
  );
}

function largestMean(
  id: string,
  { weights }: RankedNode,
  j: number,
  losses: readonly Branch[],
  builder: ProblemBuilder,
): readonly [number, Affine] {
  const weight = (weights[j]! - (weights[j + 1] ?? 0)) * (j + 1);
  if (weight === 0) return [0, constantAffine(0)];
  const probability = 1 / losses.length;
  const scenarios = losses.map((loss) => ({ ...loss, id: `${loss.id}/top-${j + 1}`, probability }));
  return [weight, compileTail(`${id}/top-${j + 1}`, scenarios, (j + 1) / losses.length, builder)];
}
