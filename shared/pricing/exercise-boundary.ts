import { exp, log } from '../numerics/index.ts';
import { guessLogBoundary, type PutTerms } from './exercise-guess.ts';
import type { ExerciseScheme } from './exercise-scheme.ts';
import { solveLinearSystem } from './linear-system.ts';
import { densityOf, distributionOf, gaussian } from './normal-pair.ts';

/** ln B(τ) of an American put of strike 1: exercise is optimal where S/K ≤ B. */
export type ExerciseBoundary = {
  readonly put: PutTerms;
  readonly timeYears: number;
  /** ln B(T), at the longest time */
  readonly logNow: number;
  /** ln B at the quadrature points of the price, T·sin²θ_j from expiry */
  readonly logAtPoints: Float64Array;
  readonly scheme: ExerciseScheme;
};

/** Closer to the limit than this no step may bring ln B. */
const LEAST_DISTANCE = 1e-14;
/** No Newton step takes more than 70 % of the distance to the limit. */
const LEAST_PART_KEPT = 0.3;

/**
 * Exercise boundary of an American put of strike 1 whose rate r is positive, or 0 with a negative yield: the one boundary is then
 * below min(1, r/q), its limit at expiry. Calls have that of the put with r and q exchanged.
 *
 * B solves, for all τ, B·e^((r−q)τ)·D = N with (system A of the source)
 * N = φ(d−)/(σ√τ) + r ∫ e^(ru)·φ(d−(u))/(σ√(τ−u)) du,
 * D = φ(d+)/(σ√τ) + Φ(d+) + q ∫ e^(qu)·(Φ(d+(u)) + φ(d+(u))/(σ√(τ−u))) du, u from 0 to τ,
 * d± = (ln B(τ) + (r−q)τ)/(σ√τ) ± σ√τ/2, d±(u) the same of B(τ)/B(u) and τ−u. (ln B − ln B(0))² is a polynomial in √τ through
 * Chebyshev nodes; its values there are found by Newton's method with the whole Jacobian from the QD+ start: the source's own
 * iteration, diagonal, diverges where 2r/σ² is large.
 *
 * @returns null where the steps don't settle, which in the wide scheme happens only where 2·max(|r|, |q|)·√T/σ is above 200
 *
 * Source: Andersen, Lake & Offengenden, "High-performance American option pricing", J. Computational Finance 20 (2016).
 */
export function solveBoundary(put: PutTerms, timeYears: number, scheme: ExerciseScheme): ExerciseBoundary | null {
  const { degree, stepsMax } = scheme.size;
  const logLimit = put.yieldRate > 0 ? Math.min(0, log(put.rate / put.yieldRate)) : 0;
  const distances = firstDistances(put, timeYears, logLimit, scheme);
  const system = new Float64Array(degree * (degree + 1));
  for (let step = 0; step < stepsMax; step++) {
    writeNewtonSystem({ put, timeYears, logLimit, distances, scheme }, system);
    const move = solveLinearSystem(system, degree);
    for (let i = 0; i < degree; i++) {
      distances[i] = Math.max(distances[i]! - move[i]!, LEAST_PART_KEPT * distances[i]!, LEAST_DISTANCE);
    }
    if (largestMove(move, scheme) <= scheme.size.smallMove * put.volAnnual * Math.sqrt(timeYears)) {
      return boundaryFrom(put, timeYears, logLimit, distances, scheme);
    }
  }
  return null;
}

function boundaryFrom(
  put: PutTerms,
  timeYears: number,
  logLimit: number,
  distances: Float64Array,
  scheme: ExerciseScheme,
): ExerciseBoundary {
  const squares = distances.map((distance) => distance * distance);
  const { price, priceRows } = scheme;
  const logAtPoints = price.sines.map((_, j) => logLimit - distanceAt(priceRows, j, squares));
  return { put, timeYears, logNow: logLimit - distances[0]!, logAtPoints, scheme };
}

/** By the share of the time to expiry at which a node stands, for the price hardly looks at the last moments. */
function largestMove(move: Float64Array, { roots }: ExerciseScheme): number {
  return Math.max(...move.map((each, i) => Math.abs(each) * roots[i]! * roots[i]!));
}

