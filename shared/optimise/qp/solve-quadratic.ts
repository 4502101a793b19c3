import { fail, type Outcome, succeed } from '../../foundation/index.ts';
import { choleskyFactor } from '../../numerics/index.ts';
import { isFeasibleWithin, isOptimalWithin, type OptimalityCertificate, worstRelativeError } from '../certificate.ts';
import { standardFormSize } from '../lp/standard-form.ts';
import type { LinearProblem, Row } from '../problem.ts';
import { certifyUnboundedRay, type InfeasibilityCertificate, recessionProblem } from '../ray.ts';
import type { Termination } from '../solution.ts';
import { solveLinear } from '../solve-linear.ts';
import type { SolveLimits } from '../work-budget.ts';
import { activeSetAt } from './active-set.ts';
import { Admm } from './admm.ts';
import { complementaryPivots } from './complementary-pivots.ts';
import { certifyQuadratic, type QuadraticPoint, tangentProblem } from './quadratic-certificate.ts';
import { type QuadraticProblem, requireQuadratic } from './quadratic-problem.ts';
import { refineActiveSet } from './refine-active-set.ts';
import { type ScaledQuadratic, scaleQuadratic, unscaled } from './scaled-quadratic.ts';

const BY_SPLITTING = 'ballast-qp';
const BY_PIVOTS = 'ballast-qp, complementary pivots';

export type QuadraticLimits = SolveLimits & {
  /** steps of the splitting method */
  readonly iterations: number;
};

export type QuadraticSolution = {
  /** as of a linear problem; `work-limit`: the iterations allowed were used up first */
  readonly termination: Termination;
  /** the point with its multipliers, where it satisfies rows and bounds to 1e-6; the best found where not optimal */
  readonly point: QuadraticPoint | null;
  readonly certificate: OptimalityCertificate | null;
  /** where infeasible: a multiplier per row of the tangent problem, and what they prove */
  readonly infeasibility: (InfeasibilityCertificate & { readonly ray: readonly number[] }) | null;
  /** where unbounded: a direction of falling cost without end */
  readonly ray: readonly number[] | null;
  readonly iterations: number;
  /** which of the two ways led to the point */
  readonly solver: string;
};

/** What an answer must hold to, relative; and what ends the search. */
const ACCEPTED_ERROR = 1e-6;
const ERROR_SOUGHT = 1e-9;
/** A hessian with a direction more negative than this part of its scaled diagonal isn't convex. */
const CONVEX_WITHIN = 1e-9;
const FIRST_LOOK = 25;
/** Iterations without an optimum that raise the question whether there is one. */
const DOUBT_AFTER = 100;

/**
 * minimise a convex quadratic with deviation costs (`QuadraticProblem`): a splitting method finds what binds, then the exact stationary
 * point on that face is the answer, certified from the problem's data. Deterministic, no clock. Accuracy: 1e-6 relative is
 * demanded, 1e-9 sought; test/conformance/optimise/qp-golden.test.ts.
 *
 * @returns failure `unsupported` where P isn't positive semi-definite to 1e-9 of its diagonal
 * @throws DefectError where the problem is malformed
 */
export function solveQuadratic(problem: QuadraticProblem, limits: QuadraticLimits): Outcome<QuadraticSolution> {
  requireQuadratic(problem);
  const scaled = scaleQuadratic(problem);
  if (!isConvex(scaled)) return fail('unsupported', 'the quadratic part is not convex');
  const admm = new Admm(scaled);
  let best: Found | null = null;
  for (let look = FIRST_LOOK; admm.iterations < limits.iterations; look *= 2) {
    admm.run(Math.min(look, limits.iterations) - admm.iterations);
    const found = lookAt(problem, scaled, admm);
    if (found !== null && (best === null || found.error < best.error)) best = found;
    if (best !== null && best.error <= ERROR_SOUGHT) break;
    if (look < DOUBT_AFTER || look >= 2 * DOUBT_AFTER) continue;
    const pivoted = byPivots(problem, limits);
    if (pivoted !== null && pivoted.error <= ACCEPTED_ERROR) best = pivoted;
    if (best !== null && best.error <= ACCEPTED_ERROR) break;
    const ending = withoutOptimum(problem, limits, admm);
    if (ending !== null) return succeed(ending);
  }
  if (best === null || best.error > ACCEPTED_ERROR)
    return succeed(withoutOptimum(problem, limits, admm) ?? undecided(best, admm));
  return succeed({ ...empty('optimal', admm), ...answerOf(best) });
}

