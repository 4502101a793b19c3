import type { BarrierProblem } from './barrier-problem.ts';
import { BarrierSystem } from './barrier-system.ts';
import { boundsOf, columnAt, signAt, slacksOf, strictlyInside } from './bound-pairs.ts';
import { product, type SparseAffine, subtractScaled } from './column-scaling.ts';
import type { Elimination } from './elimination.ts';
import { ConeScaling, dotFrom, jordanProduct, jordanQuotient, stepInCone } from './second-order-cone.ts';

/** Part of the way to the nearest bound. */
const STEP_BACK = 0.995;
/** Slack times multiplier of each pair at the start. */
const MU_AT_START = 0.1;
const CENTRING_FLOOR = 1e-6;

/** A step of everything, before it is cut. */
type Step = {
  readonly x: Float64Array;
  readonly slack: Float64Array;
  readonly multiplier: Float64Array;
  readonly coneSlacks: readonly Float64Array[];
  readonly coneMultipliers: readonly Float64Array[];
  readonly equalityMultiplier: Float64Array;
};

/** What the products of pairs, and λ∘λ of cones, are to change by. */
type Targets = { readonly pairs: Float64Array; readonly cones: readonly Float64Array[] };

type Residuals = { readonly dual: Float64Array; readonly rows: Float64Array };

/**
 * Mehrotra's predictor and corrector (1992), cones scaled as by Nesterov and Todd, from any start inside the bounds:
 *
 *   cost − Σ multiplier · gradient = 0,   constraint = slack ≥ 0,   slack · multiplier = μ → 0
 *
 * Pairs of slack and multiplier are lower bounds, upper bounds and inequalities, in that order.
 */
export class InteriorPoint {
  readonly x: Float64Array;
  readonly slack: Float64Array;
  readonly multiplier: Float64Array;
  readonly coneSlacks: readonly Float64Array[];
  readonly coneMultipliers: readonly Float64Array[];
  readonly equalityMultiplier: Float64Array;
  readonly #problem: BarrierProblem;
  /** inequalities, parts of cones and equalities */
  readonly #rows: readonly SparseAffine[];
  readonly #system: BarrierSystem;
  /** per pair of a bound: its column, as −1 − column for an upper one */
  readonly #bounds: Int32Array;

