import { chain, fail, type Outcome, succeed } from '../../foundation/index.ts';
import type { LuFactors } from '../lp/lu-factors.ts';
import type { SolveLimits } from '../work-budget.ts';
import type { FrontierProblem } from './frontier-problem.ts';
import { firstBlock, freed, largestOf, moved, wayDown } from './pivoting.ts';
import { startingSet } from './starting-set.ts';
import { type CriticalLine, criticalLine, factoriseSet, reducedGradients, type WorkingSet } from './working-set.ts';

/** A portfolio at which the set of weights that move with the risk tolerance changes. */
export type CornerPortfolio = {
  /** λ of minimise ½·wᵀΣw − λ·μᵀw */
  readonly riskTolerance: number;
  /** within their bounds, exactly; rows are kept to rounding */
  readonly weights: readonly number[];
  /** per row; > 0 charges its lower side */
  readonly multipliers: readonly number[];
};

/** Every efficient portfolio is between two neighbouring corners: weights and multipliers are linear in λ there. */
export type Frontier = {
  /** by ascending risk tolerance: first the minimum of the variance, last the maximum of the mean */
  readonly corners: readonly CornerPortfolio[];
  /** how the last corner goes on per unit of risk tolerance: the weights stay where a limit bounds the mean */
  readonly beyond: { readonly weights: readonly number[]; readonly multipliers: readonly number[] };
  /** linear systems solved */
  readonly steps: number;
};

/** Weights closer than this are the same. */
const SAME = 1e-12;
/** Reduced gradients below this share of the largest entries that make them are rounding. */
const ROUNDING = 1e-12;

/**
 * The whole efficient frontier by the critical line algorithm: a primal active-set method finds the minimum of the variance (λ = 0);
 * then λ rises, and at each value where a free weight reaches a bound, or a held one would gain by leaving its own, the set of free
 * ones changes. Bounds and any linear rows are treated alike (slack variables). Directions of no variance (a singular Σ) are followed
 * to the next bound; at λ = 0 that leads to the greatest mean of all portfolios of least variance.
 *
 * Deterministic. Ties are broken by the lower index. Limits: n about 200 (about 0.3 s); one dense LU of (free + rows)³/3 per corner.
 * Accuracy: corners 1e-9, OR-Library frontiers 1e-6 in variance; test/conformance/optimise/frontier*.test.ts; residuals 1e-11,
 * test/property/optimise/frontier.test.ts.
 * Source: Markowitz (1956); Niedermayer and Niedermayer (2006); Best (1996) for singular Σ.
 *
 * @returns `infeasible`; `unsupported` where the variance has no minimum on the limits; `limit-exceeded` where
 *   `limits.pivots` corners don't suffice
 */
export function traceFrontier(problem: FrontierProblem, limits: SolveLimits): Outcome<Frontier> {
  const start = startingSet(problem, limits);
  if (!start.ok) return start;
  const tracer = new FrontierTracer(start.value, limits.pivots);
  const last = chain(tracer.descend(), (line) => tracer.climb(line));
  if (!last.ok) return last;
  return succeed({ corners: distinctCorners(tracer.corners), beyond: tracer.beyond(last.value), steps: tracer.steps });
}

const SINGULAR = 'the covariance is too near to singular: a linear system of the frontier has no solution';
const OPEN = 'the limits leave a direction of no variance open for ever';

type Event = { readonly riskTolerance: number; readonly variable: number; readonly way: -1 | 0 | 1 };
type Solved = { readonly factors: LuFactors; readonly line: CriticalLine };

class FrontierTracer {
  readonly corners: CornerPortfolio[] = [];
  steps = 0;
  #set: WorkingSet;
  readonly #limit: number;
  readonly #gradientNoise: number;
  readonly #slopeNoise: number;
  readonly #moveNoise: number;
  /** largest coefficient of a row */
  readonly #coefficient: number;

  constructor(set: WorkingSet, limit: number) {
    this.#set = set;
    this.#limit = limit;
    const [variance, mean] = [largestOf(set.form.covariance), largestOf(set.form.means)];
    this.#coefficient = Math.max(1, largestOf(set.form.matrix));
    this.#gradientNoise = ROUNDING * variance;
    this.#slopeNoise = ROUNDING * mean;
    this.#moveNoise = variance === 0 ? 0 : (ROUNDING * mean) / variance;
  }

