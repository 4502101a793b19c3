import { choleskyFactor } from '../../numerics/index.ts';
import { type ActiveSet, fixedAt, isFree, signAt } from './active-set.ts';
import { addRow, dot, largest } from './admm.ts';
import type { ScaledQuadratic } from './scaled-quadratic.ts';
import { solveLower, solveUpper } from './triangular.ts';

/** Added to the diagonal of both blocks, whose largest entries are near 1, so that they can be factored; refinement takes it out again. */
const REGULARISATION = 1e-9;
const REFINEMENTS_MAX = 30;
/** A residual that stays above this is a slope along which the face is flat: the point then stays far along it, past what stops it. */
const FLAT_ABOVE = 1e-8;

/** The stationary point on a face, in scaled units. */
export type FacePoint = {
  readonly x: Float64Array;
  /** per row of the problem; 0 for slack rows */
  readonly y: Float64Array;
  readonly limitMultiplier: number;
  /** P·x + slopes − Aᵀy per column, without deviation costs */
  readonly reducedCosts: Float64Array;
};

type Equality = { readonly columns: readonly number[]; readonly coefficients: Float64Array; readonly side: number };

/**
 * The point at which the quadratic is stationary with the active columns fixed, the active rows met and signs of deviations kept:
 *
 *   [ P_FF  −Bᵀ ] [x_F]   [ −slopes_F − signs_F·cost_F − P_F,fixed·x_fixed ]
 *   [ B      0  ] [ y ] = [ sides − B·x_fixed ]
 *
 * solved by the Cholesky factor of P_FF + δI and that of the Schur complement, and refined until the residual stops falling: what
 * δ changes is gone from the answer. Null where P_FF + δI isn't positive definite.
 */
export function equalityPoint(problem: ScaledQuadratic, active: ActiveSet): FacePoint | null {
  const { n, hessian, slopes, cost, rows } = problem;
  const free = Array.from({ length: n }, (_, j) => j).filter((j) => isFree(active.places[j]!));
  const equalities = equalitiesOf(problem, active);
  const system = factorFace(problem, free, equalities);
  if (system === null) return null;
  const x = Float64Array.from({ length: n }, (_, j) =>
    isFree(active.places[j]!) ? 0 : fixedAt(problem, j, active.places[j]!),
  );
  const multipliers = new Float64Array(equalities.length);
  const fixedSlopes = slopes.map((slope, j) => slope + signAt(problem, j, active.places[j]!) * cost[j]!);
  const slopeAt = () => {
    const gradient = times(hessian, n, x);
    for (let j = 0; j < n; j += 1) gradient[j]! += fixedSlopes[j]!;
    equalities.forEach((each, i) => addRow(each, -multipliers[i]!, gradient));
    return gradient;
  };
  let [gradient, before] = [slopeAt(), Infinity];
  for (let round = 0; round < REFINEMENTS_MAX; round += 1) {
    const right = Float64Array.from(free, (j) => -gradient[j]!);
    const rest = Float64Array.from(equalities, (each) => each.side - dot(each, x));
    const error = Math.max(largest(right), largest(rest));
    if (!Number.isFinite(error)) return null;
    const isStuck = error > 0.5 * before;
    if (error === 0 || (isStuck && error <= FLAT_ABOVE)) break;
    system.correct(right, rest);
    free.forEach((j, f) => (x[j]! += right[f]!));
    for (let i = 0; i < multipliers.length; i += 1) multipliers[i]! += rest[i]!;
    gradient = slopeAt();
    if (isStuck) break;
    before = error;
  }
  return pointFrom(problem, active, { x, multipliers, gradient }, rows.length);
}

