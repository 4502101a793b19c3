import {
  certifyOptimality,
  type Floors,
  isClearlyKept,
  isFeasibleWithin,
  isOptimalWithin,
  type OptimalityCertificate,
  worstRelativeError,
} from '../certificate.ts';
import type { LargeSolver } from '../large-solver.ts';
import type { LinearProblem } from '../problem.ts';
import { solveKinked } from '../simplex/solve-kinked.ts';
import type { WorkBudget } from '../work-budget.ts';
import { type BasicSolution, basicSolution } from './basic-solution.ts';
import { runSimplex } from './run-simplex.ts';
import { type ScaleFactors, scaleFactors, scaleProblem } from './scaling.ts';
import { toStandardForm } from './standard-form.ts';
import type { Settings } from './tableau.ts';

/** What an answer must hold to, relative, in original and in scaled units. */
export const ACCEPTED_ERROR = 1e-6;
/** An answer this good ends the search; a worse one is only taken when nothing else comes. */
const ERROR_SOUGHT = 1e-9;

/**
 * Tried in turn until one is certified. An attempt that takes more than `pivotsPerLine` · (rows + columns) + 100 pivots is taken
 * to be going round. Measured: of the feasible Netlib problems but degen2 the first solves 15 of 17, the second all; the first
 * solved all of 414 random scenario problems and 217 of collateral, in half the pivots of the second.
 */
const ATTEMPTS: readonly (Settings & { readonly pivotsPerLine: number })[] = [
  { start: 'dual', precision: 1e-9, perturbation: 0, pivotsPerLine: 3 },
  { start: 'artificial', precision: 1e-11, perturbation: 1e-6, pivotsPerLine: 10 },
  { start: 'artificial', precision: 1e-9, perturbation: 0, pivotsPerLine: 5 },
];

/** Our own simplex takes fewer; beyond it is taken to be going round. */
const KINKED_STEPS_PER_LINE = 3;

export type Candidate = {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly certificate: OptimalityCertificate;
  /** the larger of the worst relative errors in original and in scaled units */
  readonly error: number;
  readonly isFeasible: boolean;
};

export type Search = {
  /** certified to 1e-6 in both units; null where no attempt gave that */
  readonly optimum: Candidate | null;
  /** the feasible point of lowest objective that an attempt came by, optimal or not */
  readonly feasible: Candidate | null;
};

/**
 * Solves by javascript-lp-solver, believing nothing: every attempt's final basis is solved afresh and certified against the
 * scaled and the original problem.
 */
export function findOptimum(problem: LinearProblem, budget: WorkBudget): Search {
  const factors = scaleFactors(problem);
  const scaled = scaleProblem(problem, factors).problem;
  const form = toStandardForm(scaled);
  let best: Candidate | null = null;
  let feasible: Candidate | null = null;
  for (const attempt of ATTEMPTS) {
    if (budget.isSpent()) break;
    const cap = attempt.pivotsPerLine * (form.nRows + form.nColumns) + 100;
    const basis = runSimplex(form, attempt, budget.atMost(cap));
    const candidate = candidateAt(problem, factors, basicSolution(form, scaled, basis));
    if (candidate === null) continue;
    if (best === null || candidate.error < best.error) best = candidate;
    if (candidate.isFeasible && !(candidate.certificate.objective >= (feasible?.certificate.objective ?? Infinity)))
      feasible = candidate;
    if (candidate.error <= ERROR_SOUGHT) break;
  }
  return { optimum: best !== null && best.error <= ACCEPTED_ERROR ? best : null, feasible };
}

/** The same by a solver for large problems, in scaled units; its claim is certified like any other. */
export function findByLarge(problem: LinearProblem, solver: LargeSolver, budget: WorkBudget): Search {
  const factors = scaleFactors(problem);
  const scaled = scaleProblem(problem, factors).problem;
  const claim = solver.solveLinear(scaled, budget.limits);
  budget.spend(claim.pivots, claim.reproducible);
  const x = claim.x.map((value, j) => Math.min(scaled.columns[j]!.upper, Math.max(scaled.columns[j]!.lower, value)));
  return searchOf(candidateAt(problem, factors, { x, y: claim.y }));
}

/** The same by our own simplex. */
export function findByKinked(problem: LinearProblem, budget: WorkBudget): Search {
  const factors = scaleFactors(problem);
  const stepsMost = KINKED_STEPS_PER_LINE * (problem.rows.length + problem.columns.length) + 100;
  return searchOf(candidateAt(problem, factors, solveKinked(problem, factors, budget.atMost(stepsMost))));
}

function searchOf(candidate: Candidate | null): Search {
  return {
    optimum: candidate !== null && candidate.error <= ACCEPTED_ERROR ? candidate : null,
    feasible: candidate !== null && candidate.isFeasible ? candidate : null,
  };
}

/** @param scaled in scaled units; certified in both */
function candidateAt(problem: LinearProblem, factors: ScaleFactors, scaled: BasicSolution | null): Candidate | null {
  if (scaled === null || scaled.x.length !== problem.columns.length) return null;
  const x = Array.from(scaled.x, (value, j) => value * factors.columns[j]! * factors.length);
  const y = Array.from(scaled.y, (value, i) => value * factors.rows[i]! * factors.money);
  // coefficients near the ends of the doubles can take an original unit out of range
  if (!x.every(Number.isFinite) || !y.every(Number.isFinite)) return null;
  const counting = countingRows(problem, x, y);
  const part = { ...problem, rows: counting.map((i) => problem.rows[i]!) };
  const multipliers = counting.map((i) => y[i]!);
  const certificate = certifyOptimality(part, x, multipliers);
  const floors = floorsOf(factors, counting);
  const both = [certificate, certifyOptimality({ ...part, constant: 0 }, x, multipliers, floors)];
  return {
    x,
    y,
    certificate,
    error: both.every((each) => isOptimalWithin(each, ACCEPTED_ERROR))
      ? Math.max(...both.map(worstRelativeError))
      : Infinity,
    isFeasible: both.every((each) => isFeasibleWithin(each, ACCEPTED_ERROR)),
  };
}

/** The rows that a certificate has something to say of: the others have no multiplier, and are kept beyond doubt. */
function countingRows({ rows }: LinearProblem, x: readonly number[], y: readonly number[]): number[] {
  return [...rows.keys()].filter((i) => y[i] !== 0 || !isClearlyKept(rows[i]!, x));
}

/** 1 in scaled units, in the problem's own: scales are powers of two, so the relative errors are exactly those of the scaled problem. */
function floorsOf({ rows, columns, length, money }: ScaleFactors, counting: readonly number[]): Floors {
  return {
    rows: Float64Array.from(counting, (i) => length / rows[i]!),
    columns: columns.map((factor) => factor * length),
    costs: columns.map((factor) => money / factor),
    objective: length * money,
  };
}
