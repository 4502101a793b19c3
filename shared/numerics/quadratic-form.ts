import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/**
 * A quadratic form in independent standard normals, `Q = constant + Σ_j linear_j·y_j + ½·curvature_j·y_j²`.
 */
export type QuadraticForm = {
  readonly constant: number;
  readonly linear: Float64Array;
  readonly curvature: Float64Array;
};

/**
 * Turns `θ + bᵀz + ½ zᵀΛz` with `z = L·y`, y independent standard normals, into its principal axes.
 *
 * Shape: Λ (symmetric) and L are [n × n], row-major.
 */
export function principalForm(
  constant: number,
  linear: ArrayLike<number>,
  curvature: Float64Array,
  factor: Float64Array,
): QuadraticForm {
  const size = linear.length;
  const columns = Matrix.from1DArray(size, size, Array.from(factor));
  const inner = columns
    .transpose()
    .mmul(Matrix.from1DArray(size, size, Array.from(curvature)))
    .mmul(columns);
  const axes = new EigenvalueDecomposition(inner, { assumeSymmetric: true });
  const slope = Matrix.rowVector(Array.from(linear)).mmul(columns).mmul(axes.eigenvectorMatrix);
  return { constant, linear: Float64Array.from(slope.getRow(0)), curvature: Float64Array.from(axes.realEigenvalues) };
}

/** First four cumulants: `κ_r = ½(r−1)!·Σλ^r + ½ r!·Σ b²λ^(r−2)`, with the constant in κ1. */
export function cumulantsOf({ constant, linear, curvature }: QuadraticForm): [number, number, number, number] {
  let [k1, k2, k3, k4] = [constant, 0, 0, 0];
  for (let j = 0; j < linear.length; j++) {
    const b2 = linear[j]! * linear[j]!;
    const l = curvature[j]!;
    k1 += l / 2;
    k2 += b2 + (l * l) / 2;
    k3 += 3 * b2 * l + l * l * l;
    k4 += 12 * b2 * l * l + 3 * l * l * l * l;
  }
  return [k1, k2, k3, k4];
}
