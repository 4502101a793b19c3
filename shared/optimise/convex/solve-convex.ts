import { chain, fail, type Outcome, succeed } from '../../foundation/index.ts';
import { certifyOptimality, isFeasibleWithin, isOptimalWithin, worstRelativeError } from '../certificate.ts';
import type { LargeSolver } from '../large-solver.ts';
import { ACCEPTED_ERROR } from '../lp/find-optimum.ts';
import { withoutCosts } from '../problem.ts';
import { solveLinear } from '../solve-linear.ts';
import { type SolveLimits, WorkBudget } from '../work-budget.ts';
import { byInteriorPoint } from './by-interior-point.ts';
import { byQuadratic } from './by-quadratic.ts';
import { byTangents, type ConvexSolution } from './by-tangents.ts';
import {
  type ConvexProblem,
  type ConvexTask,
  requireConvex,
  type Support,
  supportedProblem,
  tangentsAt,
} from './convex-problem.ts';
import { elasticProblem } from './elastic-problem.ts';
import { followed } from './followers.ts';
import { certified, type Found } from './found-point.ts';

/** Usual are errors below 1e-11. */
const ROUGH_ERROR = 1e-9;

/**
 * minimise a linear objective subject to rows, bounds and epigraphs of smooth convex functions: squares that only the objective has as a
 * quadratic program, else by an interior point, from whose supports tangents go on where it ends too far off; without epigraphs by
 * `solveLinear`. Measured on a book of 40 options with impact costs: the interior point takes 0.1 to 0.5 s, cuts alone 17 to 22 linear programs
 * to 1e-10, 0.7 to 1.2 s, and over 730 scenarios 30 s.
 *
 * The end is certified from the problem's data: one support per epigraph, taken from the multipliers, makes it a linear problem whose
 * bound by weak duality is a bound of the convex one. Deterministic unless `limits.leftMs` ends it, as `work-limit`: then with the point that
 * it was at, if that is feasible, and multipliers that bound from below all the same. Of several optima the interior point ends in their middle.
 * Accuracy: 1e-6 relative is demanded, what rounding leaves is sought; test/conformance/optimise/convex.test.ts.
 *
 * @param limits a step of the interior point counts as a pivot
 * @param large for a linear problem that is larger than the small solver's size
 * @returns failure `limit-exceeded` where the factor of an interior point's systems would have more than `limits.cells` entries
 * @throws DefectError where the problem is malformed
 */
export function solveConvex(
  problem: ConvexProblem,
  limits: SolveLimits,
  large: LargeSolver | null = null,
): Outcome<ConvexSolution> {
  requireConvex(problem);
  if (problem.epigraphs.length === 0)
    return chain(solveLinear(problem.linear, limits, large), (solution) => succeed({ ...solution, supports: [] }));
  const task = { problem, cells: limits.cells, budget: new WorkBudget(limits) };
  if (problem.linear.columns.every(({ cost }) => cost === 0)) return anyPoint(task);
  const solved = byQuadratic(task) ?? byInteriorPoint(task);
  if (solved === null) return tooLarge(task);
  const { found, solver } = solved;
  if (found !== null && isOptimalWithin(found.certificate, ACCEPTED_ERROR))
    return succeed(polished(task, found) ?? solutionAt(task, found, solver));
  if (task.budget.isSpent()) return succeed(cutShort(task, found, solver));
  const optimum = found === null ? null : byTangents(task, nearTo(problem, found));
  return optimum === null ? withoutOptimum(task) : succeed(optimum);
}

/** The optimum at tangents, where an interior point ended far from what rounding leaves and that is nearer; else null. */
function polished(task: ConvexTask, found: Found): ConvexSolution | null {
  if (found.error <= ROUGH_ERROR) return null;
  const optimum = byTangents(task, nearTo(task.problem, found));
  if (optimum === null || optimum.certificate === null) return null;
  return worstRelativeError(optimum.certificate) < found.error ? optimum : null;
}

function solutionAt({ budget }: ConvexTask, { point, certificate }: Found, solver: string): ConvexSolution {
  const { x, y, supports } = point;
  return {
    ...NOTHING,
    termination: 'optimal',
    primal: { status: 'feasible-point', values: x },
    dual: { status: 'feasible-point', multipliers: y },
    certificate,
    ...workOf(budget),
    solver,
    supports,
  };
}

function workOf({ spent, reproducible }: WorkBudget): Pick<ConvexSolution, 'pivots' | 'reproducible'> {
  return { pivots: spent, reproducible };
}

function nearTo({ epigraphs }: ConvexProblem, { point }: Found): Support[] {
  return [...point.supports, ...tangentsAt(epigraphs, point.x)];
}

function tooLarge({ cells }: ConvexTask) {
  return fail('limit-exceeded', `the factor of the problem's linear systems needs more than ${cells} entries`);
}

/** Where nothing costs: the point that breaks the rows least, if it keeps them; an interior point of the problem itself needs room around it. */
function anyPoint(task: ConvexTask): Outcome<ConvexSolution> {
  const { problem } = task;
  const elastic = byInteriorPoint({ ...task, problem: elasticProblem(problem) });
  if (elastic === null) return tooLarge(task);
  const { found: least, solver } = elastic;
  if (least === null) return withoutOptimum(task, []);
  const { supports, x } = least.point;
  const nothing = [...problem.linear.rows, ...supports].map(() => 0);
  const found = certified(problem, { x: x.slice(0, problem.linear.columns.length), y: nothing, supports });
  const isFound = found !== null && isOptimalWithin(found.certificate, ACCEPTED_ERROR);
  return isFound ? succeed(solutionAt(task, found, solver)) : withoutOptimum(task, supports);
}

/**
 * Infeasible where the rows contradict each other together with supports of their least relaxation; else no end that anything is known of.
 *
 * @param supports of the least relaxation
 */
function withoutOptimum(
  task: ConvexTask,
  supports: readonly Support[] = byInteriorPoint({ ...task, problem: elasticProblem(task.problem) })?.found?.point
    .supports ?? [],
): Outcome<ConvexSolution> {
  const { problem, budget, cells } = task;
  if (budget.isSpent()) return succeed({ ...cutShort(task, null, 'none'), supports });
  const feasible = solveLinear(withoutCosts(supportedProblem(problem, supports)!), { ...budget.limits, cells });
  if (!feasible.ok) return feasible;
  budget.spend(feasible.value.pivots, feasible.value.reproducible);
  const ended = { ...feasible.value, ...workOf(budget), supports };
  if (ended.termination === 'infeasible') return succeed(ended);
  const optimum = byTangents(task, supports);
  if (optimum !== null) return succeed(optimum);
  return succeed({ ...ended, ...NOTHING, termination: budget.isSpent() ? 'work-limit' : 'numerical-trouble' });
}

const NOTHING = { primal: null, dual: null, certificate: null, infeasibility: null };

/** What the work allowed has led to: the point, where it is feasible, and multipliers. */
function cutShort(task: ConvexTask, found: Found | null, solver: string): ConvexSolution {
  const ended = { ...NOTHING, termination: 'work-limit', supports: [], ...workOf(task.budget), solver } as const;
  if (found === null) return ended;
  const { y, supports } = found.point;
  const dual = { status: 'feasible-point', multipliers: y } as const;
  const values = followed(task.problem, found.point.x);
  const certificate = certifyOptimality(supportedProblem(task.problem, supports)!, values, y);
  if (!isFeasibleWithin(certificate, ACCEPTED_ERROR)) return { ...ended, dual, supports };
  return { ...ended, primal: { status: 'feasible-point', values }, dual, certificate, supports };
}
