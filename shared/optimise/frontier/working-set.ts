import { factorise, type LuFactors, solveFactored } from '../lp/lu-factors.ts';
import { coefficientOf, covarianceOf, type SlackForm } from './frontier-problem.ts';

/**
 * A point and the variables that are free to move; all others stay where they are, mostly at a bound. The free ones always span the
 * rows, and Σ is positive definite on what they can do within them: so the system below has one solution.
 */
export type WorkingSet = {
  readonly form: SlackForm;
  readonly values: Float64Array;
  readonly free: readonly number[];
};

/** How free variables and multipliers depend on the risk tolerance, `constant + λ·slope`, all others staying put. */
export type CriticalLine = {
  /** per free variable */
  readonly constant: Float64Array;
  readonly slope: Float64Array;
  /** per row */
  readonly multiplierConstant: Float64Array;
  readonly multiplierSlope: Float64Array;
};

/** What a unit of a variable that isn't free makes the free ones do, and how the gradient along it then grows. */
export type Direction = {
  /** per free variable */
  readonly moves: Float64Array;
  readonly curvature: number;
  /** what `curvature` is a rounding error of */
  readonly curvatureScale: number;
};

/** `[Σ_FF −A_Fᵀ; A_F 0]`, factorised; null where it is singular. */
export function factoriseSet({ form, free }: WorkingSet): LuFactors | null {
  const n = free.length + form.nRows;
  const system = new Float64Array(n * n);
  for (const [a, i] of free.entries()) {
    for (const [b, j] of free.entries()) system[a * n + b] = covarianceOf(form, i, j);
    for (let r = 0; r < form.nRows; r++) {
      const coefficient = coefficientOf(form, r, i);
      system[a * n + free.length + r] = -coefficient;
      system[(free.length + r) * n + a] = coefficient;
    }
  }
  return factorise(system, n);
}

export function criticalLine(set: WorkingSet, factors: LuFactors): CriticalLine {
  const { form, free } = set;
  const held = heldValues(set);
  const constants = new Float64Array(factors.n);
  const slopes = new Float64Array(factors.n);
  for (const [a, i] of free.entries()) {
    constants[a] = -covarianceTimes(form, i, held);
    slopes[a] = form.means[i]!;
  }
  for (let r = 0; r < form.nRows; r++) constants[free.length + r] = -rowTimes(form, r, held);
  const constant = solveFactored(factors, constants);
  const slope = solveFactored(factors, slopes);
  const k = free.length;
  return {
    constant: constant.subarray(0, k),
    slope: slope.subarray(0, k),
    multiplierConstant: constant.subarray(k),
    multiplierSlope: slope.subarray(k),
  };
}

export function directionOf({ form, free }: WorkingSet, factors: LuFactors, entering: number): Direction {
  const right = new Float64Array(factors.n);
  for (const [a, i] of free.entries()) right[a] = -covarianceOf(form, i, entering);
  for (let r = 0; r < form.nRows; r++) right[free.length + r] = -coefficientOf(form, r, entering);
  const solved = solveFactored(factors, right);
  let curvature = covarianceOf(form, entering, entering);
  let spread = Math.sqrt(curvature);
  for (const [a, i] of free.entries()) {
    curvature += covarianceOf(form, entering, i) * solved[a]!;
    spread += Math.abs(solved[a]!) * Math.sqrt(covarianceOf(form, i, i));
  }
  for (let r = 0; r < form.nRows; r++) {
    curvature -= coefficientOf(form, r, entering) * solved[free.length + r]!;
  }
  return { moves: solved.subarray(0, free.length), curvature, curvatureScale: spread * spread };
}

/** `Σ·values − λ·μ − Aᵀ·multipliers` per variable, as a constant and a slope in λ; 0 for free ones. */
export function reducedGradients(set: WorkingSet, line: CriticalLine) {
  const { form, free } = set;
  const constants = heldValues(set);
  const slopes = new Float64Array(form.nVariables);
  for (const [a, i] of free.entries()) {
    constants[i] = line.constant[a]!;
    slopes[i] = line.slope[a]!;
  }
  const gradient = (values: Float64Array, multipliers: Float64Array, tolerance: number) =>
    Float64Array.from({ length: form.nVariables }, (_, i) => {
      let sum = covarianceTimes(form, i, values) - tolerance * form.means[i]!;
      for (let r = 0; r < form.nRows; r++) sum -= coefficientOf(form, r, i) * multipliers[r]!;
      return sum;
    });
  const constant = gradient(constants, line.multiplierConstant, 0);
  const slope = gradient(slopes, line.multiplierSlope, 1);
  for (const i of free) constant[i] = slope[i] = 0;
  return { constant, slope };
}

/** The values of the variables that aren't free, 0 for those that are. */
function heldValues({ values, free }: WorkingSet): Float64Array {
  const held = values.slice();
  for (const i of free) held[i] = 0;
  return held;
}

function covarianceTimes({ nWeights, covariance }: SlackForm, i: number, values: Float64Array): number {
  if (i >= nWeights) return 0;
  let sum = 0;
  for (let j = 0; j < nWeights; j++) sum += covariance[i * nWeights + j]! * values[j]!;
  return sum;
}

function rowTimes({ nWeights, matrix }: SlackForm, r: number, values: Float64Array): number {
  let sum = -values[nWeights + r]!;
  for (let j = 0; j < nWeights; j++) sum += matrix[r * nWeights + j]! * values[j]!;
  return sum;
}
