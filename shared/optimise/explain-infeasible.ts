import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { elasticProblem } from './elastic.ts';
import { type LinearProblem, type Row, withoutCosts } from './problem.ts';
import type { LinearSolution } from './solution.ts';
import { type SolveLimits, solveLinear } from './solve-linear.ts';

/** Why a problem has no feasible point, in terms of the rows that its author may change. */
export type InfeasibilityReason = {
  /** groups of rows that contradict each other, given the hard rows and all column bounds */
  readonly conflict: readonly string[];
  /** true when each group of the conflict is needed: without it the rest has a feasible point, found and certified */
  readonly isIrreducible: boolean;
  /** true when no fewer groups contradict each other: all smaller sets were tried; false where those are too many */
  readonly isSmallest: boolean;
  /** per row, in the row's own units, the least changes of their sides that together make a feasible point; only those above 0 */
  readonly relaxation: readonly Amount[];
  /** per group of the conflict: the least total change of its rows that makes a feasible point by itself; those that can't are left out */
  readonly alone: readonly Amount[];
};

/** Of a problem with these rows and columns; what else belongs to it, as smooth functions, is the solver's own. */
export type Solver = (problem: LinearProblem, limits: SolveLimits) => Outcome<LinearSolution>;

type Amount = { readonly id: string; readonly amount: number };

/** A relaxation smaller than this, relative to the row's side (floor 1), is rounding. */
const RELAXATION_FLOOR = 1e-9;

/** Relative. */
const OUTWARD = [0, 1e-9, 1e-7, 1e-6];

/** Smaller sets of groups that are tried for a smaller conflict; where there are more, none is. */
const SMALLER_SETS_MOST = 64;

/**
 * The smallest conflict and the smallest relaxations of an infeasible problem.
 *
 * Conflict: the groups in the Farkas ray contradict each other already; then a deletion filter goes through them in order, drops
 * each group whose absence leaves the rest infeasible, and keeps the others. Each step is a certified solve, so the result is
 * irreducible: drop any group and the rest can be met. A conflict of fewer groups is looked for among all smaller sets.
 * Relaxation: the optimum of the elastic problem, `min Σ amount`, where every row counts by its own units; `alone` has the same for
 * one group at a time, so that unlike units need not be added. Each relaxed problem is solved again and has a certified feasible point;
 * amounts are rounded outward by up to 1e-6 of themselves where it takes that to find one.
 *
 * Column bounds are hard: they take part in every conflict, without being named, and are never relaxed.
 *
 * @param groupOf the name under which the author knows the row (several rows may share one), or null for a hard row, which is
 *   always kept and never relaxed; by default every row is its own group
 * @param solver `solveConvex` with a problem's epigraphs, so that all of this holds of the smooth functions and not of supports
 * @returns failure `infeasible` where the hard rows and bounds contradict each other by themselves; `invalid-input` where the
 *   problem isn't infeasible; `limit-exceeded` where size or pivots (per solve) don't suffice to tell
 */
export function explainInfeasible(
  problem: LinearProblem,
  limits: SolveLimits,
  groupOf: (row: Row) => string | null = (row) => row.id,
  solver: Solver = solveLinear,
): Outcome<InfeasibilityReason> {
  const solve = (each: LinearProblem) => solver(each, limits);
  const solved = solve(withoutCosts(problem));
  if (!solved.ok) return solved;
  if (solved.value.termination === 'optimal') return fail('invalid-input', 'the problem has a feasible point');
  const ray = rayOf(solved.value);
  if (ray === null) return fail('limit-exceeded', `could not be proven infeasible: ${solved.value.termination}`);
  const suspects = new Set(problem.rows.filter((_, i) => ray[i] !== 0).flatMap((row) => groupOf(row) ?? []));
  const task = { problem, groupOf, solve };
  const filtered = deletionFilter(task, suspects);
  const relaxation = smallestRelaxation(task);
  if (!relaxation.ok) return relaxation;
  const extra = { ...task, solve: withinBudget(limits, solver) };
  const groups = [...new Set(problem.rows.flatMap((row) => groupOf(row) ?? []))];
  const { conflict, isSearched } = smallerConflict(extra, groups, filtered.conflict.length);
  const found = conflict === null ? filtered : { conflict, isIrreducible: true };
  const alone = aloneOf(extra, found.conflict, smallestRelaxation);
  return succeed({ ...found, isSmallest: isSearched, relaxation: relaxation.value, alone });
}