  /** To the least variance. */
  descend(): Outcome<CriticalLine> {
    for (;;) {
      const solved = this.#solve();
      if (!solved.ok) return solved;
      const { factors, line } = solved.value;
      const moves = line.constant.map((target, a) => target - this.#set.values[this.#set.free[a]!]!);
      const block = firstBlock(this.#set, moves, 1, largestOf(this.#set.values));
      this.#set = moved(this.#set, moves, block);
      if (block.position >= 0) continue;
      const noise = this.#gradientNoise + ROUNDING * this.#coefficient * largestOf(line.multiplierConstant);
      const entering = this.#steepest(reducedGradients(this.#set, line).constant, noise);
      if (entering === null) return succeed(line);
      const next = this.#release(factors, entering);
      if (!next.ok) return next;
    }
  }

  /** From the least variance to the greatest mean; succeeds with the critical line that goes on for ever. */
  climb(first: CriticalLine): Outcome<CriticalLine> {
    this.#record(first, 0);
    for (let riskTolerance = 0; ; ) {
      const solved = this.#solve();
      if (!solved.ok) return solved;
      const { factors, line } = solved.value;
      const event = this.#nextEvent(line, riskTolerance);
      if (event === null) return succeed(line);
      riskTolerance = event.riskTolerance;
      this.#set = advanced(this.#set, line, event);
      const next = event.way === 0 ? succeed(null) : this.#release(factors, event);
      if (!next.ok) return next;
      this.#record(line, riskTolerance);
    }
  }

  beyond(line: CriticalLine): Frontier['beyond'] {
    const { form, free } = this.#set;
    const weights = new Array<number>(form.nWeights).fill(0);
    const isStill = largestOf(line.slope) <= this.#moveNoise;
    for (const [a, i] of free.entries()) if (i < form.nWeights && !isStill) weights[i] = line.slope[a]!;
    return { weights, multipliers: [...line.multiplierSlope] };
  }

  #solve(): Outcome<Solved> {
    if (this.steps >= this.#limit) {
      return fail('limit-exceeded', `the frontier takes more than the ${this.#limit} steps that are allowed`);
    }
    this.steps += 1;
    const factors = factoriseSet(this.#set);
    if (factors === null) return fail('unsupported', SINGULAR);
    const line = criticalLine(this.#set, factors);
    const isFinite = line.constant.every(Number.isFinite) && line.slope.every(Number.isFinite);
    return isFinite ? succeed({ factors, line }) : fail('unsupported', SINGULAR);
  }

  #release(factors: LuFactors, { variable, way }: Pick<Event, 'variable' | 'way'>): Outcome<null> {
    const next = freed(this.#set, factors, variable, way);
    if (next === null) return fail('unsupported', OPEN);
    this.#set = next;
    return succeed(null);
  }

  /** The held variable that lowers the objective fastest; after many steps the first that does, so that ties end. */
  #steepest(gradients: Float64Array, noise: number): Pick<Event, 'variable' | 'way'> | null {
    const isPatient = this.steps < 3 * this.#set.form.nVariables;
    let best: Pick<Event, 'variable' | 'way'> | null = null;
    for (const [variable, gradient] of gradients.entries()) {
      const way = wayDown(this.#set, variable, gradient, noise);
      if (way === 0 || (best !== null && Math.abs(gradient) <= Math.abs(gradients[best.variable]!))) continue;
      best = { variable, way };
      if (!isPatient) return best;
    }
    return best;
  }

  /** Where the risk tolerance next makes a free variable reach a bound or a held one worth freeing; null: nowhere. */
  #nextEvent(line: CriticalLine, from: number): Event | null {
    const { free, form } = this.#set;
    let next: Event | null = null;
    const consider = (at: number, variable: number, way: Event['way']) => {
      const riskTolerance = Math.max(from, at);
      if (riskTolerance < (next?.riskTolerance ?? Infinity)) next = { riskTolerance, variable, way };
    };
    const moveNoise = Math.max(this.#moveNoise, ROUNDING * largestOf(line.slope));
    for (const [a, i] of free.entries()) {
      const slope = line.slope[a]!;
      if (Math.abs(slope) <= moveNoise) continue;
      consider(((slope > 0 ? form.upper[i]! : form.lower[i]!) - line.constant[a]!) / slope, i, 0);
    }
    const gradients = reducedGradients(this.#set, line);
    const slopeNoise = this.#slopeNoise + ROUNDING * this.#coefficient * largestOf(line.multiplierSlope);
    for (const [i, slope] of gradients.slope.entries()) {
      if (Math.abs(slope) <= slopeNoise) continue;
      const way = wayDown(this.#set, i, slope, 0);
      if (way !== 0) consider(-gradients.constant[i]! / slope, i, way);
    }
    return next;
  }

  #record({ multiplierConstant, multiplierSlope }: CriticalLine, riskTolerance: number): void {
    const { values, form } = this.#set;
    const weights = Array.from({ length: form.nWeights }, (_, i) =>
      clamped(values[i]!, form.lower[i]!, form.upper[i]!),
    );
    const multipliers = Array.from(multiplierConstant, (value, r) => value + riskTolerance * multiplierSlope[r]!);
    const last = this.corners.at(-1);
    if (last?.riskTolerance === riskTolerance && (riskTolerance === 0 || isEqual(last.weights, weights))) {
      this.corners.pop();
    }
    this.corners.push({ riskTolerance, weights, multipliers });
  }
}

/** The nearest within the bounds: what a free weight is rounded beyond one, it isn't really. */
export function clamped(value: number, lower: number, upper: number): number {
  return Math.min(Math.max(value, lower), upper);
}

/** The set at the event's risk tolerance, its variable held where it reached its bound. */
function advanced(set: WorkingSet, line: CriticalLine, { riskTolerance, variable, way }: Event): WorkingSet {
  const { form } = set;
  const values = set.values.slice();
  for (const [a, i] of set.free.entries()) values[i] = line.constant[a]! + riskTolerance * line.slope[a]!;
  if (way !== 0) return { ...set, values };
  values[variable] = line.slope[set.free.indexOf(variable)]! > 0 ? form.upper[variable]! : form.lower[variable]!;
  return { ...set, values, free: set.free.filter((i) => i !== variable) };
}

/** Leaves out corners at which only the basis changed: those equal to both neighbours, and the last if equal to the one before. */
function distinctCorners(corners: readonly CornerPortfolio[]): CornerPortfolio[] {
  return corners.filter(({ weights }, k) => {
    const [before, after] = [corners[k - 1], corners[k + 1]];
    const stays = before !== undefined && isEqual(before.weights, weights);
    return !(stays && (after === undefined || isEqual(weights, after.weights)));
  });
}

/** The same weights, to rounding. */
export function isEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, i) => Math.abs(value - b[i]!) <= SAME * Math.max(1, Math.abs(value)));
}
