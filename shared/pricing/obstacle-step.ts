/** Policies change twice or thrice; ties that rounding decides might change for ever. */
const N_ITERATIONS_MAX = 12;

/** V_t + a·V_yy + b·V_y − r·V = 0 on a uniform grid; at both ends without V_yy and with one-sided V_y: linear in S. */
export type GridEquation = {
  /** ½σ² */
  readonly diffusion: number;
  /** r − q − ½σ² */
  readonly drift: number;
  /** r − q: the drift where V is linear in S */
  readonly carryRate: number;
  /** r */
  readonly rate: number;
  readonly logStep: number;
  readonly count: number;
};

/**
 * Steps back in time under V ≥ obstacle: each step's linear complementarity problem by policy iteration (Howard), in which a
 * node is held or exercised, whichever is worth more; it ends after a few changes of policy.
 */
export class ObstacleStepper {
  private readonly below: Float64Array;
  private readonly centre: Float64Array;
  private readonly above: Float64Array;
  private readonly upper: Float64Array;
  private readonly exercised: Uint8Array;

  constructor(equation: GridEquation) {
    const { diffusion, drift, carryRate, rate, logStep, count } = equation;
    const second = diffusion / (logStep * logStep);
    const first = drift / (2 * logStep);
    this.below = new Float64Array(count).fill(second - first);
    this.centre = new Float64Array(count).fill(-2 * second - rate);
    this.above = new Float64Array(count).fill(second + first);
    this.upper = new Float64Array(count);
    this.exercised = new Uint8Array(count);
    this.makeLinear(0, count - 1, carryRate / logStep, rate);
  }

  /** V_y by the neighbour inside: forwards at the first node, backwards at the last. */
  private makeLinear(first: number, last: number, speed: number, rate: number): void {
    [this.below[first], this.centre[first], this.above[first]] = [0, -speed - rate, speed];
    [this.below[last], this.centre[last], this.above[last]] = [-speed, speed - rate, 0];
  }

  /**
   * Replaces `values` by the solution of V − dt·A·V ≥ known, V ≥ obstacle, one of them an equality at each node; `known` is what
   * the time-stepping formula makes of earlier values.
   */
  advance(values: Float64Array, known: Float64Array, obstacle: Float64Array, weightYears: number): void {
    for (let iteration = 0; iteration < N_ITERATIONS_MAX; iteration++) {
      this.solve(values, known, obstacle, weightYears);
      if (!this.improvePolicy(values, known, obstacle, weightYears)) break;
    }
    for (let i = 0; i < values.length; i++) values[i] = Math.max(values[i]!, obstacle[i]!);
  }

  private applied(values: Float64Array, i: number): number {
    const before = i > 0 ? this.below[i]! * values[i - 1]! : 0;
    const after = i < values.length - 1 ? this.above[i]! * values[i + 1]! : 0;
    return before + this.centre[i]! * values[i]! + after;
  }

  /** The tridiagonal system of the policy, by elimination (Thomas). */
  private solve(values: Float64Array, known: Float64Array, obstacle: Float64Array, weight: number): void {
    const last = values.length - 1;
    for (let i = 0; i <= last; i++) {
      const held = this.exercised[i] === 0;
      const low = held && i > 0 ? -weight * this.below[i]! : 0;
      const pivot = (held ? 1 - weight * this.centre[i]! : 1) - (i > 0 ? low * this.upper[i - 1]! : 0);
      this.upper[i] = held ? (-weight * this.above[i]!) / pivot : 0;
      const right = held ? known[i]! : obstacle[i]!;
      values[i] = (right - (i > 0 ? low * values[i - 1]! : 0)) / pivot;
    }
    for (let i = last - 1; i >= 0; i--) values[i] = values[i]! - this.upper[i]! * values[i + 1]!;
  }

  /** Exercises where that is worth more than holding; false when nothing changes. */
  private improvePolicy(values: Float64Array, known: Float64Array, obstacle: Float64Array, weight: number): boolean {
    let changed = false;
    for (let i = 0; i < values.length; i++) {
      const lack = known[i]! - (values[i]! - weight * this.applied(values, i));
      const excess = obstacle[i]! - values[i]!;
      const exercise = excess > lack ? 1 : 0;
      if (exercise !== this.exercised[i]) changed = true;
      this.exercised[i] = exercise;
    }
    return changed;
  }
}
