import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { requireThat } from '../foundation/index.ts';
import { exp } from './exponential.ts';
import { normalCdf } from './normal.ts';
import { sinCos } from './sin-cos.ts';

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

/** Where a term falls below this, the rest of the sum does too. */
const TERM_TOLERANCE = 1e-12;
const MOST_TERMS = 200_000;

/**
 * P(Q ≤ x) and E[max(x − Q, 0)], by inverting the characteristic function `φ(t) = E e^(itQ)`.
 *
 * `P = ½ − Σ_k Im(φ(t_k)·e^(−i t_k x)) / (π(k+½))` and
 * `E = ½(x − μ) + (Δ/π)·Σ_k (1 − Re(φ(t_k)·e^(−i t_k x))) / t_k²` at the midpoints `t_k = (k+½)·Δ`, Δ small enough that the
 * distribution has no mass worth 1e-12 beyond ±π/Δ of x. One axis alone is solved in closed form for P.
 *
 * Accuracy: probability 1e-7 where at least three axes are curved or a linear part is left; test/unit/numerics/quadratic-form.test.ts.
 * Source: Gil-Pelaez (1951), Davies (1973).
 */
export function distributionAt(
  form: QuadraticForm,
  x: number,
): { readonly probability: number; readonly shortfall: number } {
  const [mean, variance] = cumulantsOf(form);
  const deviation = Math.sqrt(variance);
  requireThat(deviation > 0, 'a form that varies', { variance });
  const steepest = form.curvature.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  const step = Math.PI / (Math.abs(x - mean) + 10 * deviation + 30 * steepest);
  let [probability, absolute] = [0.5, 0];
  let k = 0;
  for (; k < MOST_TERMS; k++) {
    const t = (k + 0.5) * step;
    const { re, im, modulus } = shiftedCharacteristic(form, x, t);
    probability -= im / (Math.PI * (k + 0.5));
    absolute += (1 - re) / (t * t);
    if (modulus < TERM_TOLERANCE * (k + 0.5)) break;
  }
  const beyond = tailOfSquares(k + 1) / (step * step);
  const shortfall = 0.5 * (x - mean) + (step / Math.PI) * (absolute + beyond);
  return { probability: form.linear.length === 1 ? singleAxis(form, x) : probability, shortfall };
}

/** `Σ_(k≥n) 1/(k+½)²`, asymptotically; the terms left out are below 1e-9 from n = 20 on. */
function tailOfSquares(n: number): number {
  return 1 / n - 1 / (12 * n * n * n) + 7 / (240 * n * n * n * n * n);
}

type Complex = { re: number; im: number };

/** `φ(t)·e^(−itx)` and its modulus; each factor `(1 − itλ)^(−½)` has a positive real part, so the principal root is the right one. */
function shiftedCharacteristic({ constant, linear, curvature }: QuadraticForm, x: number, t: number) {
  let root: Complex = { re: 1, im: 0 };
  let [growth, phase] = [0, t * (constant - x)];
  for (let j = 0; j < linear.length; j++) {
    const tilt = t * curvature[j]!;
    const size2 = 1 + tilt * tilt;
    const spread = (-0.5 * t * t * linear[j]! * linear[j]!) / size2;
    growth += spread;
    phase += spread * tilt;
    root = product(root, inverseRoot(tilt, size2));
  }
  const { sin, cos } = sinCos(phase);
  const scale = exp(growth);
  const { re, im } = product(root, { re: scale * cos, im: scale * sin });
  return { re, im, modulus: Math.sqrt(re * re + im * im) };
}

/** `(1 − i·tilt)^(−½)` = conj-free principal root of `(1 + i·tilt)/(1 + tilt²)`. */
function inverseRoot(tilt: number, size2: number): Complex {
  const modulus = 1 / Math.sqrt(size2);
  const re = Math.sqrt(0.5 * (modulus + 1 / size2));
  return { re, im: (0.5 * tilt) / size2 / re };
}

function product(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

/** P(c + b·y + ½λ·y² ≤ x) from the roots of the parabola. */
function singleAxis({ constant, linear, curvature }: QuadraticForm, x: number): number {
  const [b, l] = [linear[0]!, curvature[0]!];
  if (l === 0) return normalCdf((x - constant) / Math.abs(b));
  const discriminant = b * b - 2 * l * (constant - x);
  if (discriminant <= 0) return l > 0 ? 0 : 1;
  const root = Math.sqrt(discriminant);
  const [low, high] = [(-b - root) / l, (-b + root) / l].toSorted((p, q) => p - q) as [number, number];
  const between = normalCdf(high) - normalCdf(low);
  return l > 0 ? between : 1 - between;
}
