/**
 * Gradients of the first four cumulants of `θh + δᵀr + ½ Σ Γ_i r_i²`, r ~ N(0, S), by (δ₁…δₙ, Γ₁…Γₙ[, θ]).
 *
 * With Λ = diag(Γ), u = Sδ and v = SΛu:
 * `∂κ2/∂δ = 2u`, `∂κ3/∂δ = 6v`, `∂κ4/∂δ = 24·SΛv`;
 * `∂κ1/∂Γ_i = ½S_ii`, `∂κ2/∂Γ_i = (SΛS)_ii`, `∂κ3/∂Γ_i = 3u_i² + 3(SΛSΛS)_ii`, `∂κ4/∂Γ_i = 24·u_i·v_i + 12(SΛSΛSΛS)_ii`.
 *
 * Source: derived from κ_r = ½(r−1)!·tr((ΛS)^r) + ½ r!·bᵀS(ΛS)^(r−2)b, tradfi-margin.md §6.1; checked by differences in
 * test/unit/margin/value-at-risk.
 *
 * @param factor L with L·Lᵀ = S, [n × n] row-major
 */
export function cumulantGradients(x: Float64Array, factor: Float64Array, horizonYears: number): Float64Array[] {
  const size = Math.sqrt(factor.length);
  const covariance = outerSquare(factor, size);
  const delta = x.subarray(0, size);
  const gamma = x.subarray(size, 2 * size);
  const u = times(covariance, delta);
  const v = times(covariance, scaled(gamma, u));
  const w = times(covariance, scaled(gamma, v));
  const second = productThrough(covariance, gamma, covariance, size);
  const third = productThrough(second, gamma, covariance, size);
  const fourth = productThrough(third, gamma, covariance, size);
  const diagonal = (matrix: Float64Array, i: number) => matrix[i * size + i]!;
  const rows = Array.from({ length: 4 }, () => new Float64Array(x.length));
  for (let i = 0; i < size; i++) {
    [rows[1]![i], rows[2]![i], rows[3]![i]] = [2 * u[i]!, 6 * v[i]!, 24 * w[i]!];
    rows[0]![size + i] = diagonal(covariance, i) / 2;
    rows[1]![size + i] = diagonal(second, i);
    rows[2]![size + i] = 3 * u[i]! * u[i]! + 3 * diagonal(third, i);
    rows[3]![size + i] = 24 * u[i]! * v[i]! + 12 * diagonal(fourth, i);
  }
  if (x.length > 2 * size) rows[0]![2 * size] = horizonYears;
  return rows;
}

function outerSquare(factor: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      for (let k = 0; k <= Math.min(i, j); k++) out[i * size + j]! += factor[i * size + k]! * factor[j * size + k]!;
    }
  }
  return out;
}

function times(matrix: Float64Array, vector: Float64Array): Float64Array {
  return vector.map((_, i) => vector.reduce((sum, value, j) => sum + matrix[i * vector.length + j]! * value, 0));
}

function scaled(weights: Float64Array, vector: Float64Array): Float64Array {
  return vector.map((value, i) => weights[i]! * value);
}

/** `A·diag(middle)·B` */
function productThrough(a: Float64Array, middle: Float64Array, b: Float64Array, size: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const weight = a[i * size + k]! * middle[k]!;
      for (let j = 0; j < size; j++) out[i * size + j]! += weight * b[k * size + j]!;
    }
  }
  return out;
}
