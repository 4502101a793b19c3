/** Solves L·v = b in place. Shape: factor is L, [n × n], row-major. A zero pivot gives a zero. Mutates: b. */
export function solveLower(factor: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i += 1) {
    let rest = b[i]!;
    for (let k = 0, at = i * n; k < i; k += 1, at += 1) rest -= factor[at]! * b[k]!;
    const pivot = factor[i * n + i]!;
    b[i] = pivot > 0 ? rest / pivot : 0;
  }
}

/** Solves Lᵀ·x = v in place, row by row, so that memory is read in order. Mutates: v. */
export function solveUpper(factor: Float64Array, n: number, v: Float64Array): void {
  for (let i = n - 1; i >= 0; i -= 1) {
    const pivot = factor[i * n + i]!;
    const x = pivot > 0 ? v[i]! / pivot : 0;
    v[i] = x;
    for (let k = 0, at = i * n; k < i; k += 1, at += 1) v[k]! -= factor[at]! * x;
  }
}
