/** Vectors (a₀, a₁…) of the cone a₀ ≥ ‖a₁‖ and its Jordan algebra: `a∘b = (a·b, a₀·b₁ + b₀·a₁)`. */

/** a₀² − ‖a₁‖², without the cancellation of the squares. */
function determinant(a: Float64Array): number {
  const length = Math.sqrt(dotFrom(1, a, a));
  return (a[0]! - length) * (a[0]! + length);
}

export function jordanProduct(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((each, k) => (k === 0 ? dotFrom(0, a, b) : a[0]! * b[k]! + b[0]! * each));
}

/** The x of `a∘x = b`. */
export function jordanQuotient(b: Float64Array, a: Float64Array): Float64Array {
  const first = (a[0]! * b[0]! - dotFrom(1, a, b)) / determinant(a);
  return b.map((each, k) => (k === 0 ? first : (each - first * a[k]!) / a[0]!));
}

/** The largest step up to `most` with which a + step·d stays in the cone, from inside it. */
export function stepInCone(a: Float64Array, d: Float64Array, most: number): number {
  const [square, half, rest] = [determinantOf(d, d), determinantOf(a, d), determinant(a)];
  const first = d[0]! < 0 ? Math.min(most, -a[0]! / d[0]!) : most;
  const inner = half * half - square * rest;
  if (inner < 0) return first;
  const root = Math.sqrt(inner);
  const q = half > 0 ? -half - root : -half + root;
  const roots = [square === 0 ? Infinity : q / square, q === 0 ? Infinity : rest / q].filter((step) => step > 0);
  return Math.min(first, ...roots);
}

function determinantOf(a: Float64Array, b: Float64Array): number {
  return a[0]! * b[0]! - dotFrom(1, a, b);
}

export function dotFrom(start: number, a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = start; k < a.length; k += 1) sum += a[k]! * b[k]!;
  return sum;
}

/**
 * Nesterov and Todd's scaling of a slack s and a multiplier u inside the cone: the symmetric W with `W·u = W⁻¹·s = λ`.
 *
 *   W = η·[w₀ w₁ᵀ; w₁ I + w₁w₁ᵀ/(1 + w₀)],   W² = η²·(2·w·wᵀ − J),   J = diag(1, −1, …, −1)
 */
export class ConeScaling {
  readonly #w: Float64Array;
  readonly #eta: number;
  readonly lambda: Float64Array;

  constructor(slack: Float64Array, multiplier: Float64Array) {
    const [rootS, rootU] = [Math.sqrt(determinant(slack)), Math.sqrt(determinant(multiplier))];
    const s = slack.map((each) => each / rootS);
    const u = multiplier.map((each) => each / rootU);
    const gamma = Math.sqrt((1 + dotFrom(0, s, u)) / 2);
    this.#w = s.map((each, k) => (each + (k === 0 ? u[k]! : -u[k]!)) / (2 * gamma));
    this.#eta = Math.sqrt(rootS / rootU);
    this.lambda = this.apply(multiplier);
  }

  get size(): number {
    return this.#w.length;
  }

  /** W·a */
  apply(a: Float64Array): Float64Array {
    const w = this.#w;
    const inner = dotFrom(1, w, a);
    const along = a[0]! + inner / (1 + w[0]!);
    return a.map((each, k) => this.#eta * (k === 0 ? w[0]! * each + inner : each + along * w[k]!));
  }

  /** W⁻¹·a */
  applyInverse(a: Float64Array): Float64Array {
    const w = this.#w;
    const inner = dotFrom(1, w, a);
    const along = -a[0]! + inner / (1 + w[0]!);
    return a.map((each, k) => (k === 0 ? w[0]! * each - inner : each + along * w[k]!) / this.#eta);
  }

  /** Entry of W². */
  square(i: number, k: number): number {
    const w = this.#w;
    const diagonal = i === k ? (i === 0 ? -1 : 1) : 0;
    return this.#eta * this.#eta * (2 * w[i]! * w[k]! + diagonal);
  }
}
