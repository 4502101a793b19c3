import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { elasticProblem } from './elastic.ts';
import { type LinearProblem, type Row, withoutCosts } from './problem.ts';
import type { LinearSolution } from './solution.ts';

export type Amount = { readonly id: string; readonly amount: number };
type Relaxation = readonly Amount[];

/** Null in place of what the work allowed didn't suffice for. */
export function unlessCutShort<T>(outcome: Outcome<T>): Outcome<T | null> {
  return !outcome.ok && outcome.failure.reason === 'limit-exceeded' ? succeed(null) : outcome;
}

export type RelaxationTask = {
  readonly problem: LinearProblem;
  readonly groupOf: (row: Row) => string | null;
  readonly solve: (problem: LinearProblem) => Outcome<LinearSolution>;
};

/** A relaxation smaller than this, relative to the row's side (floor 1), is rounding. */
const RELAXATION_FLOOR = 1e-9;

/** Relative. */
const OUTWARD = [0, 1e-9, 1e-7, 1e-6];

export function smallestRelaxation({ problem, groupOf, solve }: RelaxationTask): Outcome<Relaxation> {
  const elastic = elasticProblem(problem, (row) => groupOf(row) !== null);
  const solved = solve(elastic.problem);
  if (!solved.ok) return solved;
  const { termination, primal } = solved.value;
  if (termination === 'infeasible')
    return fail('infeasible', 'the limits that may not be relaxed contradict each other');
  if (termination !== 'optimal') return fail('limit-exceeded', `the smallest relaxation was not found: ${termination}`);
  return confirmed(problem, elastic.amounts(primal!.values), (relaxed) => {
    const again = solve(withoutCosts(relaxed));
    return again.ok && again.value.termination === 'optimal';
  });
}

/**
 * The amounts of the rows that have to give, once the problem with rows so much wider has a point. Rounded outward by no more than it takes
 * to find that: where functions are smooth, what just suffices leaves no room to find anything in.
 */
export function confirmed(
  problem: LinearProblem,
  amounts: readonly number[],
  hasPoint: (relaxed: LinearProblem) => boolean,
): Outcome<Relaxation> {
  for (const rounding of OUTWARD) {
    const rounded = amounts.map((amount) => amount * (1 + rounding));
    if (hasPoint(relaxedBy(problem, rounded))) return succeed(positiveAmounts(problem, rounded));
  }
  return fail('limit-exceeded', 'the smallest relaxation could not be confirmed');
}

/** Every row wider by its amount, on both sides. */
function relaxedBy(problem: LinearProblem, amounts: readonly number[]): LinearProblem {
  const rows = problem.rows.map((row, i) => ({
    ...row,
    lower: row.lower - amounts[i]!,
    upper: row.upper + amounts[i]!,
  }));
  return { ...problem, rows };
}

/** Per group of a conflict, the total of the smallest relaxation where no other group may give; without those for which there is none. */
export function aloneOf<T extends Pick<RelaxationTask, 'groupOf'>>(
  task: T,
  conflict: readonly string[],
  smallest: (task: T) => Outcome<Relaxation>,
): Amount[] {
  return conflict.flatMap((id) => {
    const own = smallest({ ...task, groupOf: (row: Row) => (task.groupOf(row) === id ? id : null) });
    return own.ok ? [{ id, amount: own.value.reduce((sum, { amount }) => sum + amount, 0) }] : [];
  });
}

/** Per row that has to give, by how much. */
function positiveAmounts({ rows }: LinearProblem, amounts: readonly number[]): Relaxation {
  return rows.flatMap((row, i) => (amounts[i]! > floorOf(row) ? [{ id: row.id, amount: amounts[i]! }] : []));
}

function floorOf({ lower, upper }: Row): number {
  return RELAXATION_FLOOR * Math.max(1, ...[lower, upper].map(Math.abs).filter(Number.isFinite));
}
