import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { elasticProblem } from './elastic.ts';
import type { LinearProblem, Row } from './problem.ts';
import type { LinearSolution } from './solution.ts';
import { type SolveLimits, solveLinear } from './solve-linear.ts';

/** Why a problem has no feasible point, in terms of the rows that its author may change. */
export type InfeasibilityReason = {
  /** groups of rows that contradict each other, given the hard rows and all column bounds */
  readonly conflict: readonly string[];
  /** true when each group of the conflict is needed: without it the rest has a feasible point, found and certified */
  readonly isIrreducible: boolean;
  /** per row, in the row's own units, the least changes of their sides that together make a feasible point; only those above 0 */
  readonly relaxation: readonly { readonly id: string; readonly amount: number }[];
};

/** A relaxation smaller than this, relative to the row's side (floor 1), is rounding. */
const RELAXATION_FLOOR = 1e-9;

/**
 * The smallest conflict and the smallest total relaxation of an infeasible problem.
 *
 * Conflict: the groups in the Farkas ray contradict each other already; then a deletion filter goes through them in order, drops
 * each group whose absence leaves the rest infeasible, and keeps the others. Each step is a certified solve, so the result is
 * irreducible: drop any group and the rest can be met. It is one of possibly several such sets, and not always the one of fewest
 * rows. Relaxation: the optimum of the elastic problem, `min Σ amount`, where every row counts by its own units.
 *
 * Column bounds are hard: they take part in every conflict, without being named, and are never relaxed.
 *
 * @param groupOf the name under which the author knows the row (several rows may share one), or null for a hard row, which is
 *   always kept and never relaxed; by default every row is its own group
 * @returns failure `infeasible` where the hard rows and bounds contradict each other by themselves; `invalid-input` where the
 *   problem isn't infeasible; `limit-exceeded` where size or pivots (per solve) don't suffice to tell
 */
export function explainInfeasible(
  problem: LinearProblem,
  limits: SolveLimits,
  groupOf: (row: Row) => string | null = (row) => row.id,
): Outcome<InfeasibilityReason> {
  const solved = solveLinear(withoutCosts(problem), limits);
  if (!solved.ok) return solved;
  if (solved.value.termination === 'optimal') return fail('invalid-input', 'the problem has a feasible point');
  const ray = rayOf(solved.value);
  if (ray === null) return fail('limit-exceeded', `could not be proven infeasible: ${solved.value.termination}`);
  const suspects = new Set(problem.rows.filter((_, i) => ray[i] !== 0).flatMap((row) => groupOf(row) ?? []));
  const filtered = deletionFilter(problem, limits, groupOf, suspects);
  const relaxation = smallestRelaxation(problem, limits, groupOf);
  return relaxation.ok ? succeed({ ...filtered, relaxation: relaxation.value }) : relaxation;
}

type GroupOf = (row: Row) => string | null;
type Filtered = Pick<InfeasibilityReason, 'conflict' | 'isIrreducible'>;

function deletionFilter(
  problem: LinearProblem,
  limits: SolveLimits,
  groupOf: GroupOf,
  suspects: ReadonlySet<string>,
): Filtered {
  const kept = new Set(suspects);
  let isIrreducible = true;
  for (const group of suspects) {
    kept.delete(group);
    const rest = problem.rows.filter((row) => isKept(groupOf(row), kept));
    const solved = solveLinear(withoutCosts({ ...problem, rows: rest }), limits);
    const termination = solved.ok ? solved.value.termination : 'work-limit';
    if (termination === 'infeasible') continue;
    kept.add(group);
    isIrreducible &&= termination === 'optimal';
  }
  return { conflict: [...suspects].filter((group) => kept.has(group)), isIrreducible };
}

function isKept(group: string | null, kept: ReadonlySet<string>): boolean {
  return group === null || kept.has(group);
}

function smallestRelaxation(
  problem: LinearProblem,
  limits: SolveLimits,
  groupOf: GroupOf,
): Outcome<InfeasibilityReason['relaxation']> {
  const elastic = elasticProblem(problem, (row) => groupOf(row) !== null);
  const solved = solveLinear(elastic.problem, limits);
  if (!solved.ok) return solved;
  const { termination, primal } = solved.value;
  if (termination === 'infeasible')
    return fail('infeasible', 'the limits that may not be relaxed contradict each other');
  if (termination !== 'optimal') return fail('limit-exceeded', `the smallest relaxation was not found: ${termination}`);
  return succeed(positiveAmounts(problem, elastic.amounts(primal!.values)));
}

/** Per row that has to give, by how much. */
export function positiveAmounts(
  { rows }: LinearProblem,
  amounts: readonly number[],
): InfeasibilityReason['relaxation'] {
  return rows.flatMap((row, i) => (amounts[i]! > floorOf(row) ? [{ id: row.id, amount: amounts[i]! }] : []));
}

function floorOf({ lower, upper }: Row): number {
  return RELAXATION_FLOOR * Math.max(1, ...[lower, upper].map(Math.abs).filter(Number.isFinite));
}

/** The question of whether there is a point at all. */
export function withoutCosts(problem: LinearProblem): LinearProblem {
  return { ...problem, constant: 0, columns: problem.columns.map((column) => ({ ...column, cost: 0 })) };
}

function rayOf({ termination, dual }: LinearSolution): readonly number[] | null {
  return termination === 'infeasible' && dual !== null ? dual.multipliers : null;
}
