import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { type LinearProblem, type Row, withoutCosts } from './problem.ts';
import { reachOfRows } from './reach-of-rows.ts';
import {
  type Amount,
  aloneOf,
  type RelaxationTask,
  smallestRelaxation,
  unlessCutShort,
} from './smallest-relaxation.ts';
import type { LinearSolution } from './solution.ts';
import { solveLinear } from './solve-linear.ts';
import { type SolveLimits, WorkBudget } from './work-budget.ts';

/** Why a problem has no feasible point, in terms of the rows that its author may change. */
export type InfeasibilityReason = {
  /** groups of rows that contradict each other, given the hard rows and all column bounds */
  readonly conflict: readonly string[];
  /** true when each group of the conflict is needed: without it the rest has a feasible point, found and certified */
  readonly isIrreducible: boolean;
  /** true when no fewer groups contradict each other: all smaller sets were tried; false where those are too many */
  readonly isSmallest: boolean;
  /** per row, in the row's own units, the least changes of their sides that together make a feasible point; only those above 0; null where it was not found */
  readonly relaxation: readonly Amount[] | null;
  /** per group of the conflict: the least total change of its rows that makes a feasible point by itself; without those of which none was found */
  readonly alone: readonly Amount[];
  readonly pivots: number;
  /** false where the wall clock ended something */
  readonly reproducible: boolean;
};

/** Of a problem with these rows and columns; what else belongs to it, as smooth functions, is the solver's own. */
export type Solver = (problem: LinearProblem, limits: SolveLimits) => Outcome<LinearSolution>;

/** Smaller sets of groups that are tried for a smaller conflict; where there are more, none is. */
const SMALLER_SETS_MOST = 64;

/**
 * The smallest conflict and the smallest relaxations of an infeasible problem, as far as the work allowed leads.
 *
 * Conflict: the groups in the Farkas ray contradict each other already; then a deletion filter goes through them in order, drops
 * each group whose absence leaves the rest infeasible, and keeps the others. Each step is a certified solve, so the result is
 * irreducible: drop any group and the rest can be met. A conflict of fewer groups is looked for among all smaller sets.
 * Relaxation: the optimum of the elastic problem, `min Σ amount`, where every row counts by its own units; `alone` has the same for
 * one group at a time, so that unlike units need not be added. Each relaxed problem is solved again and has a certified feasible point;
 * amounts are rounded outward by up to 1e-6 of themselves where it takes that to find one.
 *
 * The relaxation, the filter, and the rest may each take as many pivots as the limits say. What ends first leaves a conflict that isn't
 * irreducible or smallest, or no relaxation.
 *
 * Column bounds are hard: they take part in every conflict, without being named, and are never relaxed.
 *
 * @param groupOf the name under which the author knows the row (several rows may share one), or null for a hard row, which is
 *   always kept and never relaxed; by default every row is its own group
 * @param solver `solveConvex` with a problem's epigraphs, so that all of this holds of the smooth functions and not of supports
 * @param knownRay multipliers of the rows that prove the problem infeasible, where they are known
 * @returns failure `infeasible` where the hard rows and bounds contradict each other by themselves; `invalid-input` where the
 *   problem isn't infeasible; `limit-exceeded` where size or pivots don't suffice to tell
 */
export function explainInfeasible(
  problem: LinearProblem,
  limits: SolveLimits,
  groupOf: (row: Row) => string | null = (row) => row.id,
  solver: Solver = solveLinear,
  knownRay: readonly number[] | null = null,
): Outcome<InfeasibilityReason> {
  const budgets: WorkBudget[] = [];
  const within = (): RelaxationTask => {
    const budget = budgets[budgets.push(new WorkBudget(limits)) - 1]!;
    return { problem, groupOf, solve: withinBudget(budget, limits, solver) };
  };
  const ray = knownRay === null ? rayOf(within()) : succeed(knownRay);
  if (!ray.ok) return ray;
  const relaxation = unlessCutShort(smallestRelaxation(within()));
  if (!relaxation.ok) return relaxation;
  const filtered = deletionFilter(within(), groupsIn(problem.rows, ray.value, groupOf));
  const groups = [...new Set(problem.rows.flatMap((row) => groupOf(row) ?? []))];
  const extra = within();
  const { conflict, isSearched } = smallerConflict(extra, groups, filtered.conflict.length);
  const found = conflict === null ? filtered : { conflict, isIrreducible: isSearched };
  return succeed({
    ...found,
    isSmallest: isSearched,
    relaxation: relaxation.value,
    alone: aloneOf(extra, ableAlone(extra, found.conflict, relaxation.value), smallestRelaxation),
    pivots: budgets.reduce((sum, { spent }) => sum + spent, 0),
    reproducible: budgets.every(({ reproducible }) => reproducible),
  });
}

