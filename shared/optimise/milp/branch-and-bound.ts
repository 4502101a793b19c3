import { fail, type Outcome, requireThat, succeed } from '../../foundation/index.ts';
import { certifyOptimality } from '../certificate.ts';
import type { LinearProblem } from '../problem.ts';
import { fitsKinked } from '../simplex/absorb-columns.ts';
import type { LinearSolution } from '../solution.ts';
import type { SolveLimits } from '../solve-linear.ts';
import { type BoundedSolution, solveLazily } from './lazy-bounds.ts';
import { mostFractional } from './most-fractional.ts';
import { OpenParts, type Part } from './open-parts.ts';
import { WarmRelaxation, withBounds } from './warm-relaxation.ts';

export type IntegerLimits = SolveLimits & {
  /** linear programs solved */
  readonly nodes: number;
  /** how much better than the answer another point may be, relative to the answer's objective; 1e-9 where not given */
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
 * minimise a linear problem with some columns whole, by branch and bound on certified linear relaxations: the column furthest from a
 * whole number (the first of equals) is bounded below and above, both halves are solved from the basis of their parent, and the one with
 * the lower bound goes on; where a way ends, the part with the least bound of all does. Deterministic: it stops by work, and equal problems
 * and limits give equal bytes. Checked against enumeration in test/property/optimise/branch-and-bound.test.ts.
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

class Search {
  private best: { readonly values: readonly number[]; readonly objective: number } | null = null;
  private readonly open = new OpenParts();
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
  private readonly warm: WarmRelaxation | null;

  constructor(problem: LinearProblem, whole: readonly number[], limits: IntegerLimits, root: BoundedSolution) {
    this.problem = problem;
    this.whole = whole;
    this.limits = limits;
    this.root = root;
    this.pivots = root.pivots;
    this.warm = fitsKinked(problem, limits.cells) ? new WarmRelaxation(problem, whole) : null;
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
    const { solution, bound } = this.root;
    let part = this.judged({ bounds: new Map(), bound: -Infinity, values: null, basis: null }, solution, bound);
    while (part !== null && this.status === 'optimal') part = this.split(part) ?? this.nextOpen();
    if (part !== null) this.open.add(part);
  }

  solution(): IntegerSolution {
    const bound = Math.min(this.closedBound, this.open.leastBound);
    return {
      status: this.status,
      values: this.best?.values ?? null,
      objective: this.best?.objective ?? null,
      bound: Number.isFinite(bound) ? bound : null,
      relaxation: this.root.solution,
      nodes: this.nodes,
      pivots: this.spent(),
      reproducible: this.reproducible,
    };
  }

  /** Both halves of a part: the one with the lower bound goes on, the other waits. Null where neither is left. */
  private split(part: Part): Part | null {
    const j = mostFractional(part.values!, this.whole)!;
    const value = part.values![j]!;
    const { lower, upper } = part.bounds.get(j) ?? this.problem.columns[j]!;
    const halves = [
      { lower, upper: Math.floor(value) },
      { lower: Math.ceil(value), upper },
    ]
      .filter((half) => half.lower <= half.upper)
      .flatMap((half) => this.visit({ ...part, bounds: new Map(part.bounds).set(j, half), values: null }) ?? []);
    const [first, second] = halves.toSorted((a, b) => a.bound - b.bound);
    if (second !== undefined) this.open.add(second);
    return first ?? null;
  }

  /** The part that waits with the least bound; where that is beaten, all are. */
  private nextOpen(): Part | null {
    const part = this.open.takeLeast();
    if (part === null || !this.isBeaten(part.bound)) return part;
    this.close(part.bound);
    while (this.open.takeLeast() !== null);
    return null;
  }

  /** Solves a part's relaxation; null where that closes the part. What isn't solved, for want of work, stays as it is. */
  private visit(part: Part): Part | null {
    if (this.status !== 'optimal' || this.isOutOfWork()) return part;
    this.nodes++;
    const left = this.limits.pivots - this.spent();
    const optimum = this.warm?.solve(part.bounds, part.basis, left);
    if (optimum === null) return null;
    return optimum === undefined ? this.visitAfresh(part, left) : this.concluded({ ...part, ...optimum }, optimum);
  }

  private isOutOfWork(): boolean {
    const isLate = (this.limits.leftMs?.() ?? Infinity) <= 0;
    if (this.nodes < this.limits.nodes && this.spent() < this.limits.pivots && !isLate) return false;
    this.status = 'work-limit';
    this.reproducible = !isLate;
    return true;
  }

  private visitAfresh(part: Part, pivots: number): Part | null {
    const { problem } = this;
    const solved = solveLazily(withBounds(problem, part.bounds), new Set(part.bounds.keys()), {
      ...this.limits,
      pivots,
    });
    requireThat(solved.ok, 'a program of the size of its root');
    this.pivots += solved.value.pivots;
    return this.judged(part, solved.value.solution, solved.value.bound);
  }

  private judged(part: Part, { termination, primal, certificate }: LinearSolution, bound: number): Part | null {
    if (termination === 'infeasible') return null;
    if (termination === 'optimal')
      return this.concluded({ ...part, bound, values: primal!.values }, { objective: certificate!.objective });
    this.status = termination === 'work-limit' ? 'work-limit' : 'numerical-trouble';
    return part;
  }

  /** Null where nothing is left to find in a part that has been solved. */
  private concluded(part: Part, { objective }: { readonly objective: number }): Part | null {
    if (!this.isBeaten(part.bound)) {
      if (mostFractional(part.values!, this.whole) !== null) return part;
      this.accept(part.values!, objective);
    }
    this.close(part.bound);
    return null;
  }

  private accept(values: readonly number[], objective: number): void {
    if (this.best !== null && objective >= this.best.objective) return;
    const isWhole = new Set(this.whole);
    this.best = { values: values.map((value, j) => (isWhole.has(j) ? Math.round(value) + 0 : value)), objective };
  }

  private close(bound: number): void {
    this.closedBound = Math.min(this.closedBound, bound);
  }

  private spent(): number {
    return this.pivots + (this.warm?.pivots ?? 0);
  }

  private isBeaten(bound: number): boolean {
    if (this.best === null) return false;
    const size = Math.abs(this.best.objective);
    const gap = Math.max((this.limits.gapFraction ?? 0) * size, IMPROVEMENT_FRACTION * (1 + size));
    return bound >= this.best.objective - gap;
  }
}