/** Solves while there are pivots left, of as many for all as for any one otherwise. */
function withinBudget(limits: SolveLimits, solver: Solver): Task['solve'] {
  let left = limits.pivots;
  return (problem) => {
    const solved = solver(problem, { ...limits, pivots: left });
    if (solved.ok) left = Math.max(0, left - solved.value.pivots);
    return solved;
  };
}

type Task = {
  readonly problem: LinearProblem;
  readonly groupOf: (row: Row) => string | null;
  readonly solve: (problem: LinearProblem) => Outcome<LinearSolution>;
};
type Filtered = Pick<InfeasibilityReason, 'conflict' | 'isIrreducible'>;

function deletionFilter(task: Task, suspects: ReadonlySet<string>): Filtered {
  const kept = new Set(suspects);
  let isIrreducible = true;
  for (const group of suspects) {
    kept.delete(group);
    const ending = endingWith(task, kept);
    if (ending === 'infeasible') continue;
    kept.add(group);
    isIrreducible &&= ending === 'optimal';
  }
  return { conflict: [...suspects].filter((group) => kept.has(group)), isIrreducible };
}

/** How the problem ends with these groups and the hard rows alone. */
function endingWith({ problem, groupOf, solve }: Task, kept: ReadonlySet<string>): LinearSolution['termination'] {
  const rows = problem.rows.filter((row) => {
    const group = groupOf(row);
    return group === null || kept.has(group);
  });
  const solved = solve(withoutCosts({ ...problem, rows }));
  return solved.ok ? solved.value.termination : 'work-limit';
}

/** The first conflict of fewer groups, the fewest first; a certified solve each, which all end with a point where there is none. */
function smallerConflict(
  task: Task,
  groups: readonly string[],
  size: number,
): { readonly conflict: readonly string[] | null; readonly isSearched: boolean } {
  const sets = smallerSets(groups, size);
  if (sets === null) return { conflict: null, isSearched: false };
  let isSearched = true;
  for (const set of sets) {
    const ending = endingWith(task, new Set(set));
    if (ending === 'infeasible') return { conflict: set, isSearched };
    isSearched &&= ending === 'optimal';
  }
  return { conflict: null, isSearched };
}

/** All sets of 1 to size − 1 of the groups, the smallest first; null where they are too many. */
function smallerSets(groups: readonly string[], size: number): string[][] | null {
  const sets: string[][] = [];
  let last: string[][] = [[]];
  for (let k = 1; k < size; k++) {
    last = last.flatMap((set) => groups.slice(groups.indexOf(set.at(-1)!) + 1).map((group) => [...set, group]));
    sets.push(...last);
    if (sets.length > SMALLER_SETS_MOST) return null;
  }
  return sets;
}

function smallestRelaxation({ problem, groupOf, solve }: Task): Outcome<InfeasibilityReason['relaxation']> {
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
): Outcome<InfeasibilityReason['relaxation']> {
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
export function aloneOf<T extends Pick<Task, 'groupOf'>>(
  task: T,
  conflict: readonly string[],
  smallest: (task: T) => Outcome<InfeasibilityReason['relaxation']>,
): InfeasibilityReason['alone'] {
  return conflict.flatMap((id) => {
    const own = smallest({ ...task, groupOf: (row: Row) => (task.groupOf(row) === id ? id : null) });
    return own.ok ? [{ id, amount: own.value.reduce((sum, { amount }) => sum + amount, 0) }] : [];
  });
}

/** Per row that has to give, by how much. */
function positiveAmounts({ rows }: LinearProblem, amounts: readonly number[]): InfeasibilityReason['relaxation'] {
  return rows.flatMap((row, i) => (amounts[i]! > floorOf(row) ? [{ id: row.id, amount: amounts[i]! }] : []));
}

function floorOf({ lower, upper }: Row): number {
  return RELAXATION_FLOOR * Math.max(1, ...[lower, upper].map(Math.abs).filter(Number.isFinite));
}

function rayOf({ termination, dual }: LinearSolution): readonly number[] | null {
  return termination === 'infeasible' && dual !== null ? dual.multipliers : null;
}
