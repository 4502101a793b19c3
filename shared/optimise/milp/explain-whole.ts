import { fail, type Outcome, succeed } from '../../foundation/index.ts';
import { elasticProblem } from '../elastic.ts';
import { type InfeasibilityReason, positiveAmounts, withoutCosts } from '../explain-infeasible.ts';
import type { LargeSolver } from '../large-solver.ts';
import type { LinearProblem, Row } from '../problem.ts';
import type { IntegerLimits } from './branch-and-bound.ts';
import { type MixedIntegerSolution, solveMixedInteger } from './solve-mixed-integer.ts';

export type WholeProblem = {
  readonly problem: LinearProblem;
  readonly whole: readonly number[];
  /** of those, the ones whose wholeness its author asked for, under a name like any group's */
  readonly asked: { readonly name: string; readonly columns: readonly number[] };
};

/**
 * `explainInfeasible` for a problem whose relaxation has a feasible point and whose whole points are none: which groups of rows, or the
 * wholeness that was asked for, contradict each other, and the smallest total relaxation of the rows.
 *
 * A deletion filter that drops halves first. What it says rests on searches: `isIrreducible` is false where one of them didn't end. Smaller
 * conflicts are not looked for.
 *
 * @returns failure `limit-exceeded` where no relaxation was found within the limits
 */
export function explainWholeInfeasible(
  task: WholeProblem,
  limits: IntegerLimits,
  groupOf: (row: Row) => string | null,
  large: LargeSolver | null = null,
): Outcome<InfeasibilityReason> {
  const groups = [...new Set(task.problem.rows.flatMap((row) => groupOf(row) ?? []))];
  const filter = new Filter(task, limits, groupOf, large);
  filter.drop([task.asked.name]);
  filter.drop(groups);
  const relaxation = smallestWholeRelaxation(task, limits, groupOf, large);
  if (!relaxation.ok) return relaxation;
  const conflict = filter.kept();
  const alone = conflict.flatMap((id) => {
    const own = smallestWholeRelaxation(task, limits, (row) => (groupOf(row) === id ? id : null), large);
    return own.ok ? [{ id, amount: own.value.reduce((sum, { amount }) => sum + amount, 0) }] : [];
  });
  const { isIrreducible } = filter;
  return succeed({ conflict, isIrreducible, isSmallest: false, relaxation: relaxation.value, alone });
}

class Filter {
  isIrreducible = true;
  readonly #dropped = new Set<string>();
  readonly #task: WholeProblem;
  readonly #limits: IntegerLimits;
  readonly #groupOf: (row: Row) => string | null;
  readonly #large: LargeSolver | null;
  readonly #needed: string[] = [];

  constructor(
    task: WholeProblem,
    limits: IntegerLimits,
    groupOf: (row: Row) => string | null,
    large: LargeSolver | null,
  ) {
    this.#task = task;
    this.#limits = limits;
    this.#groupOf = groupOf;
    this.#large = large;
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
    const { problem, whole, asked } = this.#task;
    const rows = problem.rows.filter((row) => !this.#dropped.has(this.#groupOf(row) ?? ''));
    const isLoose = this.#dropped.has(asked.name);
    const columns = isLoose ? whole.filter((column) => !asked.columns.includes(column)) : whole;
    const solved = solveMixedInteger(withoutCosts({ ...problem, rows }), columns, this.#limits, this.#large);
    if (!solved.ok) return solved.failure.reason === 'infeasible' ? 'infeasible' : 'unknown';
    return solved.value.values === null ? 'unknown' : 'feasible';
  }
}

function smallestWholeRelaxation(
  { problem, whole }: WholeProblem,
  limits: IntegerLimits,
  groupOf: (row: Row) => string | null,
  large: LargeSolver | null,
): Outcome<InfeasibilityReason['relaxation']> {
  const elastic = elasticProblem(problem, (row) => groupOf(row) !== null);
  const bounded = withinReach(elastic.problem, problem.columns.length);
  const solved: Outcome<MixedIntegerSolution> = solveMixedInteger(bounded, whole, limits, large);
  if (!solved.ok) return solved;
  const { values } = solved.value;
  if (values === null) return fail('limit-exceeded', 'the smallest relaxation was not found');
  return succeed(positiveAmounts(problem, elastic.amounts(values)));
}

/** The elastic columns, which come last, bounded by what any row can be broken by: weak duality is then finite. */
function withinReach(problem: LinearProblem, nColumns: number): LinearProblem {
  const { columns, rows } = problem;
  const most = columns.slice(0, nColumns).map(({ lower, upper }) => Math.max(Math.abs(lower), Math.abs(upper)));
  const reach = Math.max(
    ...rows.map(({ columns: at, coefficients, lower, upper }) =>
      at.reduce(
        (sum, j, k) => sum + Math.abs(coefficients[k]!) * (most[j] ?? 0),
        Math.max(0, ...[lower, upper].filter(Number.isFinite).map(Math.abs)),
      ),
    ),
  );
  return { ...problem, columns: columns.map((column, j) => (j < nColumns ? column : { ...column, upper: reach })) };
}