/** y_i = ln B(0) − ln B(τ_i) by QD+, from the shortest time to the longest, each the start of the next. */
function firstDistances(
  put: PutTerms,
  timeYears: number,
  logLimit: number,
  { roots, size }: ExerciseScheme,
): Float64Array {
  const distances = new Float64Array(size.degree + 1);
  const most = logLimit - LEAST_DISTANCE;
  let logSpot = most - put.volAnnual * Math.sqrt(timeYears) * roots[size.degree - 1]!;
  for (let i = size.degree - 1; i >= 0; i--) {
    logSpot = guessLogBoundary(put, timeYears * roots[i]! * roots[i]!, logSpot, most);
    distances[i] = logLimit - logSpot;
  }
  return distances;
}

function distanceAt(rows: Float64Array, row: number, squares: Float64Array): number {
  const start = row * squares.length;
  let square = 0;
  for (let k = 0; k < squares.length; k++) square += rows[start + k]! * squares[k]!;
  return square > 0 ? Math.sqrt(square) : 0;
}

type State = {
  readonly put: PutTerms;
  readonly timeYears: number;
  readonly logLimit: number;
  readonly distances: Float64Array;
  readonly scheme: ExerciseScheme;
};

/** g_i = ln B_i + (r−q)τ_i − ln N_i + ln D_i and its derivatives by ln B_k: rows [Jacobian | −g]. */
function writeNewtonSystem(state: State, system: Float64Array): void {
  const { degree } = state.scheme.size;
  const squares = state.distances.map((distance) => distance * distance);
  for (let i = 0; i < degree; i++) writeRow(state, squares, i, system);
}

function writeRow(state: State, squares: Float64Array, i: number, system: Float64Array): void {
  const { put, timeYears, logLimit, distances, scheme } = state;
  const { volAnnual, rate, yieldRate } = put;
  const { degree } = scheme.size;
  const { sines, cosines, weights } = scheme.equation;
  const carry = rate - yieldRate;
  const time = timeYears * scheme.roots[i]! * scheme.roots[i]!;
  const deviation = volAnnual * Math.sqrt(time);
  const logSpot = logLimit - distances[i]!;
  const lower = (logSpot + carry * time) / deviation - 0.5 * deviation;
  const upper = lower + deviation;
  const upperGauss = gaussian(upper);
  const lowerPart = densityOf(gaussian(lower)) / deviation;
  const upperPart = densityOf(upperGauss) / deviation;
  let above = lowerPart;
  let aboveSlope = (-lower * lowerPart) / deviation;
  let below = upperPart + distributionOf(upper, upperGauss);
  let belowSlope = upperPart - (upper * upperPart) / deviation;
  const first = i * (degree + 1);
  const byDistance = new Float64Array(2 * degree);
  for (let j = 0; j < sines.length; j++) {
    const row = i * sines.length + j;
    const distance = distanceAt(scheme.equationRows, row, squares);
    const spread = deviation * cosines[j]!;
    const left = time * cosines[j]! * cosines[j]!;
    const d2 = (logSpot - logLimit + distance + carry * left) / spread - 0.5 * spread;
    const d1 = d2 + spread;
    const gauss = gaussian(d1);
    const ofRate = (rate * exp(rate * (time - left)) * time * weights[j]! * densityOf(gaussian(d2))) / spread;
    const ofYield = yieldRate * exp(yieldRate * (time - left)) * time * weights[j]!;
    const ofDensity = (ofYield * densityOf(gauss)) / spread;
    const rateSlope = (-d2 * ofRate) / spread;
    const yieldSlope = ofDensity - (d1 * ofDensity) / spread;
    above += ofRate;
    aboveSlope += rateSlope;
    below += ofYield * distributionOf(d1, gauss) + ofDensity;
    belowSlope += yieldSlope;
    if (distance > 0) addBoundarySlopes(scheme, row, rateSlope / distance, yieldSlope / distance, byDistance);
  }
  for (let k = 0; k < degree; k++) {
    system[first + k] = distances[k]! * (byDistance[k]! / above - byDistance[degree + k]! / below);
  }
  system[first + i]! += 1 - (aboveSlope / above - belowSlope / below);
  system[first + degree] = log(above) - log(below) - logSpot - carry * time;
}

/** What ln B(u) in the integrals adds: ∂ln B(u)/∂ln B_k = weight_k·y_k/y(u). */
function addBoundarySlopes(
  { size, equationRows }: ExerciseScheme,
  row: number,
  rateSlope: number,
  yieldSlope: number,
  sums: Float64Array,
): void {
  const start = row * (size.degree + 1);
  for (let k = 0; k < size.degree; k++) {
    sums[k]! += rateSlope * equationRows[start + k]!;
    sums[size.degree + k]! += yieldSlope * equationRows[start + k]!;
  }
}
