import { type Dyadic, dyadic, negated, plus, roundedDown, times, ZERO } from '../numerics/index.ts';
import type { Column, LinearProblem } from './problem.ts';

/**
 * The weak-duality bound of row multipliers in exact arithmetic, rounded down: no point within the rows and bounds has an objective
 * below it. For d = c − Aᵀy,
 *
 *   c·x + constant  ≥  constant + Σ_i (y_i > 0 ? y_i·lower_i : y_i·upper_i) + Σ_j (d_j > 0 ? d_j·l_j : d_j·u_j)
 *
 * Any y will do; a worse one only lowers the bound. A multiplier on a side that is infinite counts as 0. Nothing is shared with the
 * certificates by which solvers are judged (`dual-bound.ts`, in compensated doubles, about ten times as fast), so each checks the other:
 * test/property/optimise/certificate.test.ts.
 *
 * @param y one finite multiplier per row; > 0 charges the lower side, < 0 the upper side
 * @returns null where a reduced cost points at an infinite bound: y then proves nothing
 */
export function exactDualBound({ columns, rows, constant }: LinearProblem, y: readonly number[]): number | null {
  const reducedCosts = columns.map(({ cost }) => dyadic(cost));
  let total = dyadic(constant);
  for (const [i, row] of rows.entries()) {
    const side = y[i]! > 0 ? row.lower : row.upper;
    if (y[i] === 0 || !Number.isFinite(side)) continue;
    const multiplier = dyadic(y[i]!);
    total = plus(total, times(multiplier, dyadic(side)));
    for (const [k, j] of row.columns.entries()) {
      reducedCosts[j] = plus(reducedCosts[j]!, times(negated(multiplier), dyadic(row.coefficients[k]!)));
    }
  }
  for (const [j, column] of columns.entries()) {
    const least = leastOver(column, reducedCosts[j]!);
    if (least === null) return null;
    total = plus(total, least);
  }
  return roundedDown(total);
}

/** `min d·x` over the column's bounds. */
function leastOver({ lower, upper }: Column, d: Dyadic): Dyadic | null {
  if (d.m === 0n) return ZERO;
  const side = d.m > 0n ? lower : upper;
  return Number.isFinite(side) ? times(d, dyadic(side)) : null;
}
