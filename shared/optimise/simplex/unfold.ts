import type { Bounds } from '../problem.ts';
import type { KinkedForm } from './absorb-columns.ts';
import { dotLine } from './compressed-matrix.ts';
import { slackAt } from './slack-columns.ts';

/**
 * The program's columns in the problem's places, and those that were absorbed at what their rows need of them. In scaled units.
 *
 * @param x of the program's columns
 * @param boundsOf the bounds of a column that is a slack
 */
export function unfolded(
  { program, columnOf, charged, slacks }: KinkedForm,
  x: Float64Array,
  nColumns: number,
  boundsOf: (column: number) => Bounds,
): Float64Array {
  const values = new Float64Array(nColumns);
  for (let k = 0; k < columnOf.length; k += 1) values[columnOf[k]!] = x[k]!;
  const servedBy = new Map<number, number>();
  for (const { column, row, end, coefficient, base } of charged) {
    const variable = program.nColumns + row;
    const activity = dotLine(program.byRow, row, x);
    const short = end < 0 ? program.lower[variable]! - activity : activity - program.upper[variable]!;
    const served = Math.max(0, short) * -end;
    values[column] = base + served / coefficient;
    servedBy.set(row, (servedBy.get(row) ?? 0) + served);
  }
  for (const slack of slacks) {
    const activity = dotLine(program.byRow, slack.row, x) + (servedBy.get(slack.row) ?? 0);
    values[slack.column] = slackAt(slack, boundsOf(slack.column), activity);
  }
  return values;
}
