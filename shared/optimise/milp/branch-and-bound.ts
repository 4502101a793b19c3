import { chain, fail, type Outcome, requireThat, succeed } from '../../foundation/index.ts';
import { certifyOptimality } from '../certificate.ts';
import type { LinearProblem } from '../problem.ts';
import type { LinearSolution } from '../solution.ts';
import { solveLazily } from './lazy-bounds.ts';
import type { SearchLimits } from './part-relaxations.ts';
import { Search } from './search.ts';

export type IntegerLimits = SearchLimits & {
  /** how much better than the answer another point may be, relative to the answer's objective; 1e-9 where not given */
  readonly gapFraction?: number;
};

export type IntegerSolution = {
  /** `optimal`: no integer point is better by more than the gap allowed; `work-limit`: nodes, pivots or the time ran out first; `numerical-trouble`: a linear program could not be certified */
  readonly status: 'optimal' | 'work-limit' | 'numerical-trouble';
  /** the best integer point found, its integer columns exactly whole; null where none was */
  readonly values: readonly number[] | null;
  /** of `values` */
  readonly objective: number | null;
  /** what no integer point's objective is below, by weak duality; null where a root could not be certified */
  readonly bound: number | null;
  /** of the linear relaxation at the root */
  readonly relaxation: LinearSolution;
  readonly nodes: number;
  readonly pivots: number;
  /** false where the wall clock ended the search */
  readonly reproducible: boolean;
};

/** What is known before a search. */
export type Known = {
  /** an integer point to begin with; ignored where it isn't feasible */
  readonly start?: readonly number[] | undefined;
  /** an optimum of the relaxation */
  readonly relaxation?: LinearSolution | undefined;
};

/**
 * minimise a linear problem with some columns whole, by branch and bound on certified linear relaxations: the column furthest from a
 * whole number (the first of equals) is bounded below and above, both halves are solved from the basis of their parent, and the one with
 * the lower bound goes on; where a way ends, the part with the least bound of all does. Before that, whole points near the root are tried
 * (`dive`). Deterministic: it stops by work, and equal problems and limits give equal bytes. Checked against enumeration in
 * test/property/optimise/branch-and-bound.test.ts.
 *
 * @param whole indices of the columns that must be whole; their bounds are finite
 * @returns failures `infeasible` and `limit-exceeded` of the relaxation
 */
export function solveInteger(
  problem: LinearProblem,
  whole: readonly number[],
  limits: IntegerLimits,
  { start, relaxation }: Known = {},
): Outcome<IntegerSolution> {
  for (const j of whole) requireThat(isBounded(problem, j), 'whole columns with finite bounds', { j });
  return chain(rootOf(problem, limits, relaxation), ({ solution, pivots }) => {
    if (solution.termination === 'infeasible') return fail('infeasible', 'the relaxation has no feasible point');
    const left = { ...limits, pivots: limits.pivots - pivots, nodes: limits.nodes - 1 };
    const search = new Search(problem, whole, left, limits.gapFraction ?? 0);
    if (start !== undefined) search.begin(start);
    if (solution.termination !== 'optimal') return succeed(unsearched(search, solution, pivots));
    const { values } = solution.primal!;
    const { multipliers } = solution.dual!;
    const { objective, bound } = certifyOptimality(problem, values, multipliers);
    search.run({ isEmpty: false, values, multipliers, objective, bound: bound ?? -Infinity, basis: null });
    return succeed(solutionOf(search, solution, pivots));
  });
}

type Root = { readonly solution: LinearSolution; readonly pivots: number };

function rootOf(problem: LinearProblem, limits: IntegerLimits, known: LinearSolution | undefined): Outcome<Root> {
  return known === undefined ? solveLazily(problem, new Set(), limits) : succeed({ solution: known, pivots: 0 });
}

function isBounded({ columns }: LinearProblem, j: number): boolean {
  return Number.isFinite(columns[j]?.lower) && Number.isFinite(columns[j]?.upper);
}

function unsearched(search: Search, relaxation: LinearSolution, pivots: number): IntegerSolution {
  const status = relaxation.termination === 'work-limit' ? 'work-limit' : 'numerical-trouble';
  return { ...solutionOf(search, relaxation, pivots), status, bound: null };
}

function solutionOf(search: Search, relaxation: LinearSolution, pivots: number): IntegerSolution {
  const { point, bound, ending } = search;
  const unended = search.isClosed ? 'optimal' : 'numerical-trouble';
  return {
    status: ending === 'time-limit' ? 'work-limit' : (ending ?? unended),
    values: point?.values ?? null,
    objective: point?.objective ?? null,
    bound: Number.isFinite(bound) ? bound : null,
    relaxation,
    nodes: 1 + search.nodes,
    pivots: pivots + search.pivots,
    reproducible: ending !== 'time-limit',
  };
}
