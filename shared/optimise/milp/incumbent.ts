import { certifyOptimality, isFeasibleWithin } from '../certificate.ts';
import type { LinearProblem } from '../problem.ts';
import type { PartBounds } from './part.ts';

const IMPROVEMENT_FRACTION = 1e-9;

/** A point that satisfies every row and bound, its whole columns exactly whole. */
export type WholePoint = { readonly values: readonly number[]; readonly objective: number };

/** The best whole point that a search has come by, and what is still better than it by enough. */
export class Incumbent {
  point: WholePoint | null = null;
  readonly #problem: LinearProblem;
  readonly #whole: readonly number[];
  readonly #gapFraction: number;

  /** @param gapFraction how much better than the best another point may be, relative to its objective */
  constructor(problem: LinearProblem, whole: readonly number[], gapFraction: number) {
    this.#problem = problem;
    this.#whole = whole;
    this.#gapFraction = gapFraction;
  }

  /** Takes the point with its whole columns rounded, where that is better than the best so far; false where it breaks a row or bound. */
  offer(values: readonly number[], violationMost: number): boolean {
    const rounded = [...values];
    for (const j of this.#whole) rounded[j] = Math.round(values[j]!) + 0;
    const unpriced = this.#problem.rows.map(() => 0);
    const certificate = certifyOptimality(this.#problem, rounded, unpriced);
    if (!isFeasibleWithin(certificate, violationMost)) return false;
    const { objective } = certificate;
    if (this.point === null || objective < this.point.objective) this.point = { values: rounded, objective };
    return true;
  }

  /** Whether nothing above a bound is better by more than the gap allowed. */
  beats(bound: number): boolean {
    if (this.point === null) return false;
    const size = Math.abs(this.point.objective);
    const gap = Math.max(this.#gapFraction * size, IMPROVEMENT_FRACTION * (1 + size));
    return bound >= this.point.objective - gap;
  }
}

/** Bounds that leave some columns no number but the whole one nearest to its value. */
export function fixedAt(
  { columns }: LinearProblem,
  whole: readonly number[],
  values: readonly number[],
  others: PartBounds,
): PartBounds {
  const bounds = new Map(others);
  for (const j of whole) {
    const { lower, upper } = columns[j]!;
    const nearest = Math.min(Math.floor(upper), Math.max(Math.ceil(lower), Math.round(values[j]!))) + 0;
    bounds.set(j, { lower: nearest, upper: nearest });
  }
  return bounds;
}