  /** @param elimination of the systems of its steps (`stepElimination`) */
  constructor(problem: BarrierProblem, elimination: Elimination) {
    const { start, lower, upper, equalities, cones } = problem;
    this.#problem = problem;
    this.#rows = [...problem.inequalities, ...cones.flat(), ...equalities];
    this.#system = new BarrierSystem(problem, elimination);
    this.#bounds = boundsOf(problem);
    this.x = start.map((value, j) => strictlyInside(value, lower[j]!, upper[j]!));
    const values = this.#rowValues();
    const slacks = values.subarray(0, problem.inequalities.length).map((value) => Math.max(value, MU_AT_START));
    this.slack = joined([slacksOf(this.#bounds, problem, this.x), slacks]);
    this.multiplier = this.slack.map((slack) => MU_AT_START / slack);
    this.coneSlacks = this.#split(values).map((value) => {
      const length = Math.sqrt(dotFrom(1, value, value));
      return value.map((each, k) => (k === 0 ? Math.max(each, length + MU_AT_START) : each));
    });
    this.coneMultipliers = cones.map((parts) => Float64Array.from(parts, (_, k) => (k === 0 ? MU_AT_START : 0)));
    this.equalityMultiplier = new Float64Array(equalities.length);
  }

  /** The mean product of slack and multiplier. */
  get mu(): number {
    return this.#muAfter(null, 0);
  }

  step(): void {
    const mu = this.mu;
    const scalings = this.coneSlacks.map((slack, c) => new ConeScaling(slack, this.coneMultipliers[c]!));
    this.#load(scalings);
    const residuals = this.#residuals();
    const towards = (targets: Targets) => this.#direction(residuals, scalings, targets);
    const affine = towards(this.#targets(scalings, 0, null));
    const left = this.#muAfter(affine, this.#reach(affine)) / mu;
    const centring = Math.min(1, Math.max(CENTRING_FLOOR, left * left * left));
    const step = towards(this.#targets(scalings, centring * mu, affine));
    this.#move(step, STEP_BACK * this.#reach(step));
  }

  #load(scalings: readonly ConeScaling[]): void {
    const nBounds = this.#bounds.length;
    const diagonal = new Float64Array(this.x.length);
    this.#bounds.forEach((at, k) => (diagonal[columnAt(at)]! += this.multiplier[k]! / this.slack[k]!));
    const inverse = this.slack.subarray(nBounds).map((slack, k) => slack / this.multiplier[nBounds + k]!);
    this.#system.load({ diagonal, inverse, scalings });
  }

  #residuals(): Residuals {
    const { cost } = this.#problem;
    const nBounds = this.#bounds.length;
    const dual = cost.slice();
    this.#bounds.forEach((at, k) => (dual[columnAt(at)]! -= signAt(at) * this.multiplier[k]!));
    const multipliers = joined([this.multiplier.subarray(nBounds), ...this.coneMultipliers, this.equalityMultiplier]);
    this.#rows.forEach((row, i) => subtractScaled(dual, multipliers[i]!, row));
    const reached = joined([this.slack.subarray(nBounds), ...this.coneSlacks]);
    return { dual, rows: this.#rowValues().map((value, i) => value - (reached[i] ?? 0)) };
  }

  /** Towards slack · multiplier = mu, less the product of the steps of the predictor. */
  #targets(scalings: readonly ConeScaling[], mu: number, affine: Step | null): Targets {
    return {
      pairs: this.slack.map((slack, k) => {
        const second = affine === null ? 0 : affine.slack[k]! * affine.multiplier[k]!;
        return mu - slack * this.multiplier[k]! - second;
      }),
      cones: scalings.map((scaling, c) => {
        const own = jordanProduct(scaling.lambda, scaling.lambda);
        if (affine === null) return own.map((each) => -each);
        const [slack, multiplier] = [affine.coneSlacks[c]!, affine.coneMultipliers[c]!];
        const second = jordanProduct(scaling.applyInverse(slack), scaling.apply(multiplier));
        return own.map((each, k) => (k === 0 ? mu : 0) - each - second[k]!);
      }),
    };
  }

  #direction(residuals: Residuals, scalings: readonly ConeScaling[], { pairs, cones }: Targets): Step {
    const nBounds = this.#bounds.length;
    const right = residuals.dual.map((each) => -each);
    this.#bounds.forEach((at, k) => (right[columnAt(at)]! += (signAt(at) * pairs[k]!) / this.slack[k]!));
    const wanted = cones.map((target, c) => scalings[c]!.apply(jordanQuotient(target, scalings[c]!.lambda)));
    const ofRows = pairs.subarray(nBounds).map((target, i) => target / this.multiplier[nBounds + i]!);
    const targets = joined([ofRows, ...wanted]);
    const sides = residuals.rows.map((residual, i) => (targets[i] ?? 0) - residual);
    const { dx, s } = this.#system.solve(right, sides);
    const multiplier = this.multiplier.map((value, k) =>
      k < nBounds ? (pairs[k]! - value * stepOf(this.#bounds[k]!, dx)) / this.slack[k]! : -s[k - nBounds]!,
    );
    const slack = this.slack.map((value, k) =>
      k < nBounds ? stepOf(this.#bounds[k]!, dx) : (pairs[k]! - value * multiplier[k]!) / this.multiplier[k]!,
    );
    const coneMultipliers = this.#split(s).map((each) => each.map((value) => -value));
    const coneSlacks = coneMultipliers.map((each, c) => {
      const back = scalings[c]!.apply(scalings[c]!.apply(each));
      return wanted[c]!.map((value, k) => value - back[k]!);
    });
    const equalityMultiplier = s.slice(s.length - this.equalityMultiplier.length).map((each) => -each);
    return { x: dx, slack, multiplier, coneSlacks, coneMultipliers, equalityMultiplier };
  }

  /** How much of a step keeps slacks and multipliers within what they may be: of both alike, as cones are scaled for. */
  #reach(step: Step): number {
    let most = 1;
    for (let k = 0; k < this.slack.length; k += 1) {
      if (step.slack[k]! < 0) most = Math.min(most, -this.slack[k]! / step.slack[k]!);
      if (step.multiplier[k]! < 0) most = Math.min(most, -this.multiplier[k]! / step.multiplier[k]!);
    }
    for (const [c, slack] of this.coneSlacks.entries()) {
      most = stepInCone(slack, step.coneSlacks[c]!, most);
      most = stepInCone(this.coneMultipliers[c]!, step.coneMultipliers[c]!, most);
    }
    return most;
  }

  #muAfter(step: Step | null, part: number): number {
    let sum = 0;
    const add = (slack: Float64Array, multiplier: Float64Array, ds?: Float64Array, dm?: Float64Array) => {
      for (let k = 0; k < slack.length; k += 1)
        sum += (slack[k]! + part * (ds?.[k] ?? 0)) * (multiplier[k]! + part * (dm?.[k] ?? 0));
    };
    add(this.slack, this.multiplier, step?.slack, step?.multiplier);
    for (const [c, slack] of this.coneSlacks.entries())
      add(slack, this.coneMultipliers[c]!, step?.coneSlacks[c], step?.coneMultipliers[c]);
    return sum / (this.slack.length + this.coneSlacks.length);
  }

  #move(step: Step, part: number): void {
    addScaled(this.x, part, step.x);
    addScaled(this.slack, part, step.slack);
    addScaled(this.multiplier, part, step.multiplier);
    addScaled(this.equalityMultiplier, part, step.equalityMultiplier);
    this.coneSlacks.forEach((slack, c) => addScaled(slack, part, step.coneSlacks[c]!));
    this.coneMultipliers.forEach((multiplier, c) => addScaled(multiplier, part, step.coneMultipliers[c]!));
  }

  #rowValues(): Float64Array {
    return Float64Array.from(this.#rows, (row) => row.constant + product(row, this.x));
  }

  /** The parts of each cone, out of a vector over all rows. */
  #split(rows: Float64Array): Float64Array[] {
    let at = this.#problem.inequalities.length;
    return this.#problem.cones.map((parts) => rows.slice(at, (at += parts.length)));
  }
}

function stepOf(bound: number, dx: Float64Array): number {
  return signAt(bound) * dx[columnAt(bound)]!;
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Mutates: target. */
function addScaled(target: Float64Array, scale: number, values: Float64Array): void {
  for (let k = 0; k < target.length; k += 1) target[k]! += scale * values[k]!;
}
