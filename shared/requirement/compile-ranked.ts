import { selectAscending } from '../numerics/index.ts';
import { type Affine, constantAffine, type ProblemBuilder } from '../optimise/index.ts';
import { affineInterval } from './interval.ts';
import type { RankedNode } from './node.ts';

/** The least that a sum of order statistics is anywhere in the box: that of every gain at its most. It has no rows. */
export function compileRanked(
  { ranks, weights }: RankedNode,
  gains: readonly Affine[],
  { columns }: ProblemBuilder,
): Affine {
  const most = Float64Array.from(gains, (gain) => affineInterval(gain, columns).upper);
  return constantAffine(ranks.reduce((total, rank, j) => total - weights[j]! * selectAscending(most.slice(), rank), 0));
}
