import type { LinearProblem } from '../problem.ts';
import type { OnlyEntries } from './only-entries.ts';

/** A column that is in one row only and rests at `base`: it leaves there, at its cost, as far as the row needs it. */
export type Charged = {
  readonly column: number;
  readonly row: number;
  /** the end of the row's interval that it serves */
  readonly end: -1 | 1;
  readonly coefficient: number;
  readonly base: number;
};

/** At most one for each end of a row, in the problem's units. */
export function chargedColumns(
  problem: LinearProblem,
  { rowOf, coefficientOf }: OnlyEntries,
  mayCharge: (column: number) => boolean,
): Charged[] {
  const taken = new Set<number>();
  const charged: Charged[] = [];
  for (const [column, { lower, upper, cost }] of problem.columns.entries()) {
    const row = rowOf[column]!;
    if (row < 0 || lower === upper || !mayCharge(column)) continue;
    const rests = cost < 0 ? upper : lower;
    const end = cost < 0 === coefficientOf[column]! < 0 ? -1 : 1;
    const served = end < 0 ? problem.rows[row]!.lower : problem.rows[row]!.upper;
    const place = 2 * row + (end < 0 ? 0 : 1);
    if (!Number.isFinite(rests) || !Number.isFinite(served) || taken.has(place)) continue;
    taken.add(place);
    charged.push({ column, row, end, coefficient: coefficientOf[column]!, base: rests });
  }
  return charged;
}
