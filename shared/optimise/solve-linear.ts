import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { certifyOptimality, isFeasibleWithin } from './certificate.ts';
import { elasticProblem } from './elastic.ts';
import { type Finder, findersFor } from './finders.ts';
import type { LargeSolver } from './large-solver.ts';
import { ACCEPTED_ERROR, type Candidate } from './lp/find-optimum.ts';
import { scaleProblem } from './lp/scaling.ts';
import { standardFormSize } from './lp/standard-form.ts';
import type { LinearProblem } from './problem.ts';
import { requireWellFormed } from './problem-checks.ts';
import { certifyInfeasible, certifyUnboundedRay, recessionProblem } from './ray.ts';
import type { LinearSolution, Termination } from './solution.ts';
import { type SolveLimits, WorkBudget } from './work-budget.ts';

/**
 * minimise c·x + constant, lower ≤ A·x ≤ upper, l ≤ x ≤ u. Signs of the multipliers: > 0 charges a row's lower side.
 *
 * Whatever it says is certified from the problem's own data (`certificate.ts`, `ray.ts`); the solver's word counts for nothing. If
 * no attempt gives a certified optimum, the elastic problem decides: a positive optimum proves `infeasible` by its multipliers;
 * else `unbounded` needs a certified ray; else the end is `numerical-trouble`, or `work-limit` where the pivots, or the time, ran out.
 * Deterministic unless the clock ends it: equal problems and limits give equal bytes. Accuracy: 1e-6 relative is demanded, about 1e-12 is usual
 * (test/conformance/optimise).
 *
 * Small problems go to javascript-lp-solver first, larger ones to our own simplex (`KinkedSimplex`); what the first can't certify goes to
 * the next, and the answer names them.
 *
 * @param large for what is larger than `limits.cells`, or what the others can't certify
 * @returns failure `limit-exceeded` when there is no large solver and every dense matrix would be larger than `limits.cells`; the elastic
 *   problem that may follow has up to one column more per row
 * @throws DefectError when a bound pair is out of order, an index out of range or descending, or a coefficient or cost not finite
 */
export function solveLinear(
  problem: LinearProblem,
  limits: SolveLimits,
  large: LargeSolver | null = null,
): Outcome<LinearSolution> {
  requireWellFormed(problem);
  const finders = findersFor(problem, limits.cells, large);
  if (finders.length === 0) {
    const { nColumns, nRows } = standardFormSize(problem);
    const size = `${nColumns} columns × ${nRows} rows = ${nColumns * nRows} cells`;
    return fail('limit-exceeded', `the problem needs ${size}; the limit is ${limits.cells}`);
  }
  return succeed(solveInTurn(problem, finders, limits));
}

/** By one finder after the other, until one's answer is certified; the answer names those that were tried before it too. */
export function solveInTurn(
  problem: LinearProblem,
  finders: readonly Finder[],
  limits: Pick<SolveLimits, 'pivots' | 'leftMs'>,
): LinearSolution {
  const budget = new WorkBudget(limits);
  let feasible: Candidate | null = null;
  let last = undecided(null, budget);
  const tried: string[] = [];
  for (const { name, find } of finders) {
    if (budget.isSpent()) break;
    const search = find(problem, budget);
    tried.unshift(name);
    const solver = tried.join(', after ');
    if (search.optimum !== null) return { ...pointSolution('optimal', search.optimum, budget), solver };
    if (feasible === null || (search.feasible?.certificate.objective ?? Infinity) < feasible.certificate.objective)
      feasible = search.feasible;
    last = { ...decideByElastic(problem, feasible, budget, find), solver };
    if (last.termination === 'infeasible' || last.termination === 'unbounded') return last;
  }
  return last;
}

/** What the elastic problem, built in scaled units, says about a problem that no certified optimum was found for. */
function decideByElastic(
  problem: LinearProblem,
  found: Point | null,
  budget: WorkBudget,
  find: Finder['find'],
): LinearSolution {
  if (budget.isSpent()) return undecided(found, budget);
  const scaled = scaleProblem(problem);
  const { optimum } = find(elasticProblem(scaled.problem).problem, budget);
  if (optimum === null) return undecided(found, budget);
  const ray = problem.rows.map((_, i) => optimum.y[i]! * scaled.rowScales[i]!);
  const x = problem.columns.map((_, j) => optimum.x[j]! * scaled.columnScales[j]!);
  if (!ray.every(Number.isFinite) || !x.every(Number.isFinite)) return undecided(found, budget);
  const infeasibility = certifyInfeasible(problem, ray);
  if (infeasibility.isInfeasible) {
    const dual = { status: 'ray', multipliers: ray } as const;
    return { ...emptySolution(budget), termination: 'infeasible', dual, infeasibility };
  }
  const point = found ?? feasiblePoint(problem, x);
  return (point === null ? null : unboundedSolution(problem, budget, find)) ?? undecided(point, budget);
}

type Point = Pick<Candidate, 'x' | 'y' | 'certificate'>;

/** x with zero multipliers, if it satisfies rows and bounds. */
function feasiblePoint(problem: LinearProblem, x: readonly number[]): Point | null {
  const y = problem.rows.map(() => 0);
  const certificate = certifyOptimality(problem, x, y);
  return isFeasibleWithin(certificate, ACCEPTED_ERROR) ? { x, y, certificate } : null;
}

/** The steepest direction in the box |r| ≤ 1 that stays within all rows and bounds for ever, certified; null where there is none. */
function unboundedSolution(problem: LinearProblem, budget: WorkBudget, find: Finder['find']): LinearSolution | null {
  const { optimum } = find(recessionProblem(problem), budget);
  if (optimum === null || !certifyUnboundedRay(problem, optimum.x)) return null;
  const primal = { status: 'ray', values: optimum.x } as const;
  return { ...emptySolution(budget), termination: 'unbounded', primal };
}

function undecided(point: Point | null, budget: WorkBudget): LinearSolution {
  const termination = budget.isSpent() ? 'work-limit' : 'numerical-trouble';
  return point === null ? { ...emptySolution(budget), termination } : pointSolution(termination, point, budget);
}

function pointSolution(termination: Termination, { x, y, certificate }: Point, budget: WorkBudget): LinearSolution {
  return {
    ...emptySolution(budget),
    termination,
    primal: { status: 'feasible-point', values: x },
    dual: { status: 'feasible-point', multipliers: y },
    certificate,
  };
}

function emptySolution(budget: WorkBudget): Omit<LinearSolution, 'termination'> {
  return {
    primal: null,
    dual: null,
    certificate: null,
    infeasibility: null,
    pivots: budget.spent,
    reproducible: budget.reproducible,
    solver: 'none',
  };
}
