import { rowActivity } from '../certificate.ts';
import type { LinearProblem, Row } from '../problem.ts';

type Use = { readonly row: number; readonly coefficient: number; readonly isLast: boolean };

/**
 * Multipliers with which no follower has a reduced cost but what its bounds carry: those of the rows that define it are scaled to what it is
 * charged by its cost and by the rows that use it, the last follower first. What an interior point leaves of a reduced cost would count
 * times the follower's box, which may be huge. Where the point x is at a bound of the follower, not at the rows, the reduced cost is left to that.
 *
 * @param followers in the order in which each follows from others
 */
export function balancedMultipliers(
  { columns, rows }: LinearProblem,
  followers: readonly number[],
  x: readonly number[],
  multipliers: readonly number[],
): number[] {
  const y = [...multipliers];
  const usesOf = usesByColumn(rows, followers);
  const chargedBy = (uses: readonly Use[]) =>
    uses.reduce((sum, { row, coefficient }) => sum + y[row]! * coefficient, 0);
  for (const j of followers.toReversed()) {
    const uses = usesOf.get(j)!;
    const { cost, lower, upper } = columns[j]!;
    const reducedCost = cost - chargedBy(uses);
    const definers = definersIn(rows, uses);
    const change = reducedCost / chargedBy(definers);
    if (!(change >= -1 && change < Infinity)) continue;
    const byBound = Math.abs(reducedCost) * (reducedCost > 0 ? x[j]! - lower : upper - x[j]!);
    const byRows = definers.reduce((sum, { row }) => sum + Math.abs(change * y[row]!) * slackOf(rows[row]!, x), 0);
    if (byRows <= byBound) for (const { row } of definers) y[row]! *= 1 + change;
  }
  return y;
}

/** Distance to the nearer side. */
function slackOf(row: Row, x: readonly number[]): number {
  const activity = rowActivity(row, x);
  return Math.min(Math.abs(activity - row.lower), Math.abs(activity - row.upper));
}

function usesByColumn(rows: readonly Row[], followers: readonly number[]): ReadonlyMap<number, readonly Use[]> {
  const uses = new Map<number, Use[]>(followers.map((j) => [j, []]));
  for (const [row, { columns, coefficients }] of rows.entries()) {
    for (const [k, j] of columns.entries())
      uses.get(j)?.push({ row, coefficient: coefficients[k]!, isLast: k === columns.length - 1 });
  }
  return uses;
}

/** The rows that a column follows from: of those of which it is the last the ones that bound it from below, or, without any, from above. */
function definersIn(rows: readonly Row[], uses: readonly Use[]): Use[] {
  const boundBy = (way: 1 | -1) =>
    uses.filter(({ row, coefficient, isLast }) => {
      const { lower, upper } = rows[row]!;
      return isLast && (coefficient > 0 === way > 0 ? lower > -Infinity : upper < Infinity);
    });
  const below = boundBy(1);
  return below.length > 0 ? below : boundBy(-1);
}