type Found = {
  readonly point: QuadraticPoint;
  readonly certificate: OptimalityCertificate;
  readonly error: number;
  readonly solver: string;
};

function lookAt(problem: QuadraticProblem, scaled: ScaledQuadratic, admm: Admm): Found | null {
  const face = refineActiveSet(scaled, activeSetAt(scaled, admm));
  if (face === null) return null;
  const point = unscaled(problem, scaled, face.x, face.y, Math.max(0, face.limitMultiplier));
  return foundAt(problem, point, BY_SPLITTING);
}

/** By complementary pivoting, where its tableau is within `limits.cells`. */
function byPivots(problem: QuadraticProblem, limits: SolveLimits): Found | null {
  const n = problem.linear.columns.length;
  const split = tangentProblem(
    problem,
    problem.linear.columns.map(() => 0),
  );
  const { nColumns, nRows } = standardFormSize(split);
  if (2 * (nColumns + nRows) * (nColumns + nRows) > limits.cells) return null;
  const end = complementaryPivots(split, problem.hessian, n, limits.pivots);
  if (end === null) return null;
  const limitMultiplier = problem.deviationLimit < Infinity ? Math.max(0, -end.y.at(-1)!) : 0;
  return foundAt(
    problem,
    { x: end.x.slice(0, n), y: end.y.slice(0, problem.linear.rows.length), limitMultiplier },
    BY_PIVOTS,
  );
}

function foundAt(problem: QuadraticProblem, point: QuadraticPoint, solver: string): Found | null {
  if (![...point.x, ...point.y, point.limitMultiplier].every(Number.isFinite)) return null;
  const certificate = certifyQuadratic(problem, point);
  const error = isOptimalWithin(certificate, ACCEPTED_ERROR) ? worstRelativeError(certificate) : Infinity;
  return { point, certificate, error, solver };
}

function answerOf({ point, certificate, solver }: Found): Pick<QuadraticSolution, 'point' | 'certificate' | 'solver'> {
  return { point, certificate, solver };
}

function isConvex({ n, hessian }: ScaledQuadratic): boolean {
  const raised = hessian.slice();
  for (let j = 0; j < n; j += 1) raised[j * n + j]! += CONVEX_WITHIN;
  return choleskyFactor(raised, n) !== null;
}

/** Infeasible by a Farkas ray, or unbounded along a direction in which P is flat; null where neither is shown. */
function withoutOptimum(problem: QuadraticProblem, limits: SolveLimits, admm: Admm): QuadraticSolution | null {
  const n = problem.linear.columns.length;
  const tangent = tangentProblem(
    problem,
    problem.linear.columns.map(() => 0),
  );
  const feasible = solveLinear(withoutCosts(tangent), limits);
  if (!feasible.ok) return null;
  const { termination, infeasibility, dual } = feasible.value;
  if (termination === 'infeasible')
    return { ...empty(termination, admm), infeasibility: { ...infeasibility!, ray: dual!.multipliers } };
  const directions = { ...tangent, rows: [...tangent.rows, ...flatRows(problem.hessian, n)] };
  const steepest = solveLinear(recessionProblem(directions), limits);
  if (termination !== 'optimal' || !steepest.ok || steepest.value.termination !== 'optimal') return null;
  const ray = steepest.value.primal!.values;
  return certifyUnboundedRay(directions, ray) ? { ...empty('unbounded', admm), ray: ray.slice(0, n) } : null;
}

function withoutCosts(problem: LinearProblem): LinearProblem {
  return { ...problem, constant: 0, columns: problem.columns.map((column) => ({ ...column, cost: 0 })) };
}

/** P·r = 0, row by row. */
function flatRows(hessian: Float64Array, n: number): Row[] {
  return Array.from({ length: n }, (_, i) => {
    const row = hessian.subarray(i * n, (i + 1) * n);
    const columns = [...row.keys()].filter((j) => row[j] !== 0);
    return { id: `flat:${i}`, columns, coefficients: columns.map((j) => row[j]!), lower: 0, upper: 0 };
  });
}

function undecided(best: Found | null, admm: Admm): QuadraticSolution {
  if (best === null || !isFeasibleWithin(best.certificate, ACCEPTED_ERROR)) return empty('work-limit', admm);
  return { ...empty('work-limit', admm), ...answerOf(best) };
}

function empty(termination: Termination, { iterations }: Admm): QuadraticSolution {
  return {
    termination,
    point: null,
    certificate: null,
    infeasibility: null,
    ray: null,
    iterations,
    solver: BY_SPLITTING,
  };
}
