/** P·A = L·U of a square matrix, partial pivoting. Shape: lu is [n × n], row-major, L's unit diagonal left out. */
export type LuFactors = { readonly n: number; readonly lu: Float64Array; readonly order: Int32Array };

/** Null where a pivot is exactly zero. Mutates: nothing. */
export function factorise(a: Float64Array, n: number): LuFactors | null {
  const lu = a.slice();
  const order = Int32Array.from({ length: n }, (_, i) => i);
  for (let k = 0; k < n; k += 1) {
    const p = largestBelow(lu, n, k);
    if (lu[p * n + k] === 0) return null;
    if (p !== k) swapRows(lu, order, n, p, k);
    for (let i = k + 1; i < n; i += 1) {
      const factor = lu[i * n + k]! / lu[k * n + k]!;
      lu[i * n + k] = factor;
      if (factor === 0) continue;
      for (let j = k + 1; j < n; j += 1) lu[i * n + j]! -= factor * lu[k * n + j]!;
    }
  }
  return { n, lu, order };
}

/** x with A·x = b. */
export function solveFactored({ n, lu, order }: LuFactors, b: Float64Array): Float64Array {
  const x = new Float64Array(n);
  for (let i = 0; i < n; i += 1) {
    let rest = b[order[i]!]!;
    for (let j = 0; j < i; j += 1) rest -= lu[i * n + j]! * x[j]!;
    x[i] = rest;
  }
  for (let i = n - 1; i >= 0; i -= 1) {
    let rest = x[i]!;
    for (let j = i + 1; j < n; j += 1) rest -= lu[i * n + j]! * x[j]!;
    x[i] = rest / lu[i * n + i]!;
  }
  return x;
}

/** x with Aᵀ·x = b. */
export function solveTransposed({ n, lu, order }: LuFactors, b: Float64Array): Float64Array {
  const w = b.slice();
  for (let i = 0; i < n; i += 1) {
    w[i]! /= lu[i * n + i]!;
    for (let j = i + 1; j < n; j += 1) w[j]! -= lu[i * n + j]! * w[i]!;
  }
  for (let i = n - 1; i >= 0; i -= 1) for (let j = 0; j < i; j += 1) w[j]! -= lu[i * n + j]! * w[i]!;
  const x = new Float64Array(n);
  for (let i = 0; i < n; i += 1) x[order[i]!] = w[i]!;
  return x;
}

function largestBelow(lu: Float64Array, n: number, k: number): number {
  let best = k;
  for (let i = k + 1; i < n; i += 1) if (Math.abs(lu[i * n + k]!) > Math.abs(lu[best * n + k]!)) best = i;
  return best;
}

function swapRows(lu: Float64Array, order: Int32Array, n: number, p: number, k: number): void {
  const row = lu.slice(p * n, (p + 1) * n);
  lu.copyWithin(p * n, k * n, (k + 1) * n);
  lu.set(row, k * n);
  [order[p], order[k]] = [order[k]!, order[p]!];
}
