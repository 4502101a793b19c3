import { requireThat } from '../../foundation/index.ts';
import type { Column, LinearProblem, Row } from '../problem.ts';

/** A column that is 0 or within `[least, most]`, 0 < least: a trade that isn't worth its ticket unless it is this large. */
export type SemiContinuous = { readonly column: number; readonly least: number; readonly most: number };

/**
 * The problem with one column more per semi-continuous one, whole and 0 or 1, and rows `least · used ≤ x ≤ most · used`: 0 where it is
 * not used. The sum of `used` is the number of trades.
 *
 * @returns the problem and the indices of the new columns, in the order given
 */
export function withSemiContinuous(
  problem: LinearProblem,
  semiContinuous: readonly SemiContinuous[],
): { readonly problem: LinearProblem; readonly used: readonly number[] } {
  const used = semiContinuous.map((_, k) => problem.columns.length + k);
  const columns = problem.columns.map((column): Column => ({ ...column }));
  const rows: Row[] = [];
  for (const [k, { column, least, most }] of semiContinuous.entries()) {
    const { id, lower, upper, cost } = columns[column]!;
    requireThat(least > 0 && least <= most && most < Infinity, 'sizes in order', { id, least, most });
    columns[column] = { id, lower: Math.max(0, lower), upper: Math.min(most, upper), cost };
    columns.push({ id: `used:${id}`, lower: 0, upper: 1, cost: 0 });
    const at = { columns: [column, used[k]!], lower: 0, upper: Infinity };
    rows.push({ ...at, id: `least:${id}`, coefficients: [1, -least] });
    rows.push({ ...at, id: `most:${id}`, coefficients: [-1, most] });
  }
  return { problem: { ...problem, columns, rows: [...problem.rows, ...rows] }, used };
}
