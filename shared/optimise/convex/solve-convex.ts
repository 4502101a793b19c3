import { chain, fail, type Outcome, succeed } from '../../foundation/index.ts';
import { certifyOptimality, isOptimalWithin } from '../certificate.ts';
import type { LargeSolver } from '../large-solver.ts';
import { ACCEPTED_ERROR } from '../lp/find-optimum.ts';
import type { LinearProblem } from '../problem.ts';
import type { LinearSolution } from '../solution.ts';
import { type SolveLimits, solveLinear } from '../solve-linear.ts';
import { byInteriorPoint } from './by-interior-point.ts';
import { byQuadratic } from './by-quadratic.ts';
import { type ConvexProblem, requireConvex, type Support, supportedProblem, tangentsAt } from './convex-problem.ts';
import { elasticProblem } from './elastic-problem.ts';
import { followed } from './followers.ts';
import type { Found } from './found-point.ts';

/**
 * A solution of the problem with supports in place of its epigraphs (`supportedProblem`), as of a linear problem; where optimal its point is
 * one of the convex problem, where infeasible no point satisfies the rows and the supports together.
 */
export type ConvexSolution = LinearSolution & { readonly supports: readonly Support[] };

/**
 * minimise a linear objective subject to rows, bounds and epigraphs of smooth convex functions: squares that only the objective has as a
 * quadratic program, else by an interior point; without epigraphs by `solveLinear`.
 *
 * The end is certified from the problem's data: one support per epigraph, taken from the multipliers, makes it a linear problem whose
 * bound by weak duality is a bound of the convex one. Deterministic, no clock. Of several optima the interior point ends in their middle.
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
  const { found, steps, solver } = byQuadratic(problem, limits) ?? byInteriorPoint(problem);
  if (found === null || !isOptimalWithin(found.certificate, ACCEPTED_ERROR)) {
    const optimum = found === null ? null : atTangents(problem, limits, found);
    return optimum === null ? withoutOptimum(problem, limits) : succeed(optimum);
  }
  const { x, y, supports } = found.point;
  return succeed({
    termination: 'optimal',
    primal: { status: 'feasible-point', values: x },
    dual: { status: 'feasible-point', multipliers: y },
    certificate: found.certificate,
    infeasibility: null,
    pivots: steps,
    reproducible: true,
    solver,
    supports,
  });
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

/**
 * Where an interior point comes near but not near enough, as at an optimum of exactly 0, the optimum of the linear program with supports and
 * tangents there, if smooth functions cost no more at it than these say; null otherwise.
 */
function atTangents(problem: ConvexProblem, limits: SolveLimits, { point }: Found): ConvexSolution | null {
  const supports = [...point.supports, ...tangentsAt(problem.epigraphs, point.x)];
  const supported = supportedProblem(problem, supports)!;
  const solved = solveLinear(supported, limits);
  if (!solved.ok || solved.value.termination !== 'optimal') return null;
  const values = followed(problem, solved.value.primal!.values);
  const certificate = certifyOptimality(supported, values, solved.value.dual!.multipliers);
  if (!isOptimalWithin(certificate, ACCEPTED_ERROR)) return null;
  return { ...solved.value, primal: { status: 'feasible-point', values }, certificate, supports };
}

/** Infeasible where the rows contradict each other together with supports of their least relaxation; else no end that anything is known of. */
function withoutOptimum(problem: ConvexProblem, limits: SolveLimits): Outcome<ConvexSolution> {
  const supports = byInteriorPoint(elasticProblem(problem)).found?.point.supports ?? [];
  const feasible = solveLinear(withoutCosts(supportedProblem(problem, supports)!), limits);
  if (!feasible.ok || feasible.value.termination === 'infeasible')
    return chain(feasible, (solution) => succeed({ ...solution, supports }));
  const nothing = { primal: null, dual: null, certificate: null, infeasibility: null };
  return succeed({ ...feasible.value, ...nothing, termination: 'numerical-trouble', supports });
}

function withoutCosts(problem: LinearProblem): LinearProblem {
  return { ...problem, constant: 0, columns: problem.columns.map((column) => ({ ...column, cost: 0 })) };
}
