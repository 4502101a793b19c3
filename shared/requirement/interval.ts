import { requireThat } from '../foundation/index.ts';
import type { Affine, Column } from '../optimise/index.ts';

/** The values that an expression can take: `lower ≤ value ≤ upper`. */
export type Interval = { readonly lower: number; readonly upper: number };

/** Widening per unit of the terms that were added: above the rounding of a sum of thousands of terms. */
const SLACK_FRACTION = 2 ** -40;

/**
 * The range of an affine function over the columns' bounds, each end widened by its own rounding, so that it holds as a proof. A
 * constant is exact, and so is an end whose terms are all 0.
 *
 * @throws DefectError when a column that counts has an infinite bound
 */
export function affineInterval({ terms, constant }: Affine, columns: readonly Column[]): Interval {
  let [lower, lowerGross] = [constant, 0];
  let [upper, upperGross] = [constant, 0];
  for (const [index, coefficient] of terms) {
    if (coefficient === 0) continue;
    const column = columns[index]!;
    requireThat(column.upper - column.lower < Infinity, 'finite column bounds', { id: column.id });
    const least = coefficient * (coefficient > 0 ? column.lower : column.upper);
    const most = coefficient * (coefficient > 0 ? column.upper : column.lower);
    lower += least;
    upper += most;
    lowerGross += Math.abs(least);
    upperGross += Math.abs(most);
  }
  return { lower: lower - slack(lowerGross, constant), upper: upper + slack(upperGross, constant) };
}

function slack(gross: number, constant: number): number {
  return gross === 0 ? 0 : SLACK_FRACTION * (gross + Math.abs(constant));
}
