import { chain, type Outcome, succeed } from '../../foundation/index.ts';
import type { LargeSolver } from '../large-solver.ts';
import type { LinearProblem } from '../problem.ts';
import { kinkedCells } from '../simplex/absorb-columns.ts';
import type { Basis } from '../simplex/basis.ts';
import type { LinearSolution } from '../solution.ts';
import { solveLinear } from '../solve-linear.ts';
import { isOutOfTime, type SolveLimits } from '../work-budget.ts';
import { type BoundedSolution, solveLazily } from './lazy-bounds.ts';
import { type PartBounds, type PartSolution, withBounds } from './part.ts';
import { WarmRelaxation } from './warm-relaxation.ts';

export type SearchLimits = SolveLimits & {
  /** linear programs solved */
  readonly nodes: number;
};

/** Why no more parts are solved. */
export type SearchEnd = 'work-limit' | 'time-limit' | 'numerical-trouble';

/** The linear relaxations of a search, within its limits: from the basis of another part, and afresh where that can't be certified. */
export class PartRelaxations {
  nodes = 0;
  /** set once a part could not be solved; none is then */
  ending: SearchEnd | null = null;
  readonly #problem: LinearProblem;
  readonly #limits: SearchLimits;
  readonly #large: LargeSolver | null;
  readonly #warm: WarmRelaxation | null;
  #pivotsAfresh = 0;

  /** @param whole the columns whose bounds may be others */
  constructor(problem: LinearProblem, whole: readonly number[], limits: SearchLimits, large: LargeSolver | null) {
    this.#problem = problem;
    this.#limits = limits;
    this.#large = large;
    const isWhole = new Set(whole);
    const fits = kinkedCells(problem, (column) => !isWhole.has(column)) <= limits.cells;
    this.#warm = fits ? new WarmRelaxation(problem, whole) : null;
  }

  get pivots(): number {
    return this.#pivotsAfresh + (this.#warm?.steps ?? 0);
  }

  /** @returns null where the part isn't solved: `ending` says why */
  solve(bounds: PartBounds, start: Basis | null): PartSolution | null {
    this.ending ??= this.#limitReached();
    if (this.ending !== null) return null;
    this.nodes += 1;
    return this.#warm?.solve(bounds, start, this.#pivotsLeft()) ?? this.#solveAfresh(bounds);
  }

  #limitReached(): SearchEnd | null {
    if (isOutOfTime(this.#limits)) return 'time-limit';
    return this.nodes >= this.#limits.nodes || this.#pivotsLeft() <= 0 ? 'work-limit' : null;
  }

  #pivotsLeft(): number {
    return this.#limits.pivots - this.pivots;
  }

  #solveAfresh(bounds: PartBounds): PartSolution | null {
    const solved = this.#solved(withBounds(this.#problem, bounds), new Set(bounds.keys()));
    const part = solved.ok ? partOf(solved.value) : null;
    if (solved.ok) this.#pivotsAfresh += solved.value.pivots;
    const isHopeless = solved.ok && solved.value.solution.termination !== 'work-limit';
    if (part === null) this.ending = isHopeless ? 'numerical-trouble' : 'work-limit';
    return part;
  }

  #solved(part: LinearProblem, bounded: ReadonlySet<number>): Outcome<BoundedSolution> {
    const limits = { pivots: this.#pivotsLeft(), cells: this.#limits.cells };
    if (this.#large === null) return solveLazily(part, bounded, limits);
    return chain(solveLinear(part, limits, this.#large), (solution) =>
      succeed({ solution, bound: solution.certificate?.bound ?? -Infinity, pivots: solution.pivots }),
    );
  }
}

function partOf({
  solution,
  bound,
}: {
  readonly solution: LinearSolution;
  readonly bound: number;
}): PartSolution | null {
  const { termination, primal, dual, certificate, infeasibility } = solution;
  if (termination === 'infeasible')
    return { isEmpty: true, multipliers: dual!.multipliers, isProven: infeasibility!.isProven };
  if (termination !== 'optimal') return null;
  const { objective } = certificate!;
  return { isEmpty: false, values: primal!.values, multipliers: dual!.multipliers, objective, bound, basis: null };
}
