import { chain, fail, type Outcome, succeed } from '../../foundation/index.ts';
import { isOptimalWithin, type OptimalityCertificate } from '../certificate.ts';
import type { LargeSolver } from '../large-solver.ts';
import type { LinearProblem } from '../problem.ts';
import type { InfeasibilityCertificate } from '../ray.ts';
import type { LinearSolution, Termination } from '../solution.ts';
import { type SolveLimits, solveLinear } from '../solve-linear.ts';
import { toBarrierProblem } from './barrier-problem.ts';
import { type ConvexProblem, requireConvex, type Support, supportedProblem } from './convex-problem.ts';
import { type ConvexPoint, type Found, foundAt } from './found-point.ts';
import { InteriorPoint } from './interior-point.ts';
import { type Magnitudes, magnitudesAt, magnitudesAtStart } from './magnitudes.ts';

export type ConvexSolution = {
  readonly termination: Termination;
  /** null where not optimal */
  readonly point: ConvexPoint | null;
  /** of the point, as one of the problem with its supports */
  readonly certificate: OptimalityCertificate | null;
  /** where infeasible: supports with which the rows contradict each other, and what multipliers of them all prove that */
  readonly contradiction: { readonly supports: readonly Support[]; readonly proof: InfeasibilityCertificate } | null;
  /** steps of the interior point, all attempts together */
  readonly iterations: number;
  /** of the simplex, where the problem is linear or has no optimum */
  readonly pivots: number;
  /** false where the wall clock ended a search, as a safety net: another run may end elsewhere */
  readonly reproducible: boolean;
};

/** What an answer must hold to, relative; and what ends the search. */
const ACCEPTED_ERROR = 1e-6;
const ERROR_SOUGHT = 1e-15;
/** An error above it after an attempt asks for another, with the scales of the point found where that is near. */
const GOOD_ERROR = 1e-9;
const NEAR_ERROR = 1e-2;
const ATTEMPTS_MAX = 4;
const STEPS_MAX = 60;
/** A point isn't looked at before slack times multiplier is below this, nor after so many looks that brought nothing. */
const MU_LOOKED_AT = 1e-5;
const MU_LEAST = 1e-18;
const IDLE_LOOKS_MAX = 2;

/**
 * minimise a linear objective subject to rows, bounds and epigraphs of smooth convex functions, by an interior point; without epigraphs
 * by `solveLinear`.
 *
 * The end is certified from the problem's data: one support per epigraph, taken from the multipliers, makes it a linear problem whose
 * bound by weak duality is a bound of the convex one. Deterministic, no clock. Of several optima it is the one in their middle.
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
    return chain(solveLinear(problem.linear, limits, large), (solution) => succeed(fromLinear(solution)));
  const size = sizeOf(problem);
  if (size * size > limits.cells)
    return fail('limit-exceeded', `the problem needs a system of ${size} rows; the limit is ${limits.cells} cells`);
  const { found, iterations } = search(problem);
  if (found === null || !isOptimalWithin(found.certificate, ACCEPTED_ERROR))
    return chain(withoutOptimum(problem, limits, found), (ending) => succeed({ ...ending, iterations }));
  const { point, certificate } = found;
  const ending = { termination: 'optimal' as const, contradiction: null, pivots: 0, reproducible: true };
  return succeed({ ...ending, point, certificate, iterations });
}

function fromLinear({
  termination,
  primal,
  dual,
  certificate,
  infeasibility,
  ...work
}: LinearSolution): ConvexSolution {
  const isOptimal = termination === 'optimal';
  return {
    termination,
    point: isOptimal ? { x: primal!.values, y: dual!.multipliers, supports: [] } : null,
    certificate: isOptimal ? certificate : null,
    contradiction: infeasibility === null ? null : { supports: [], proof: infeasibility },
    iterations: 0,
    pivots: work.pivots,
    reproducible: work.reproducible,
  };
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

function search(problem: ConvexProblem): { found: Found | null; iterations: number } {
  let [best, iterations]: [Found | null, number] = [null, 0];
  let magnitudes = magnitudesAtStart(problem, false);
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const { found, steps } = attemptFrom(problem, magnitudes);
    iterations += steps;
    if (found !== null && (best === null || found.error < best.error)) best = found;
    if (best !== null && best.error <= GOOD_ERROR) break;
    const isNear = found !== null && found.error <= NEAR_ERROR;
    magnitudes = isNear ? magnitudesAt(found.point.x, magnitudes) : magnitudesAtStart(problem, attempt % 2 === 0);
  }
  return { found: best, iterations };
}

function attemptFrom(problem: ConvexProblem, magnitudes: Magnitudes): { found: Found | null; steps: number } {
  const barrier = toBarrierProblem(problem, magnitudes);
  const iterate = new InteriorPoint(barrier);
  let best: Found | null = null;
  for (let [steps, idle] = [1, 0]; ; steps += 1) {
    iterate.step();
    const { mu } = iterate;
    if (mu <= MU_LOOKED_AT) {
      const found = foundAt(problem, barrier, iterate);
      const isBetter = found !== null && (best === null || found.error < best.error / 2);
      idle = isBetter ? 0 : idle + 1;
      if (found !== null && (best === null || found.error < best.error)) best = found;
    }
    const isIdle = idle >= IDLE_LOOKS_MAX && (mu <= MU_LEAST || (best !== null && best.error <= GOOD_ERROR));
    const isDone = isIdle || (best !== null && best.error <= ERROR_SOUGHT);
    if (isDone || steps >= STEPS_MAX || !Number.isFinite(mu)) return { found: best, steps };
  }
}

/** Infeasible where the rows contradict each other together with supports; else no end that anything is known of. */
function withoutOptimum(
  problem: ConvexProblem,
  limits: SolveLimits,
  found: Found | null,
): Outcome<Omit<ConvexSolution, 'iterations'>> {
  const supports = found?.point.supports ?? [];
  const feasible = solveLinear(withoutCosts(supportedProblem(problem, supports)!), limits);
  if (!feasible.ok) return feasible;
  const { termination, infeasibility, pivots, reproducible } = feasible.value;
  const nothing = { point: null, certificate: null, pivots, reproducible };
  return termination === 'infeasible'
    ? succeed({ ...nothing, termination, contradiction: { supports, proof: infeasibility! } })
    : succeed({ ...nothing, termination: 'numerical-trouble', contradiction: null });
}

function withoutCosts(problem: LinearProblem): LinearProblem {
  return { ...problem, constant: 0, columns: problem.columns.map((column) => ({ ...column, cost: 0 })) };
}
