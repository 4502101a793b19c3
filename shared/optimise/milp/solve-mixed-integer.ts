import { fail, type Outcome, succeed } from '../../foundation/index.ts';
import type { LargeSolver } from '../large-solver.ts';
import type { LinearProblem } from '../problem.ts';
import { kinkedCells } from '../simplex/absorb-columns.ts';
import type { LinearSolution } from '../solution.ts';
import { solveLinear } from '../solve-linear.ts';
import type { SolveLimits } from '../work-budget.ts';
import { type IntegerLimits, type IntegerSolution, solveInteger } from './branch-and-bound.ts';
import { fixedAt, type WholePoint } from './incumbent.ts';
import { NO_BOUNDS, withBounds } from './part.ts';

export type MixedIntegerSolution = {
  /** `optimal`: no integer point is said to be better by more than the gap allowed; `work-limit`: nodes, pivots or the time ran out first */
  readonly status: IntegerSolution['status'];
  /** the best point found, its whole columns exactly whole; null where none was */
  readonly values: readonly number[] | null;
  /** of `values` */
  readonly objective: number | null;
  /** what no integer point's objective is below, by weak duality at the root or, by our own search, at every leaf */
  readonly bound: number | null;
  /** a tighter bound by a solver's word alone; null where it gave none */
  readonly claimedBound: number | null;
  /** of the linear relaxation */
  readonly relaxation: LinearSolution;
  readonly nodes: number;
  /** of the relaxation and of our own search */
  readonly pivots: number;
  /** false where the wall clock ended the search */
  readonly reproducible: boolean;
  /** which solver the point is from, after those that failed */
  readonly solver: string;
};

const OWN = 'ballast-milp';
const GAP_FRACTION = 1e-9;

/**
 * minimise a linear problem with whole columns, by branch and bound on certified relaxations (`solveInteger`); where that
 * doesn't end soon, or the problem is too large for it, by a large solver where one is handed in. That a point satisfies every
 * row in original units with its whole columns exactly whole is certified, not believed. A large solver's bound is its claim, told apart from what is proven.
 *
 * @param whole indices of the columns that must be whole; their bounds are finite
 * @param solvedRelaxation of the problem without the whole columns being whole, where it is known already
 * @returns failures `infeasible` (proven for the relaxation, else the search's word) and `limit-exceeded`
 */
export function solveMixedInteger(
  problem: LinearProblem,
  whole: readonly number[],
  limits: IntegerLimits,
  large: LargeSolver | null = null,
  solvedRelaxation: LinearSolution | null = null,
): Outcome<MixedIntegerSolution> {
  const relaxed = solvedRelaxation === null ? solveLinear(problem, limits, large) : succeed(solvedRelaxation);
  if (!relaxed.ok) return relaxed;
  const relaxation = relaxed.value;
  if (relaxation.termination === 'infeasible') return fail('infeasible', 'the relaxation has no feasible point');
  if (relaxation.termination !== 'optimal')
    return succeed({ ...emptySolution(relaxation), status: endingOf(relaxation) });
  const task = { problem, whole, limits, large, relaxation };
  return large === null ? byOwn(task, OWN) : byBoth(task, large);
}

function byBoth(task: Task, large: LargeSolver): Outcome<MixedIntegerSolution> {
  const { problem, whole, limits } = task;
  const isWhole = new Set(whole);
  const cells = kinkedCells(problem, (column) => !isWhole.has(column));
  const soon = { ...task, limits: { ...limits, nodes: Math.min(ownNodes(cells), limits.nodes) } };
  const own = cells <= limits.cells ? byOwn(soon, OWN) : null;
  if (own !== null && (!own.ok || own.value.status === 'optimal')) return own;
  const claimed = byLarge(task, large);
  if (claimed !== null) return own === null ? claimed : bestOf(own.value, claimed);
  const solver = `${OWN}, after ${large.name}`;
  return own === null ? byOwn(task, solver) : succeed({ ...own.value, solver });
}

/** What our own search may do before a large solver is asked: under a second, as each of its nodes copies a dictionary and certifies a point. */
function ownNodes(cells: number): number {
  return Math.max(OWN_NODES_LEAST, Math.min(OWN_NODES_MOST, Math.floor(OWN_CELLS / cells)));
}

const OWN_CELLS = 100_000_000;
const OWN_NODES_LEAST = 100;
const OWN_NODES_MOST = 8_000;

