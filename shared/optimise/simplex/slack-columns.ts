import type { Bounds, LinearProblem } from '../problem.ts';
import type { OnlyEntries } from './only-entries.ts';

/** A column without a cost that is in one row only: the row may end as far off as the column can go. In scaled units. */
export type Slack = {
  readonly column: number;
  readonly row: number;
  readonly coefficient: number;
  /** the row's ends without it */
  readonly ends: Bounds;
};

/** The row's ends with the column anywhere within its bounds. */
export function widened({ coefficient, ends }: Slack, { lower, upper }: Bounds): Bounds {
  const [one, other] = [coefficient * lower, coefficient * upper];
  return { lower: ends.lower - Math.max(one, other), upper: ends.upper - Math.min(one, other) };
}

/** Where the column is, of the values with which the row's others come to `activity` within its ends: the one nearest to its first bound. */
export function slackAt({ coefficient, ends }: Slack, { lower, upper }: Bounds, activity: number): number {
  const [one, other] = [(ends.lower - activity) / coefficient, (ends.upper - activity) / coefficient];
  const rests = Number.isFinite(lower) ? lower : Number.isFinite(upper) ? upper : 0;
  const needed = Math.min(Math.max(one, other), Math.max(Math.min(one, other), rests));
  return Math.min(upper, Math.max(lower, needed));
}

/**
 * The first slack of each row that has one. A whole column is one only of an equation: what the others come to then says what it is.
 *
 * @param isWhole whether the column must be whole
 */
export function slackColumns(
  { columns, rows }: LinearProblem,
  { rowOf }: OnlyEntries,
  isWhole: (column: number) => boolean,
): number[] {
  const taken = new Set<number>();
  return [...columns.keys()].filter((j) => {
    const { cost } = columns[j]!;
    const row = rowOf[j]!;
    if (row < 0 || cost !== 0 || taken.has(row)) return false;
    if (isWhole(j) && rows[row]!.lower !== rows[row]!.upper) return false;
    taken.add(row);
    return true;
  });
}
