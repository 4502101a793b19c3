export type SolveLimits = {
  /** simplex pivots and steps of interior points, all attempts together: work, not time, so that the answer is the same on every machine */
  readonly pivots: number;
  /** entries of the matrix that a solver may work on: columns × rows of a dense one, where for javascript-lp-solver each finite side of a row and each column's second bound is a row; of the factor of an interior point's systems those that aren't 0 */
  readonly cells: number;
  /** a safety net that all searches look at: how long they may still take; what it ends is not reproducible */
  readonly leftMs?: () => number;
};

export function isOutOfTime({ leftMs }: Pick<SolveLimits, 'leftMs'>): boolean {
  return leftMs !== undefined && leftMs() <= 0;
}

/** What all attempts of one solve may still spend: pivots, or steps of an interior point, and, as a safety net, time. */
export class WorkBudget {
  readonly #allowed: number;
  readonly #leftMs: (() => number) | undefined;
  readonly #whole: WorkBudget | null;
  #spent = 0;
  #reproducible = true;

  /** @param whole that this is a part of: what is spent here is spent there */
  constructor({ pivots, leftMs }: Pick<SolveLimits, 'pivots' | 'leftMs'>, whole: WorkBudget | null = null) {
    this.#allowed = pivots;
    this.#leftMs = leftMs;
    this.#whole = whole;
  }

  get spent(): number {
    return this.#spent;
  }

  get left(): number {
    return Math.max(0, this.#allowed - this.#spent);
  }

  /** False once the wall clock has ended something: another run may end elsewhere. */
  get reproducible(): boolean {
    return this.#reproducible;
  }

  /** Asked before each step: whether none may be taken any more. */
  isSpent(): boolean {
    if (this.#spent >= this.#allowed) return true;
    if (this.#leftMs === undefined || this.#leftMs() > 0) return false;
    this.spend(0, false);
    return true;
  }

  spend(steps: number, reproducible = true): void {
    this.#spent += steps;
    this.#reproducible &&= reproducible;
    this.#whole?.spend(steps, reproducible);
  }

  /** A part of what is left. */
  atMost(steps: number): WorkBudget {
    return new WorkBudget({ ...this.limits, pivots: Math.min(steps, this.left) }, this);
  }

  /** What is left, as the limits of another solve. */
  get limits(): Pick<SolveLimits, 'pivots' | 'leftMs'> {
    return { pivots: this.left, ...(this.#leftMs === undefined ? {} : { leftMs: this.#leftMs }) };
  }
}