function pointFrom(
  problem: ScaledQuadratic,
  active: ActiveSet,
  found: { x: Float64Array; multipliers: Float64Array; gradient: Float64Array },
  nRows: number,
): FacePoint {
  const y = new Float64Array(nRows);
  let at = 0;
  for (let i = 0; i < nRows; i += 1) if (active.sides[i] !== 0) y[i] = found.multipliers[at++]!;
  const limitMultiplier = active.isLimitActive ? -found.multipliers[at]! : 0;
  const reducedCosts = found.gradient.map((slope, j) => {
    const sign = signAt(problem, j, active.places[j]!);
    const limit = active.isLimitActive && isFree(active.places[j]!) ? limitMultiplier * problem.weight[j]! * sign : 0;
    return slope - sign * problem.cost[j]! - limit;
  });
  return { x: found.x, y, limitMultiplier, reducedCosts };
}

/** The active rows, and last the deviation limit with the signs of the free columns. */
function equalitiesOf(problem: ScaledQuadratic, { places, sides, isLimitActive }: ActiveSet): Equality[] {
  const equalities = problem.rows.flatMap((row, i): Equality[] =>
    sides[i] === 0
      ? []
      : [{ columns: row.columns, coefficients: row.coefficients, side: sides[i] === 1 ? row.lower : row.upper }],
  );
  if (!isLimitActive) return equalities;
  const columns: number[] = [];
  const coefficients: number[] = [];
  let side = problem.limit;
  for (let j = 0; j < problem.n; j += 1) {
    const weight = problem.weight[j]!;
    if (weight === 0) continue;
    const sign = signAt(problem, j, places[j]!);
    if (isFree(places[j]!)) {
      columns.push(j);
      coefficients.push(sign * weight);
      side += sign * weight * problem.centre[j]!;
    } else side -= weight * Math.abs(fixedAt(problem, j, places[j]!) - problem.centre[j]!);
  }
  return [...equalities, { columns, coefficients: Float64Array.from(coefficients), side }];
}

type FaceSystem = {
  /** Solves in place for a correction of x_F and of the multipliers. Mutates: both. */
  readonly correct: (right: Float64Array, rest: Float64Array) => void;
};

function factorFace(
  { n, hessian }: ScaledQuadratic,
  free: readonly number[],
  equalities: readonly Equality[],
): FaceSystem | null {
  const [f, k] = [free.length, equalities.length];
  const block = new Float64Array(f * f);
  for (let a = 0; a < f; a += 1) {
    for (let b = 0; b <= a; b += 1) block[a * f + b] = hessian[free[a]! * n + free[b]!]!;
    block[a * f + a]! += REGULARISATION;
  }
  const factor = choleskyFactor(block, f);
  if (factor === null) return null;
  const position = new Int32Array(n).fill(-1);
  free.forEach((j, a) => (position[j] = a));
  const gaps = equalities.map(({ columns, coefficients }) => {
    const row = new Float64Array(f);
    columns.forEach((j, c) => {
      if (position[j]! >= 0) row[position[j]!] = coefficients[c]!;
    });
    return row;
  });
  const halves = gaps.map((row) => {
    const half = row.slice();
    solveLower(factor, f, half);
    return half;
  });
  const schur = new Float64Array(k * k);
  for (let a = 0; a < k; a += 1) {
    for (let b = 0; b <= a; b += 1) schur[a * k + b] = product(halves[a]!, halves[b]!);
    schur[a * k + a]! += REGULARISATION;
  }
  const schurFactor = choleskyFactor(schur, k);
  if (schurFactor === null) return null;
  return {
    correct: (right, rest) => {
      solveLower(factor, f, right);
      for (let i = 0; i < k; i += 1) rest[i]! -= product(halves[i]!, right);
      solveLower(schurFactor, k, rest);
      solveUpper(schurFactor, k, rest);
      for (let i = 0; i < k; i += 1) addScaled(right, rest[i]!, halves[i]!);
      solveUpper(factor, f, right);
    },
  };
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(target: Float64Array, scale: number, values: Float64Array): void {
  for (let i = 0; i < target.length; i += 1) target[i]! += scale * values[i]!;
}

function times(matrix: Float64Array, n: number, x: Float64Array): Float64Array {
  const result = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let sum = 0;
    for (let j = 0, at = i * n; j < n; j += 1, at += 1) sum += matrix[at]! * x[j]!;
    result[i] = sum;
  }
  return result;
}
