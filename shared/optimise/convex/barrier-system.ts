import { solveLower, solveUpper } from '../qp/triangular.ts';
import type { BarrierProblem } from './barrier-problem.ts';
import type { SparseAffine } from './column-scaling.ts';
import { envelopeOf, factorEnvelope, type RowOrder, rowOrder } from './envelope.ts';
import type { ConeScaling } from './second-order-cone.ts';

/** Keep the system definite: proximal terms about the point and its multipliers, which change the way and not the end. */
const PROXIMITY = 1e-9;
const DUAL_PROXIMITY = 1e-9;
const REFINEMENTS = 2;

/** What the rows weigh in one step. */
export type SystemWeights = {
  /** of the columns */
  readonly diagonal: Float64Array;
  /** slack over multiplier, per inequality */
  readonly inverse: Float64Array;
  readonly scalings: readonly ConeScaling[];
};

/**
 * The linear system of a step, by the Cholesky factor of its Schur complement S = V + B·D⁻¹·Bᵀ:
 *
 *   [ D  Bᵀ ] [dx]   [ right ]
 *   [ B  −V ] [ s ] = [ sides ]
 *
 * B has a row per inequality, part of a cone and equality. Shape: S is [rows × rows], those first that share columns with few others,
 * so that its factor stays empty where it can; the columns, which outnumber the rows in most books, only add up.
 */
export class BarrierSystem {
  readonly #rows: readonly SparseAffine[];
  readonly #coneSizes: readonly number[];
  readonly #nEqualities: number;
  readonly #order: RowOrder;
  /** per row of the factor, the first column that isn't 0 */
  readonly #envelope: Int32Array;
  readonly #inverseDiagonal: Float64Array;
  readonly #factor: Float64Array;
  #weights: SystemWeights | null = null;

  constructor(problem: BarrierProblem) {
    const { cost, inequalities, cones, equalities } = problem;
    this.#rows = [...inequalities, ...cones.flat(), ...equalities];
    this.#coneSizes = cones.map((parts) => parts.length);
    this.#nEqualities = equalities.length;
    this.#order = rowOrder(problem, this.#rows);
    this.#envelope = envelopeOf(this.#order, cost.length);
    this.#inverseDiagonal = new Float64Array(cost.length);
    this.#factor = new Float64Array(this.#rows.length * this.#rows.length);
  }

  /** Factors the system with these weights. */
  load(weights: SystemWeights): void {
    this.#weights = weights;
    for (let j = 0; j < weights.diagonal.length; j += 1)
      this.#inverseDiagonal[j] = 1 / (weights.diagonal[j]! + PROXIMITY);
    this.#fill();
    factorEnvelope(this.#factor, this.#envelope);
  }

  /** Solves for the step of the columns and for s, the fall of each multiplier. */
  solve(right: Float64Array, sides: Float64Array): { dx: Float64Array; s: Float64Array } {
    const dx = new Float64Array(right.length);
    const s = new Float64Array(sides.length);
    let [above, below] = [right.slice(), sides];
    for (let round = 0; ; round += 1) {
      const change = this.#times(above.map((value, j) => value * this.#inverseDiagonal[j]!));
      for (let i = 0; i < change.length; i += 1) change[i]! -= below[i]!;
      this.#backSolve(change);
      this.addTransposed(change, -1, above);
      for (let j = 0; j < dx.length; j += 1) dx[j]! += above[j]! * this.#inverseDiagonal[j]!;
      for (let i = 0; i < s.length; i += 1) s[i]! += change[i]!;
      if (round === REFINEMENTS) return { dx, s };
      above = right.map((value, j) => value - dx[j]! / this.#inverseDiagonal[j]!);
      this.addTransposed(s, -1, above);
      const reached = this.#times(dx);
      below = this.#weigh(s);
      for (let i = 0; i < s.length; i += 1) below[i]! += sides[i]! - reached[i]!;
    }
  }

  /** target += factor · Bᵀ·y */
  addTransposed(y: Float64Array, factor: number, target: Float64Array): void {
    for (let i = 0; i < y.length; i += 1) {
      const { columns, coefficients } = this.#rows[i]!;
      const scale = factor * y[i]!;
      if (scale === 0) continue;
      for (let k = 0; k < columns.length; k += 1) target[columns[k]!]! += scale * coefficients[k]!;
    }
  }

  /** S⁻¹·values, in place. */
  #backSolve(values: Float64Array): void {
    const { places } = this.#order;
    const ordered = new Float64Array(values.length);
    for (let i = 0; i < values.length; i += 1) ordered[places[i]!] = values[i]!;
    solveLower(this.#factor, values.length, ordered);
    solveUpper(this.#factor, values.length, ordered);
    for (let i = 0; i < values.length; i += 1) values[i] = ordered[places[i]!]!;
  }

  #times(x: Float64Array): Float64Array {
    return Float64Array.from(this.#rows, (row) => product(row, x));
  }

  /** V·s */
  #weigh(s: Float64Array): Float64Array {
    const weighed = new Float64Array(s.length);
    this.#eachWeight((i, k, weight) => (weighed[i]! += weight * s[k]!));
    return weighed;
  }

  #fill(): void {
    const { rows, places } = this.#order;
    const size = rows.length;
    const scattered = new Float64Array(this.#inverseDiagonal.length);
    for (const [i, { columns, coefficients }] of rows.entries()) {
      for (let k = 0; k < columns.length; k += 1)
        scattered[columns[k]!] = coefficients[k]! * this.#inverseDiagonal[columns[k]!]!;
      for (let r = this.#envelope[i]!; r <= i; r += 1) this.#factor[i * size + r] = product(rows[r]!, scattered);
      for (let k = 0; k < columns.length; k += 1) scattered[columns[k]!] = 0;
    }
    this.#eachWeight((i, k, weight) => {
      if (places[k]! <= places[i]!) this.#factor[places[i]! * size + places[k]!]! += weight;
    });
  }

  /** The entries of V. */
  #eachWeight(use: (i: number, k: number, weight: number) => void): void {
    const { inverse, scalings } = this.#weights!;
    let at = 0;
    for (; at < inverse.length; at += 1) use(at, at, inverse[at]! + DUAL_PROXIMITY);
    for (const [c, scaling] of scalings.entries()) {
      const size = this.#coneSizes[c]!;
      for (let i = 0; i < size; i += 1)
        for (let k = 0; k < size; k += 1) use(at + i, at + k, scaling.square(i, k) + (i === k ? DUAL_PROXIMITY : 0));
      at += size;
    }
    for (let e = 0; e < this.#nEqualities; e += 1, at += 1) use(at, at, DUAL_PROXIMITY);
  }
}

export function product({ columns, coefficients }: SparseAffine, x: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < columns.length; k += 1) sum += coefficients[k]! * x[columns[k]!]!;
  return sum;
}
