import { choleskyFactor } from '../../numerics/index.ts';
import { stepToDeviations } from './deviation-step.ts';
import type { ScaledQuadratic } from './scaled-quadratic.ts';
import { solveLower, solveUpper } from './triangular.ts';

/** Keeps the system definite where P is not. */
const PROXIMITY = 1e-6;
const STIFFNESS_AT_START = 0.1;
/** Equalities are held this much more firmly. */
const EQUALITY_FACTOR = 1e3;
const OVER_RELAXATION = 1.6;
/** The stiffness is changed only where the residuals say that it is off by more than this. */
const WORTH_REFACTORING = 5;
const REFACTORINGS_MAX = 12;

/**
 * The alternating direction method of multipliers in the form of OSQP (Stellato et al. 2020), dense: each step solves
 * `(P + σI + ρ_b + AᵀρA)·x = …` with a Cholesky factor that is kept, and moves to the nearest point within bounds, rows, deviation costs and
 * limit. Slow to end but quick to tell which of them bind, which is all that is asked of it (`active-set.ts` does the rest).
 */
export class Admm {
  readonly x: Float64Array;
  /** the point within the bounds, and the rows' activities within their sides */
  readonly z: Float64Array;
  readonly rowZ: Float64Array;
  readonly y: Float64Array;
  /** > 0 at an upper side, as in OSQP */
  readonly rowY: Float64Array;
  limitMultiplier = 0;
  iterations = 0;

  readonly #problem: ScaledQuadratic;
  readonly #stiffness: Float64Array;
  readonly #rowStiffness: Float64Array;
  #level = STIFFNESS_AT_START;
  #factor: Float64Array;
  #refactorings = 0;

  constructor(problem: ScaledQuadratic) {
    const { n, rows, lower, upper } = problem;
    this.#problem = problem;
    this.x = Float64Array.from({ length: n }, (_, j) => Math.min(upper[j]!, Math.max(lower[j]!, problem.centre[j]!)));
    this.z = this.x.slice();
    this.y = new Float64Array(n);
    this.rowZ = Float64Array.from(rows, (row) => clamp(dot(row, this.x), row.lower, row.upper));
    this.rowY = new Float64Array(rows.length);
    this.#stiffness = new Float64Array(n);
    this.#rowStiffness = new Float64Array(rows.length);
    this.#factor = this.#refactor();
  }

  /** Takes `count` steps; where it has taken some before, it first looks whether the stiffness fits. */
  run(count: number): void {
    if (this.iterations > 0) this.#adapt();
    for (let k = 0; k < count; k += 1) this.#step();
    this.iterations += count;
  }

