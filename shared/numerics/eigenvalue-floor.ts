import { requireThat } from '../foundation/index.ts';
import { binaryExponent, powerOfTwo } from './binary-scale.ts';
import { choleskyFactor } from './cholesky.ts';

/** Below it, a matrix with a negative eigenvalue isn't rounding any more. */
const DOUBLINGS_MOST = 20;

/**
 * A number that no eigenvalue of a symmetric matrix is below, rounding included; within a factor of about 4 of the smallest where that is
 * clearly positive. Negative, by 1e-12 of the diagonal or what is rounded, where the matrix is singular; 0 where it is zero; null where nothing
 * near 0 can be shown.
 *
 * Where Cholesky of A − c·I runs to its end in doubles, it is the exact factor of a matrix that is at most (n + 2)·u·tr(A − c·I) away, and
 * the shift rounds by u·tr(A): so every eigenvalue of A is at least c less that.
 *
 * Limits: n about 300, 10 factorisations. Accuracy: test/unit/numerics/eigenvalue-floor.test.ts.
 * Source: Rump, "Verification of positive definiteness", BIT 46 (2006); Higham, Accuracy and Stability, theorem 10.3.
 */
export function eigenvalueFloor(matrix: Float64Array, size: number): number | null {
  requireThat(matrix.length === size * size && matrix.every(Number.isFinite), 'a finite square matrix', { size });
  if (matrix.every((value) => value === 0)) return 0;
  const diagonal = Array.from({ length: size }, (_, i) => matrix[i * size + i]!);
  const trace = diagonal.reduce((sum, value) => sum + value, 0);
  if (!diagonal.every((value) => value >= 0) || trace === 0) return null;
  const least = binaryExponent(2 * (size + 4) * 2 ** -52 * trace) + 1;
  return aboveZero(matrix, diagonal, least) ?? belowZero(matrix, diagonal, least);
}

/** Half of the largest power of two that the matrix may be lowered by, as the other half is more than what was rounded. */
function aboveZero(matrix: Float64Array, diagonal: readonly number[], least: number): number | null {
  const smallest = Math.min(...diagonal);
  if (!(smallest > 0) || !isDefinite(matrix, diagonal, -powerOfTwo(least))) return null;
  let [low, high] = [least, Math.max(least, binaryExponent(smallest)) + 1];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isDefinite(matrix, diagonal, -powerOfTwo(middle))) low = middle;
    else high = middle;
  }
  return powerOfTwo(low - 1);
}

function belowZero(matrix: Float64Array, diagonal: readonly number[], least: number): number | null {
  for (let power = least; power < least + DOUBLINGS_MOST; power++) {
    if (isDefinite(matrix, diagonal, powerOfTwo(power))) return -powerOfTwo(power + 1);
  }
  return null;
}

function isDefinite(matrix: Float64Array, diagonal: readonly number[], raised: number): boolean {
  const size = diagonal.length;
  const shifted = matrix.slice();
  for (const [i, value] of diagonal.entries()) shifted[i * size + i] = value + raised;
  const factor = choleskyFactor(shifted, size);
  return factor?.every((value, at) => at % (size + 1) > 0 || value > 0) ?? false;
}
