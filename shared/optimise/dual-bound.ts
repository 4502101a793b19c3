import { CompensatedSum } from './compensated-sum.ts';
import type { Column, LinearProblem, Row } from './problem.ts';

/** How far a vector breaks its rules: in the problem's own units, and as a fraction of `max(1, |side or cost it is measured against|)`; for 1, see `Floors`. */
export type Violation = { readonly absolute: number; readonly relative: number };

export const NO_VIOLATION: Violation = { absolute: 0, relative: 0 };

export type DualBound = {
  /** the dual objective; reduced costs that point at an infinite bound are left out and reported as `reducedCostViolation` */
  readonly dualObjective: number;
  /**
   * A number that no feasible point's objective is below: proven, rounding included. Null when a reduced cost may point at an
   * infinite bound; never null for a problem whose column bounds are all finite.
   */
  readonly bound: number | null;
  readonly reducedCostViolation: Violation;
  /** Σ of the magnitudes that dualObjective adds up */
  readonly gross: number;
};

/**
 * Weak duality for any row multipliers y, optimal or not. For every x within the rows and bounds, and d = c − Aᵀy,
 *
 *   c·x + constant  ≥  constant + Σ_i (y_i > 0 ? y_i·lower_i : y_i·upper_i) + Σ_j (d_j > 0 ? d_j·l_j : d_j·u_j)
 *
 * y_i > 0 charges the row's lower side, y_i < 0 its upper side. A multiplier on a side that is infinite is first projected to 0,
 * which changes y and so d, but not the inequality. A reduced cost d_j can't be projected: with a finite bound on its side it
 * costs what it costs, with an infinite one the sum is −∞.
 *
 * Sums are compensated (`CompensatedSum`); `bound` is lowered by the error bounds of every d_j times its column bound and of the
 * sum itself, so it holds for the exact problem, not just for the rounded one.
 */
export function weakDualBound(problem: LinearProblem, y: readonly number[], costFloors?: Float64Array): DualBound {
  return boundFor(problem, y, true, costFloors);
}

/** The same with all costs and the constant zero: positive proves that nothing satisfies rows and bounds (Farkas). */
export function weakDualBoundWithoutCosts(problem: LinearProblem, y: readonly number[]): DualBound {
  return boundFor(problem, y, false);
}

function boundFor(
  problem: LinearProblem,
  y: readonly number[],
  withCosts: boolean,
  costFloors?: Float64Array,
): DualBound {
  const total = new CompensatedSum();
  const reducedCosts = problem.columns.map(() => new CompensatedSum());
  if (withCosts) {
    total.add(problem.constant);
    for (const [j, column] of problem.columns.entries()) reducedCosts[j]!.add(column.cost);
  }
  for (let i = 0; i < problem.rows.length; i += 1) chargeRow(problem.rows[i]!, y[i]!, total, reducedCosts);
  let slack = 0;
  let isProven = true;
  let violation = NO_VIOLATION;
  for (const [j, column] of problem.columns.entries()) {
    const cost = Math.max(costFloors?.[j] ?? 1, withCosts ? Math.abs(column.cost) : 0);
    const charged = chargeColumn(column, cost, reducedCosts[j]!, total);
    slack += charged.slack;
    isProven &&= charged.isProven;
    violation = worse(violation, charged.violation);
  }
  const lowered = lowerBy((total.errorBound + slack) * (1 + 2 ** -20), total.value);
  return {
    dualObjective: total.value,
    bound: isProven && Number.isFinite(lowered) ? lowered : null,
    reducedCostViolation: violation,
    gross: total.gross,
  };
}

function chargeRow(row: Row, multiplier: number, total: CompensatedSum, reducedCosts: readonly CompensatedSum[]): void {
  const side = multiplier > 0 ? row.lower : row.upper;
  if (multiplier === 0 || !Number.isFinite(side)) return;
  total.addProduct(multiplier, side);
  for (let k = 0; k < row.columns.length; k += 1)
    reducedCosts[row.columns[k]!]!.addProduct(-multiplier, row.coefficients[k]!);
}

type Charged = { readonly slack: number; readonly isProven: boolean; readonly violation: Violation };

/** Adds `min over [l, u] of d·x` to the total; the true d lies within `d ± error`. A violation is relative to `cost`. */
function chargeColumn(column: Column, cost: number, reducedCost: CompensatedSum, total: CompensatedSum): Charged {
  const d = reducedCost.value;
  const error = reducedCost.errorBound;
  const side = d > 0 ? column.lower : column.upper;
  const signIsCertain = Math.abs(d) > error;
  const otherSide = d > 0 ? column.upper : column.lower;
  const isProven = (d === 0 && error === 0) || (Number.isFinite(side) && (signIsCertain || Number.isFinite(otherSide)));
  if (!Number.isFinite(side)) return { slack: 0, isProven, violation: violationOf(Math.abs(d), cost) };
  total.addProduct(d, side);
  const reach = signIsCertain ? Math.abs(side) : Math.max(Math.abs(side), Math.abs(otherSide));
  return { slack: error === 0 ? 0 : error * reach + Number.MIN_VALUE, isProven, violation: NO_VIOLATION };
}

/** Below `value − amount`, whichever way the subtraction rounds. */
function lowerBy(amount: number, value: number): number {
  const lowered = value - amount;
  return amount === 0 ? value : lowered - 2 ** -52 * Math.abs(lowered);
}

export function violationOf(absolute: number, scale: number): Violation {
  return { absolute, relative: absolute / scale };
}

/** Componentwise maximum; NaN wins, so that no tolerance accepts it. */
export function worse(a: Violation, b: Violation): Violation {
  return { absolute: Math.max(a.absolute, b.absolute), relative: Math.max(a.relative, b.relative) };
}
