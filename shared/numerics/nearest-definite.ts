import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

export type DefiniteMatrix = {
  /** `[n × n]`, row-major, exactly symmetric */
  readonly matrix: Float64Array;
  /** eigenvalues that were raised to the floor; 0: the matrix is as it was given */
  readonly raised: number;
  readonly smallest: number;
  readonly largest: number;
};

/**
 * The nearest matrix, in the Frobenius norm, whose eigenvalues are all at least `floorFraction` of the largest:
 * `V·diag(max(λ, floor))·Vᵀ`. A matrix that is so already is returned as it is.
 *
 * Limits: n about 300 (about 10·n³ multiply-adds). Accuracy: test/unit/numerics/nearest-definite.test.ts.
 * Source: Higham (1988).
 *
 * @param matrix symmetric
 */
export function nearestDefinite(matrix: Float64Array, size: number, floorFraction: number): DefiniteMatrix {
  const square = Matrix.from1DArray(size, size, Array.from(matrix));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(square, { assumeSymmetric: true });
  const [smallest, largest] = [Math.min(...realEigenvalues), Math.max(...realEigenvalues)];
  const floor = floorFraction * Math.max(largest, 0);
  const raised = realEigenvalues.filter((value) => value < floor).length;
  if (raised === 0) return { matrix, raised, smallest, largest };
  const scaled = eigenvectorMatrix.clone();
  for (const [k, value] of realEigenvalues.entries()) scaled.mulColumn(k, Math.max(value, floor));
  const clipped = scaled.mmul(eigenvectorMatrix.transpose());
  const symmetric = Float64Array.from({ length: size * size }, (_, at) => {
    const [i, j] = [Math.floor(at / size), at % size];
    return (clipped.get(i, j) + clipped.get(j, i)) / 2;
  });
  return { matrix: symmetric, raised, smallest, largest };
}
