import { fail, type Outcome, requireThat, succeed } from '../../foundation/index.ts';
import { certifyOptimality } from '../certificate.ts';
import type { LinearProblem } from '../problem.ts';
import type { LinearSolution } from '../solution.ts';
import type { SolveLimits } from '../solve-linear.ts';
import { type BoundedSolution, solveLazily } from './lazy-bounds.ts';
import { mostFractional } from './most-fractional.ts';

export type IntegerLimits = SolveLimits & {
  /** linear programs solved */
  readonly nodes: number;
  /** how much better than the answer another point may be, relative; 1e-9 where not given */
  readonly gapFraction?: number;
  /** a safety net: how long the search may still take; what it ends is not reproducible */
  readonly leftMs?: () => number;
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

const IMPROVEMENT_FRACTION = 1e-9;

/**
 * minimise a linear problem with some columns whole, by depth-first branch and bound on the certified linear relaxation: the
 * column furthest from a whole number (the first of equals) is bounded below and above, the side nearer to its value first.
 * Deterministic: it stops by work, and equal problems and limits give equal bytes. Checked against enumeration in
 * test/property/optimise/branch-and-bound.test.ts.
 *
 * @param whole indices of the columns that must be whole; their bounds are finite
 * @param start an integer point to begin with; ignored where it isn't feasible
 * @returns failures `infeasible` and `limit-exceeded` of the relaxation
 */
export function solveInteger(
  problem: LinearProblem,
  whole: readonly number[],
  limits: IntegerLimits,
  start?: readonly number[],
): Outcome<IntegerSolution> {
  for (const j of whole) requireThat(isBounded(problem, j), 'whole columns with finite bounds', { j });
  const root = solveLazily(problem, NOTHING_BRANCHED, limits);
  if (!root.ok) return root;
  if (root.value.solution.termination === 'infeasible')
    return fail('infeasible', 'the relaxation has no feasible point');
  const search = new Search(problem, whole, limits, root.value);
  if (start !== undefined) search.begin(start);
  search.run();
  return succeed(search.solution());
}

function isBounded({ columns }: LinearProblem, j: number): boolean {
  return Number.isFinite(columns[j]?.lower) && Number.isFinite(columns[j]?.upper);
}

const NOTHING_BRANCHED: ReadonlySet<number> = new Set();
const FEASIBLE_WITHIN = 1e-9;

type Bounds = { readonly lower: number; readonly upper: number };
/** A part of the search that is still open: bounds of its own, and what its parent proved. */
type Open = { readonly bounds: ReadonlyMap<number, Bounds>; readonly bound: number };

class Search {
  private best: { readonly values: readonly number[]; readonly objective: number } | null = null;
  private open: Open[] = [];
  /** the least bound of the parts that are closed */
  private closedBound = Infinity;
  private status: IntegerSolution['status'] = 'optimal';
  private reproducible = true;
  private nodes = 1;
  private pivots: number;
  private readonly problem: LinearProblem;
  private readonly whole: readonly number[];
  private readonly limits: IntegerLimits;
  private readonly root: BoundedSolution;

  constructor(problem: LinearProblem, whole: readonly number[], limits: IntegerLimits, root: BoundedSolution) {
    this.problem = problem;
    this.whole = whole;
    this.limits = limits;
    this.root = root;
    this.pivots = root.pivots;
  }

  begin(start: readonly number[]): void {
    const { objective, residuals } = certifyOptimality(
      this.problem,
      start,
      this.problem.rows.map(() => 0),
    );
    const worst = Math.max(residuals.rowViolation.relative, residuals.boundViolation.relative);
    const isWhole = this.whole.every((j) => Number.isInteger(start[j]));
    if (isWhole && worst <= FEASIBLE_WITHIN) this.accept(start, objective);
  }

  run(): void {
    this.branch(this.root, new Map());
    while (this.open.length > 0 && this.status === 'optimal') {
      const next = this.open.at(-1)!;
      if (this.isBeaten(next.bound)) {
        this.open.pop();
        this.close(next.bound);
      } else if (this.nodes >= this.limits.nodes || this.pivots >= this.limits.pivots) {
        this.status = 'work-limit';
      } else if ((this.limits.leftMs?.() ?? Infinity) <= 0) {
        this.status = 'work-limit';
        this.reproducible = false;
      } else {
        this.open.pop();
        this.visit(next);
      }
    }
  }

  solution(): IntegerSolution {
    const bound = Math.min(this.closedBound, ...this.open.map((each) => each.bound));
    return {
      status: this.status,
      values: this.best?.values ?? null,
      objective: this.best?.objective ?? null,
      bound: Number.isFinite(bound) ? bound : null,
      relaxation: this.root.solution,
      nodes: this.nodes,
      pivots: this.pivots,
      reproducible: this.reproducible,
    };
  }

  private visit({ bounds }: Open): void {
    const limits = { ...this.limits, pivots: this.limits.pivots - this.pivots };
    const solved = solveLazily(boundedProblem(this.problem, bounds), new Set(bounds.keys()), limits);
    this.nodes++;
    requireThat(solved.ok, 'a program of the size of its root');
    this.pivots += solved.value.pivots;
    this.branch(solved.value, bounds);
  }

  private branch({ solution, bound }: BoundedSolution, bounds: ReadonlyMap<number, Bounds>): void {
    if (solution.termination === 'infeasible') return;
    if (solution.termination !== 'optimal') {
      this.status = solution.termination === 'work-limit' ? 'work-limit' : 'numerical-trouble';
      this.open.push({ bounds, bound: this.root.bound });
      return;
    }
    if (this.isBeaten(bound)) return this.close(bound);
    const values = solution.primal!.values;
    const j = mostFractional(values, this.whole);
    if (j === null) {
      this.accept(values, solution.certificate!.objective);
      this.close(bound);
    } else this.split(j, values[j]!, bounds, bound);
  }

  private split(j: number, value: number, bounds: ReadonlyMap<number, Bounds>, bound: number): void {
    const { lower, upper } = bounds.get(j) ?? this.problem.columns[j]!;
    const below: Open = { bounds: new Map(bounds).set(j, { lower, upper: Math.floor(value) }), bound };
    const above: Open = { bounds: new Map(bounds).set(j, { lower: Math.ceil(value), upper }), bound };
    if (value - Math.floor(value) > 0.5) this.open.push(below, above);
    else this.open.push(above, below);
  }

  private accept(values: readonly number[], objective: number): void {
    if (this.best !== null && objective >= this.best.objective) return;
    const isWhole = new Set(this.whole);
    this.best = { values: values.map((value, j) => (isWhole.has(j) ? Math.round(value) + 0 : value)), objective };
  }

  private close(bound: number): void {
    this.closedBound = Math.min(this.closedBound, bound);
  }

  private isBeaten(bound: number): boolean {
    const gap = this.limits.gapFraction ?? IMPROVEMENT_FRACTION;
    return this.best !== null && bound >= this.best.objective - gap * (1 + Math.abs(this.best.objective));
  }
}

function boundedProblem(problem: LinearProblem, bounds: ReadonlyMap<number, Bounds>): LinearProblem {
  return { ...problem, columns: problem.columns.map((column, j) => ({ ...column, ...bounds.get(j) })) };
}
