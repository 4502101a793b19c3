import { chain, fail, type Outcome, succeed } from '../../foundation/index.ts';
import { isOptimalWithin, worstRelativeError } from '../certificate.ts';
import type { LargeSolver } from '../large-solver.ts';
import { ACCEPTED_ERROR } from '../lp/find-optimum.ts';
import { withoutCosts } from '../problem.ts';
import { isOutOfTime, type SolveLimits, solveLinear } from '../solve-linear.ts';
import { byInteriorPoint } from './by-interior-point.ts';
import { byQuadratic } from './by-quadratic.ts';
import { byTangents, type ConvexSolution } from './by-tangents.ts';
import { type ConvexProblem, requireConvex, type Support, supportedProblem, tangentsAt } from './convex-problem.ts';
import { elasticProblem } from './elastic-problem.ts';
import { certified, type Found } from './found-point.ts';

/** Usual are errors below 1e-11. */
const ROUGH_ERROR = 1e-9;

/**
 * minimise a linear objective subject to rows, bounds and epigraphs of smooth convex functions: squares that only the objective has as a
 * quadratic program, else by an interior point, from whose supports tangents go on where it ends too far off; without epigraphs by
 * `solveLinear`.
 *
 * The end is certified from the problem's data: one support per epigraph, taken from the multipliers, makes it a linear problem whose
 * bound by weak duality is a bound of the convex one. Deterministic unless `limits.leftMs` ends it, as `work-limit`. Of several optima the
 * interior point ends in their middle.
 * Accuracy: 1e-6 relative is demanded, what rounding leaves is sought; test/conformance/optimise/convex.test.ts.
 *
 * @param large for a linear problem that is larger than the small solver's size
 * @returns failure `limit-exceeded` where rows and epigraphs make a system larger than `limits.cells`
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
  const size = sizeOf(problem);
  if (size * size > limits.cells)
    return fail('limit-exceeded', `the problem needs a system of ${size} rows; the limit is ${limits.cells} cells`);
  if (problem.linear.columns.every(({ cost }) => cost === 0)) return anyPoint(problem, limits);
  const { found, steps, solver } = byQuadratic(problem, limits) ?? byInteriorPoint(problem, limits);
  if (found === null || !isOptimalWithin(found.certificate, ACCEPTED_ERROR)) {
    const optimum = found === null ? null : byTangents(problem, limits, nearTo(problem, found));
    return optimum === null ? withoutOptimum(problem, limits) : succeed(optimum);
  }
  return succeed(polished(problem, limits, found) ?? solutionAt(found, steps, solver));
}

/** The optimum at tangents, where an interior point ended far from what rounding leaves and that is nearer; else null. */
function polished(problem: ConvexProblem, limits: SolveLimits, found: Found): ConvexSolution | null {
  if (found.error <= ROUGH_ERROR) return null;
  const optimum = byTangents(problem, limits, nearTo(problem, found));
  if (optimum === null || optimum.certificate === null) return null;
  return worstRelativeError(optimum.certificate) < found.error ? optimum : null;
}

function solutionAt({ point: { x, y, supports }, certificate }: Found, pivots: number, solver: string): ConvexSolution {
  return {
    termination: 'optimal',
    primal: { status: 'feasible-point', values: x },
    dual: { status: 'feasible-point', multipliers: y },
    certificate,
    infeasibility: null,
    pivots,
    reproducible: true,
    solver,
    supports,
  };
}

function nearTo({ epigraphs }: ConvexProblem, { point }: Found): Support[] {
  return [...point.supports, ...tangentsAt(epigraphs, point.x)];
}

/** Rows of the linear system of a step. */
function sizeOf({ linear, epigraphs }: ConvexProblem): number {
  const ofRows = linear.rows.reduce(
    (sum, { lower, upper }) => sum + (lower > -Infinity && lower < upper && upper < Infinity ? 2 : 1),
    0,
  );
  const extra = { norm: 1, squares: 2, threeHalves: 5 };
  return epigraphs.reduce((sum, { fn, arguments: parts }) => sum + parts.length + extra[fn.kind], ofRows);
}

/** Where nothing costs: the point that breaks the rows least, if it keeps them; an interior point of the problem itself needs room around it. */
function anyPoint(problem: ConvexProblem, limits: SolveLimits): Outcome<ConvexSolution> {
  const { found: least, steps, solver } = byInteriorPoint(elasticProblem(problem), limits);
  if (least === null) return withoutOptimum(problem, limits, []);
  const { supports, x } = least.point;
  const nothing = [...problem.linear.rows, ...supports].map(() => 0);
  const found = certified(problem, { x: x.slice(0, problem.linear.columns.length), y: nothing, supports });
  const isFound = found !== null && isOptimalWithin(found.certificate, ACCEPTED_ERROR);
  return isFound ? succeed(solutionAt(found, steps, solver)) : withoutOptimum(problem, limits, supports);
}

/**
 * Infeasible where the rows contradict each other together with supports of their least relaxation; else no end that anything is known of.
 *
 * @param supports of the least relaxation
 */
function withoutOptimum(
  problem: ConvexProblem,
  limits: SolveLimits,
  supports: readonly Support[] = byInteriorPoint(elasticProblem(problem), limits).found?.point.supports ?? [],
): Outcome<ConvexSolution> {
  if (isOutOfTime(limits)) return succeed(outOfTime(supports));
  const feasible = solveLinear(withoutCosts(supportedProblem(problem, supports)!), limits);
  if (!feasible.ok || feasible.value.termination === 'infeasible')
    return chain(feasible, (solution) => succeed({ ...solution, supports }));
  const optimum = byTangents(problem, limits, supports);
  if (optimum !== null) return succeed(optimum);
  return succeed({ ...feasible.value, ...NOTHING, termination: 'numerical-trouble', supports });
}

const NOTHING = { primal: null, dual: null, certificate: null, infeasibility: null };

/** Nothing is known but what supports bound. */
function outOfTime(supports: readonly Support[]): ConvexSolution {
  return { ...NOTHING, termination: 'work-limit', pivots: 0, reproducible: false, solver: 'none', supports };
}
