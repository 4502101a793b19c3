import type { OptimalityCertificate } from './certificate.ts';
import type { InfeasibilityCertificate } from './ray.ts';

/**
 * Why the solve ended. It says nothing about what the vectors are: `primal` and `dual` do.
 *
 * - `optimal`: a primal and a dual point were found whose certificate closes the gap to 1e-6, in original and in scaled units.
 * - `infeasible`: no point within the column bounds satisfies the rows; `dual` is a Farkas ray that proves it.
 * - `unbounded`: there is a feasible point and a direction of falling cost without end; `primal` is that direction.
 * - `work-limit`: the pivots, or the time, allowed were used up first; where a feasible point was at hand, `primal` has it, and `dual` what
 *   bounds it so far.
 * - `numerical-trouble`: nothing that was found could be certified; neither feasible nor infeasible may be concluded.
 */
export type Termination = 'optimal' | 'infeasible' | 'unbounded' | 'work-limit' | 'numerical-trouble';

/**
 * - `feasible-point`: satisfies all rows and column bounds to 1e-6.
 * - `ray`: a direction that keeps to every row and bound for ever while the cost falls.
 */
type Primal = { readonly status: 'feasible-point' | 'ray'; readonly values: readonly number[] };

/**
 * One multiplier per row: > 0 charges its lower side, < 0 its upper side.
 *
 * - `feasible-point`: bounds the objective from below by weak duality; at an optimum they are the rows' prices.
 * - `ray`: with zero costs they bound 0 from below by a positive number, so the rows contradict each other.
 */
type Dual = { readonly status: 'feasible-point' | 'ray'; readonly multipliers: readonly number[] };

/** What a solve found: three separate facts (why it ended, what the primal is, what the dual is) and what proves them. */
export type LinearSolution = {
  readonly termination: Termination;
  /** null: no vector that anything is known of */
  readonly primal: Primal | null;
  readonly dual: Dual | null;
  /** recomputed from the problem's data where `primal` is a feasible point; null otherwise */
  readonly certificate: OptimalityCertificate | null;
  /** recomputed from the problem's data where `dual` is a ray; null otherwise */
  readonly infeasibility: InfeasibilityCertificate | null;
  /** simplex pivots and steps of interior points, all attempts together */
  readonly pivots: number;
  /** false where the wall clock ended something, as a safety net: another run may end elsewhere */
  readonly reproducible: boolean;
  readonly solver: string;
};
