/** A function's value and its derivative towards each argument. */
export type Gradient = { readonly value: number; readonly partials: Float64Array };

/** `sqrt(Σ_k Σ_l ρ_kl x_k x_l)` with ρ_kk = 1; 0 where the sum is not above 0. Homogeneous of degree 1. */
export function correlatedNorm(correlation: (k: number, l: number) => number): (x: Float64Array) => Gradient {
  return (x) => {
    const rows = x.map((own, k) =>
      x.reduce((total, other, l) => (l === k ? total : total + correlation(k, l) * other), own),
    );
    const value = Math.sqrt(
      Math.max(
        0,
        x.reduce((total, own, k) => total + own * rows[k]!, 0),
      ),
    );
    return { value, partials: rows.map((row) => (value === 0 ? 0 : row / value)) };
  };
}