/** The better point with the higher of each bound; of our own search, which didn't end, a point is enough against a claim that there is none. */
function bestOf(own: MixedIntegerSolution, claimed: Outcome<MixedIntegerSolution>): Outcome<MixedIntegerSolution> {
  if (!claimed.ok) return own.values === null ? claimed : succeed(own);
  const { nodes, pivots, reproducible, solver } = claimed.value;
  const [ours, theirs] = [pointOf(own), pointOf(claimed.value)];
  const isOurs = ours !== null && (theirs === null || ours.objective < theirs.objective);
  const bounds = [own.bound, claimed.value.bound].filter((bound) => bound !== null);
  return succeed({
    ...claimed.value,
    ...(isOurs ? ours : theirs),
    bound: bounds.length === 0 ? null : Math.max(...bounds),
    nodes: own.nodes + nodes,
    pivots: own.pivots + pivots,
    reproducible: own.reproducible && reproducible,
    solver: `${solver}, after ${OWN}`,
  });
}

function pointOf({ values, objective }: MixedIntegerSolution): WholePoint | null {
  return values === null || objective === null ? null : { values, objective };
}

type Task = {
  readonly problem: LinearProblem;
  readonly whole: readonly number[];
  readonly limits: IntegerLimits;
  readonly large: LargeSolver | null;
  readonly relaxation: LinearSolution;
};

/** Null where it doesn't take the problem, or its point could not be certified. */
function byLarge(task: Task, large: LargeSolver): Outcome<MixedIntegerSolution> | null {
  const { nodes, gapFraction = GAP_FRACTION } = task.limits;
  const wallMs = Math.max(0, task.limits.leftMs?.() ?? Infinity);
  const claim = large.solveInteger(task.problem, task.whole, { nodes, gapFraction, wallMs });
  if (claim === null) return null;
  if (claim.isInfeasible) return fail('infeasible', `${large.name} finds no integer point`);
  const values = claim.x ?? task.relaxation.primal!.values;
  const point = wholePoint(task.problem, task.whole, values, task.limits, large);
  if (claim.x !== null && point === null) return null;
  const claimedBound = Number.isFinite(claim.bound) ? claim.bound : null;
  const isClosed = point !== null && claimedBound !== null && gapOf(point, claimedBound) <= gapFraction + ROUNDING;
  return succeed({
    ...emptySolution(task.relaxation),
    ...point,
    status: isClosed ? 'optimal' : 'work-limit',
    claimedBound,
    nodes: claim.nodes,
    reproducible: claim.reproducible,
    solver: large.name,
  });
}

/** Difference between a solver's objective and ours that is not a gap. */
const ROUNDING = 1e-6;

function gapOf({ objective }: WholePoint, bound: number): number {
  return (objective - bound) / Math.max(1, Math.abs(objective));
}

function byOwn({ problem, whole, limits, large, relaxation }: Task, solver: string): Outcome<MixedIntegerSolution> {
  const searched = solveInteger(problem, whole, limits, { relaxation });
  if (!searched.ok) return searched;
  const { status, values, objective, bound, nodes, pivots, reproducible } = searched.value;
  if (values === null && status === 'optimal') return fail('infeasible', 'no integer point satisfies the rows');
  const point = values === null ? null : (wholePoint(problem, whole, values, limits, large) ?? { values, objective });
  return succeed({
    ...emptySolution(relaxation),
    ...point,
    status,
    bound,
    nodes,
    pivots: relaxation.pivots + pivots,
    reproducible: relaxation.reproducible && reproducible,
    solver,
  });
}

/** The best point with the whole columns at the whole numbers nearest to some values, certified, whatever the time; null where there is none. */
export function wholePoint(
  problem: LinearProblem,
  whole: readonly number[],
  values: readonly number[],
  { pivots, cells }: SolveLimits,
  large: LargeSolver | null,
): WholePoint | null {
  const fixed = withBounds(problem, fixedAt(problem, whole, values, NO_BOUNDS));
  const solved = solveLinear(fixed, { pivots, cells }, large);
  if (!solved.ok || solved.value.termination !== 'optimal') return null;
  return { values: solved.value.primal!.values, objective: solved.value.certificate!.objective };
}

function endingOf({ termination }: LinearSolution): 'work-limit' | 'numerical-trouble' {
  return termination === 'work-limit' ? 'work-limit' : 'numerical-trouble';
}

function emptySolution(relaxation: LinearSolution): MixedIntegerSolution {
  return {
    status: 'work-limit',
    values: null,
    objective: null,
    bound: relaxation.certificate?.bound ?? null,
    claimedBound: null,
    relaxation,
    nodes: 0,
    pivots: relaxation.pivots,
    reproducible: relaxation.reproducible,
    solver: OWN,
  };
}