  /** How far x and A·x are from what is allowed. */
  get primalResidual(): number {
    let most = 0;
    for (let j = 0; j < this.x.length; j += 1) most = Math.max(most, Math.abs(this.x[j]! - this.z[j]!));
    this.#problem.rows.forEach((row, i) => {
      most = Math.max(most, Math.abs(dot(row, this.x) - this.rowZ[i]!));
    });
    return most;
  }

  #step(): void {
    const { n, slopes, rows } = this.#problem;
    const rho = this.#stiffness;
    const next = new Float64Array(n);
    for (let j = 0; j < n; j += 1) next[j] = PROXIMITY * this.x[j]! - slopes[j]! + rho[j]! * this.z[j]! - this.y[j]!;
    for (let i = 0; i < rows.length; i += 1)
      addRow(rows[i]!, this.#rowStiffness[i]! * this.rowZ[i]! - this.rowY[i]!, next);
    solveLower(this.#factor, n, next);
    solveUpper(this.#factor, n, next);
    this.#moveRows(next);
    const aim = new Float64Array(n);
    for (let j = 0; j < n; j += 1) {
      const relaxed = OVER_RELAXATION * next[j]! + (1 - OVER_RELAXATION) * this.z[j]!;
      aim[j] = relaxed + this.y[j]! / rho[j]!;
      this.x[j] = OVER_RELAXATION * next[j]! + (1 - OVER_RELAXATION) * this.x[j]!;
    }
    this.limitMultiplier = stepToDeviations(this.#problem, aim, rho, this.z);
    for (let j = 0; j < n; j += 1) this.y[j] = rho[j]! * (aim[j]! - this.z[j]!);
  }

  #moveRows(next: Float64Array): void {
    const { rows } = this.#problem;
    for (let i = 0; i < rows.length; i += 1) {
      const row = rows[i]!;
      const stiffness = this.#rowStiffness[i]!;
      const relaxed = OVER_RELAXATION * dot(row, next) + (1 - OVER_RELAXATION) * this.rowZ[i]!;
      const aim = relaxed + this.rowY[i]! / stiffness;
      this.rowZ[i] = clamp(aim, row.lower, row.upper);
      this.rowY[i] = stiffness * (aim - this.rowZ[i]!);
    }
  }

  #adapt(): void {
    const { n, hessian, slopes, rows } = this.#problem;
    const gradient = new Float64Array(n);
    const pull = this.y.slice();
    rows.forEach((row, i) => addRow(row, this.rowY[i]!, pull));
    for (let j = 0; j < n; j += 1) {
      let sum = 0;
      for (let k = 0, at = j * n; k < n; k += 1, at += 1) sum += hessian[at]! * this.x[k]!;
      gradient[j] = sum;
    }
    const dual = largest(gradient.map((value, j) => value + slopes[j]! + pull[j]!));
    const dualScale = Math.max(largest(gradient), largest(slopes), largest(pull));
    const activities = Float64Array.from(rows, (row) => dot(row, this.x));
    const primalScale = Math.max(largest(this.x), largest(activities), largest(this.z));
    const ratio = Math.sqrt(
      (this.primalResidual / (primalScale + 1e-300) + 1e-14) / (dual / (dualScale + 1e-300) + 1e-14),
    );
    if (this.#refactorings >= REFACTORINGS_MAX || (ratio < WORTH_REFACTORING && ratio > 1 / WORTH_REFACTORING)) return;
    this.#level = clamp(this.#level * ratio, 1e-6, 1e6);
    this.#factor = this.#refactor();
  }

  #refactor(): Float64Array {
    const { n, hessian, rows, lower, upper, cost, weight } = this.#problem;
    this.#refactorings += 1;
    for (let j = 0; j < n; j += 1) {
      const isFree = lower[j] === -Infinity && upper[j] === Infinity && cost[j] === 0 && weight[j] === 0;
      this.#stiffness[j] = isFree ? PROXIMITY : this.#level * (lower[j] === upper[j] ? EQUALITY_FACTOR : 1);
    }
    rows.forEach((row, i) => {
      this.#rowStiffness[i] = this.#level * (row.lower === row.upper ? EQUALITY_FACTOR : 1);
    });
    const system = hessian.slice();
    for (let j = 0; j < n; j += 1) system[j * n + j]! += PROXIMITY + this.#stiffness[j]!;
    for (let i = 0; i < rows.length; i += 1) {
      const { columns, coefficients } = rows[i]!;
      for (let a = 0; a < columns.length; a += 1) {
        const scale = this.#rowStiffness[i]! * coefficients[a]!;
        const at = columns[a]! * n;
        for (let b = 0; b <= a; b += 1) system[at + columns[b]!]! += scale * coefficients[b]!;
      }
    }
    return choleskyFactor(system, n) ?? this.#factor;
  }
}

export function dot(
  { columns, coefficients }: { columns: readonly number[]; coefficients: Float64Array },
  x: Float64Array,
): number {
  let sum = 0;
  for (let k = 0; k < columns.length; k += 1) sum += coefficients[k]! * x[columns[k]!]!;
  return sum;
}

/** Mutates target: += multiplier · row. */
export function addRow(
  { columns, coefficients }: { columns: readonly number[]; coefficients: Float64Array },
  multiplier: number,
  target: Float64Array,
): void {
  if (multiplier === 0) return;
  for (let k = 0; k < columns.length; k += 1) target[columns[k]!]! += multiplier * coefficients[k]!;
}

export function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

function clamp(value: number, lower: number, upper: number): number {
  return Math.min(upper, Math.max(lower, value));
}
