import { chain, fail, type Outcome, succeed } from '../../foundation/index.ts';
import { elasticProblem } from '../elastic.ts';
import type { InfeasibilityReason } from '../explain-infeasible.ts';
import { type LinearProblem, type Row, withoutCosts } from '../problem.ts';
import { type Amount, aloneOf, confirmed, unlessCutShort } from '../smallest-relaxation.ts';
import type { LinearSolution } from '../solution.ts';
import { fixedAt } from './incumbent.ts';
import { NO_BOUNDS, withBounds } from './part.ts';
import type { MixedIntegerSolution } from './solve-mixed-integer.ts';

export type WholeProblem = {
  readonly problem: LinearProblem;
  readonly whole: readonly number[];
  /** of those, the ones whose wholeness its author asked for, under a name like any group's */
  readonly asked: { readonly name: string; readonly columns: readonly number[] };
};

/** Of a problem with these rows and columns, some of them whole; what else belongs to it, as smooth functions, is the solver's own. */
export type WholeSolver = (problem: LinearProblem, whole: readonly number[]) => Outcome<MixedIntegerSolution>;

type Task = WholeProblem & {
  readonly groupOf: (row: Row) => string | null;
  readonly solve: WholeSolver;
  /** of the same without any column having to be whole */
  readonly solveRelaxed: (problem: LinearProblem) => Outcome<LinearSolution>;
};
type Relaxations = Pick<InfeasibilityReason, 'relaxation' | 'alone' | 'pivots' | 'reproducible'>;

/**
 * `explainInfeasible` for a problem whose relaxation has a feasible point and whose whole points are none: which groups of rows, or the
 * wholeness that was asked for, contradict each other, and the smallest total relaxation of the rows.
 *
 * A deletion filter that drops halves first. What it says rests on searches: `isIrreducible` is false where one of them didn't end. Smaller
 * conflicts are not looked for.
 */
export function explainWholeInfeasible(task: Task): Outcome<InfeasibilityReason> {
  const groups = [...new Set(task.problem.rows.flatMap((row) => task.groupOf(row) ?? []))];
  const searches = new CountedSearches(task);
  const filter = new Filter({ ...task, solve: searches.solve });
  filter.drop([task.asked.name]);
  filter.drop(groups);
  const conflict = filter.kept();
  const { isIrreducible } = filter;
  return chain(relaxWhole(task, conflict), ({ relaxation, alone, ...work }) => {
    const pivots = searches.pivots + work.pivots;
    const reproducible = searches.reproducible && work.reproducible;
    return succeed({ conflict, isIrreducible, isSmallest: false, relaxation, alone, pivots, reproducible });
  });
}

/**
 * The smallest relaxations that leave a whole point: of all groups together, and of each of a conflict by itself, without those that can't
 * help; null, or left out, where none was found within the solver's limits. Each is solved for again with the whole columns where the search
 * has them.
 */
export function relaxWhole(task: Task, conflict: readonly string[]): Outcome<Relaxations> {
  const searches = new CountedSearches(task);
  const counted = { ...task, solve: searches.solve };
  return chain(unlessCutShort(smallestRelaxation(counted)), (relaxation) => {
    const alone = aloneOf(counted, conflict, smallestRelaxation);
    const { pivots, reproducible } = searches;
    return succeed({ relaxation, alone, pivots, reproducible });
  });
}

/** Searches, with the work that they take. */
class CountedSearches {
  pivots = 0;
  reproducible = true;
  readonly #search: WholeSolver;

  constructor({ solve }: Task) {
    this.#search = solve;
  }

  readonly solve: WholeSolver = (problem, whole) => {
    const searched = this.#search(problem, whole);
    if (!searched.ok) return searched;
    this.pivots += searched.value.pivots;
    this.reproducible &&= searched.value.reproducible;
    return searched;
  };
}

class Filter {
  isIrreducible = true;
  readonly #dropped = new Set<string>();
  readonly #task: Task;
  readonly #needed: string[] = [];

  constructor(task: Task) {
    this.#task = task;
  }

  /** Drops as many of the groups as leave the rest infeasible. */
  drop(groups: readonly string[]): void {
    if (groups.length === 0) return;
    for (const group of groups) this.#dropped.add(group);
    const ending = this.#ending();
    if (ending === 'infeasible') return;
    for (const group of groups) this.#dropped.delete(group);
    if (groups.length > 1) {
      const middle = Math.ceil(groups.length / 2);
      this.drop(groups.slice(0, middle));
      this.drop(groups.slice(middle));
      return;
    }
    this.#needed.push(groups[0]!);
    this.isIrreducible &&= ending === 'feasible';
  }

  kept(): readonly string[] {
    return this.#needed;
  }

  #ending(): 'feasible' | 'infeasible' | 'unknown' {
    const { problem, whole, asked, groupOf, solve } = this.#task;
    const rows = problem.rows.filter((row) => !this.#dropped.has(groupOf(row) ?? ''));
    const isLoose = this.#dropped.has(asked.name);
    const columns = isLoose ? whole.filter((column) => !asked.columns.includes(column)) : whole;
    const solved = solve(withoutCosts({ ...problem, rows }), columns);
    if (!solved.ok) return solved.failure.reason === 'infeasible' ? 'infeasible' : 'unknown';
    return solved.value.values === null ? 'unknown' : 'feasible';
  }
}

function smallestRelaxation({ problem, whole, groupOf, solve, solveRelaxed }: Task): Outcome<readonly Amount[]> {
  const elastic = elasticProblem(problem, (row) => groupOf(row) !== null);
  const solved = solve(withinReach(elastic.problem, problem.columns.length), whole);
  if (!solved.ok) return solved;
  const { values } = solved.value;
  if (values === null) return fail('limit-exceeded', 'the smallest relaxation was not found');
  const fixed = fixedAt(problem, whole, values, NO_BOUNDS);
  return confirmed(problem, elastic.amounts(values), (relaxed) => {
    const again = solveRelaxed(withoutCosts(withBounds(relaxed, fixed)));
    return again.ok && again.value.termination === 'optimal';
  });
}

/** The elastic columns, which come last, bounded by what their row can be broken by: weak duality is then finite. */
function withinReach({ columns, rows, constant }: LinearProblem, nColumns: number): LinearProblem {
  const bounded = [...columns];
  for (const row of rows) {
    const upper = reachOf(columns, row, nColumns);
    for (const j of row.columns.filter((each) => each >= nColumns)) bounded[j] = { ...columns[j]!, upper };
  }
  return { columns: bounded, rows, constant };
}

function reachOf(columns: LinearProblem['columns'], row: Row, nColumns: number): number {
  const sides = [row.lower, row.upper].filter(Number.isFinite).map(Math.abs);
  return row.columns.reduce(
    (sum, j, k) => {
      const { lower, upper } = columns[j]!;
      return j < nColumns ? sum + Math.abs(row.coefficients[k]!) * Math.max(Math.abs(lower), Math.abs(upper)) : sum;
    },
    Math.max(0, ...sides),
  );
}