/** Multipliers that prove the problem infeasible. */
function rayOf({ problem, solve }: RelaxationTask): Outcome<readonly number[]> {
  const solved = solve(withoutCosts(problem));
  if (!solved.ok) return solved;
  const { termination, dual } = solved.value;
  if (termination === 'optimal') return fail('invalid-input', 'the problem has a feasible point');
  return termination === 'infeasible' && dual !== null
    ? succeed(dual.multipliers)
    : fail('limit-exceeded', `could not be proven infeasible: ${termination}`);
}

function withinBudget(budget: WorkBudget, { cells }: SolveLimits, solver: Solver): RelaxationTask['solve'] {
  return (problem) => {
    if (budget.isSpent()) return fail('limit-exceeded', 'the work allowed is used up');
    const solved = solver(problem, { ...budget.limits, cells });
    if (solved.ok) budget.spend(solved.value.pivots, solved.value.reproducible);
    return solved;
  };
}

/** Without the groups that can't even give the smallest total of all, whatever else would do. */
function ableAlone(
  { problem, groupOf }: RelaxationTask,
  conflict: readonly string[],
  relaxation: readonly Amount[] | null,
) {
  const total = (relaxation ?? []).reduce((sum, { amount }) => sum + amount, 0);
  const rowsOf = (group: string) => problem.rows.filter((row) => groupOf(row) === group);
  return conflict.filter((group) => reachOfRows(problem, rowsOf(group)) >= total * (1 - 1e-6));
}

type Filtered = Pick<InfeasibilityReason, 'conflict' | 'isIrreducible'>;

/** Where the rest contradicts itself without a group, the ray of that tells which others aren't needed either. */
function deletionFilter(task: RelaxationTask, suspects: ReadonlySet<string>): Filtered {
  let kept = suspects;
  let isIrreducible = true;
  for (const group of suspects) {
    if (!kept.has(group)) continue;
    const rest = new Set([...kept].filter((each) => each !== group));
    const { ending, contradicting } = endingWith(task, rest);
    if (ending === 'infeasible') kept = contradicting;
    else isIrreducible &&= ending === 'optimal';
  }
  return { conflict: [...suspects].filter((group) => kept.has(group)), isIrreducible };
}

type Ending = {
  readonly ending: LinearSolution['termination'];
  /** groups that contradict each other, where they are infeasible */
  readonly contradicting: ReadonlySet<string>;
};

/** How the problem ends with these groups and the hard rows alone. */
function endingWith({ problem, groupOf, solve }: RelaxationTask, kept: ReadonlySet<string>): Ending {
  const rows = problem.rows.filter((row) => {
    const group = groupOf(row);
    return group === null || kept.has(group);
  });
  const solved = solve(withoutCosts({ ...problem, rows }));
  if (!solved.ok) return { ending: 'work-limit', contradicting: kept };
  const { termination, dual } = solved.value;
  return { ending: termination, contradicting: dual === null ? kept : groupsIn(rows, dual.multipliers, groupOf) };
}

function groupsIn(rows: readonly Row[], multipliers: readonly number[], groupOf: RelaxationTask['groupOf']) {
  return new Set(rows.flatMap((row, i) => (multipliers[i] === 0 ? [] : (groupOf(row) ?? []))));
}

/** The first conflict of fewer groups, the fewest first; a certified solve each, which all end with a point where there is none. */
function smallerConflict(
  task: RelaxationTask,
  groups: readonly string[],
  size: number,
): { readonly conflict: readonly string[] | null; readonly isSearched: boolean } {
  const sets = smallerSets(groups, size);
  if (sets === null) return { conflict: null, isSearched: false };
  let isSearched = true;
  for (const set of sets) {
    const { ending } = endingWith(task, new Set(set));
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
