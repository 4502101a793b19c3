import { requireThat } from '../foundation/index.ts';

/** A pivot below this share of its diagonal is rounding: the column is a combination of those before it. */
const RANK_TOLERANCE = 1e-12;

/**
 * Lower triangular L with L·Lᵀ = Σ for a positive semi-definite Σ, or null where Σ has a negative direction.
 *
 * A pivot within rounding of zero gives a zero column, so that a singular covariance (a constant series, two equal ones)
 * is factored as it is.
 *
 * Shape: Σ and L are [n × n], row-major.
 * Limits: n about 1,000 (n³/3 multiply-adds; plain typed arrays measured three times as fast as ml-matrix).
 */
export function choleskyFactor(matrix: Float64Array, size: number): Float64Array | null {
  requireThat(matrix.length === size * size, 'a square matrix', { length: matrix.length, size });
  const factor = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    const pivot = matrix[j * size + j]! - squares(factor, j * size, j);
    const tolerance = RANK_TOLERANCE * Math.abs(matrix[j * size + j]!);
    if (!(pivot >= -tolerance)) return null;
    const diagonal = pivot <= tolerance ? 0 : Math.sqrt(pivot);
    factor[j * size + j] = diagonal;
    for (let i = j + 1; i < size; i++) {
      const rest = matrix[i * size + j]! - dot(factor, i * size, j * size, j);
      if (diagonal > 0) factor[i * size + j] = rest / diagonal;
      else if (rest * rest > RANK_TOLERANCE * matrix[i * size + i]! * matrix[j * size + j]!) return null;
    }
  }
  return factor;
}

function squares(values: Float64Array, from: number, count: number): number {
  return dot(values, from, from, count);
}

function dot(values: Float64Array, a: number, b: number, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += values[a + k]! * values[b + k]!;
  return sum;
}
