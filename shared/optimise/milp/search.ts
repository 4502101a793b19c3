import type { LinearProblem } from '../problem.ts';
import type { Basis } from '../simplex/basis.ts';
import { dive } from './dive.ts';
import { fixedAt, Incumbent, type WholePoint } from './incumbent.ts';
import { mostFractional } from './most-fractional.ts';
import { OpenParts, type Part } from './open-parts.ts';
import { NO_BOUNDS, type PartBounds, type PartOptimum, type PartSolution } from './part.ts';
import { PartRelaxations, type SearchEnd, type SearchLimits } from './part-relaxations.ts';

/** Relative violation up to which a point of a part is taken as it is, and one that was solved for with all whole columns fixed. */
const KEPT_WITHIN = { rounded: 1e-9, solved: 1e-6 };
/** Branch and bound over the parts of a problem, from an optimum of its relaxation. */
export class Search {
  readonly #problem: LinearProblem;
  readonly #whole: readonly number[];
  readonly #relaxations: PartRelaxations;
  readonly #incumbent: Incumbent;
  readonly #open = new OpenParts();
  /** the least bound of the parts that are closed */
  #closedBound = Infinity;

  constructor(problem: LinearProblem, whole: readonly number[], limits: SearchLimits, gapFraction: number) {
    this.#problem = problem;
    this.#whole = whole;
    this.#relaxations = new PartRelaxations(problem, whole, limits, null);
    this.#incumbent = new Incumbent(problem, whole, gapFraction);
  }

  get point(): WholePoint | null {
    return this.#incumbent.point;
  }

  /** what no whole point is below; Infinity where there is none, −∞ where nothing is proven */
  get bound(): number {
    return Math.min(this.#closedBound, this.#open.leastBound);
  }

  get ending(): SearchEnd | null {
    return this.#relaxations.ending;
  }

  /** Whether the bound leaves nothing better than the point by more than the gap allowed, or nothing at all where there is none. */
  get isClosed(): boolean {
    return this.point === null ? this.bound === Infinity : this.#incumbent.beats(this.bound);
  }

  get nodes(): number {
    return this.#relaxations.nodes;
  }

  get pivots(): number {
    return this.#relaxations.pivots;
  }

  /** A point to begin with; ignored where it isn't one. */
  begin(start: readonly number[]): void {
    if (this.#whole.every((j) => Number.isInteger(start[j]))) this.#incumbent.offer(start, KEPT_WITHIN.rounded);
  }

  run(root: PartOptimum): void {
    let part = this.#judged(ROOT, root);
    if (part !== null) part = this.#started(part, root);
    while (part !== null && this.ending === null) part = this.#split(part) ?? this.#nextOpen();
    if (part !== null) this.#open.add(part);
  }

  /** The root with a basis, and points in reach of the optimum that it came with. */
  #started(part: Part, { values }: PartOptimum): Part | null {
    const root = this.#relaxations.solve(part.bounds, null);
    if (root === null || root.isEmpty) return this.#judged(part, root);
    this.#accept(values, root.basis);
    const isNear = this.#incumbent.beats(part.bound);
    const point = isNear ? null : dive(this.#problem, this.#whole, this.#relaxations, root);
    if (point !== null) this.#accept(point.values, point.basis);
    return this.#judged(part, root);
  }

  /** Both halves of a part: the one with the lower bound goes on, the other waits. Null where neither is left. */
  #split(part: Part): Part | null {
    const { column, value } = part.split!;
    const { lower, upper } = part.bounds.get(column) ?? this.#problem.columns[column]!;
    const halves = [
      { lower, upper: Math.floor(value) },
      { lower: Math.ceil(value), upper },
    ]
      .filter((half) => half.lower <= half.upper)
      .flatMap((half) => this.#visit(part, new Map(part.bounds).set(column, half)) ?? []);
    const [first, second] = halves.toSorted((a, b) => a.bound - b.bound);
    if (second !== undefined) this.#open.add(second);
    return first ?? null;
  }

  /** The part that waits with the least bound; where that is beaten, all are. */
  #nextOpen(): Part | null {
    const part = this.#open.takeLeast();
    const next = part === null ? null : this.#unlessBeaten(part);
    if (next === null) this.#open.clear();
    return next;
  }

  #visit({ bound, basis }: Part, bounds: PartBounds): Part | null {
    return this.#judged({ bounds, bound, split: null, basis }, this.#relaxations.solve(bounds, basis));
  }

  /**
   * Null where nothing is left to find in a part. What isn't solved stays as it is. Columns that are nearly whole count as it unless the point
   * is dearer with them exactly so, as where a switch of next to nothing lets a trade through.
   */
  #judged(part: Part, solution: PartSolution | null): Part | null {
    if (solution === null) return part;
    if (solution.isEmpty) return null;
    const { values, basis } = solution;
    const solved = { ...part, bound: Math.max(part.bound, solution.bound), basis };
    const left = this.#unlessBeaten({ ...solved, split: this.#splitAt(values) });
    if (left === null || left.split !== null) return left;
    this.#accept(values, basis);
    const exact = this.#unlessBeaten({ ...solved, split: this.#splitAt(values, 0) });
    if (exact === null || exact.split !== null) return exact;
    this.#close(exact.bound);
    return null;
  }

  #unlessBeaten(part: Part): Part | null {
    if (!this.#incumbent.beats(part.bound)) return part;
    this.#close(part.bound);
    return null;
  }

  #splitAt(values: readonly number[], within?: number): Part['split'] {
    const column = mostFractional(values, this.#whole, within);
    return column === null ? null : { column, value: values[column]! };
  }

  /** The point with its whole columns rounded, or, where a row is broken by that, with the others solved for again. */
  #accept(values: readonly number[], basis: Basis | null): void {
    if (this.#incumbent.offer(values, KEPT_WITHIN.rounded)) return;
    const solved = this.#relaxations.solve(fixedAt(this.#problem, this.#whole, values, NO_BOUNDS), basis);
    if (solved !== null && !solved.isEmpty) this.#incumbent.offer(solved.values, KEPT_WITHIN.solved);
  }

  #close(bound: number): void {
    this.#closedBound = Math.min(this.#closedBound, bound);
  }
}

const ROOT: Part = { bounds: NO_BOUNDS, bound: -Infinity, split: null, basis: null };
