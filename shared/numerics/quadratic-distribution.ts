import { requireThat } from '../foundation/index.ts';
import { exp } from './exponential.ts';
import { normalCdf, normalPdf } from './normal.ts';
import { type Complex, N_TAIL_TERMS, oscillatingTail, product } from './oscillating-tail.ts';
import { cumulantsOf, type QuadraticForm } from './quadratic-form.ts';
import { sinCos } from './sin-cos.ts';

export type DistributionAt = { readonly probability: number; readonly shortfall: number };

/** Where a term falls below this, the rest of the sum does too. */
const TERM_TOLERANCE = 1e-14;
const MOST_TERMS = 200_000;
/** The tail is tried for at this many terms, and at each doubling. */
const FIRST_TRY = 32;
/** An axis with less than this part of the variance is left out: it moves no probability by more than about its root. */
const AXIS_VARIANCE_FRACTION = 1e-24;

/**
 * P(Q ≤ x) and E[max(x − Q, 0)], by inverting the characteristic function `φ(t) = E e^(itQ)`; one axis alone is solved in closed form.
 *
 * `P = ½ − Σ_k Im(g_k)/(π(k+½))` and `E = ½(x − μ) + π/(2Δ) − Σ_k Re(g_k)/(πΔ(k+½)²)` with `g_k = φ(t_k)·e^(−i t_k x)` at the
 * midpoints `t_k = (k+½)·Δ`, Δ small enough that the distribution has no mass worth 1e-12 beyond ±π/Δ of x. With few axes g falls like
 * a power of k only; as its phase settles, the tails of both sums are those of an oscillation that varies slowly, and are summed by parts.
 *
 * Accuracy: 1e-12 of the chi-square with two degrees of freedom, 1e-7 within a hundredth of a deviation of a bound of Q;
 * test/unit/numerics/quadratic-form.test.ts.
 * Source: Gil-Pelaez (1951), Davies (1973).
 */
export function distributionAt(whole: QuadraticForm, x: number): DistributionAt {
  const form = withoutStillAxes(whole);
  if (form.linear.length === 1) return singleAxis(form, x);
  const [mean, variance] = cumulantsOf(form);
  const steepest = form.curvature.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  const step = Math.PI / (Math.abs(x - mean) + 10 * Math.sqrt(variance) + 30 * steepest);
  const { im, re } = midpointSums(form, x, step);
  return {
    probability: 0.5 - im / Math.PI,
    shortfall: 0.5 * (x - mean) + Math.PI / (2 * step) - re / (Math.PI * step),
  };
}

function withoutStillAxes({ constant, linear, curvature }: QuadraticForm): QuadraticForm {
  const variances = linear.map((b, j) => b * b + (curvature[j]! * curvature[j]!) / 2);
  const variance = variances.reduce((sum, each) => sum + each, 0);
  requireThat(variance > 0, 'a form that varies', { variance });
  const moves = (_: number, j: number) => variances[j]! > AXIS_VARIANCE_FRACTION * variance;
  return { constant, linear: linear.filter(moves), curvature: curvature.filter(moves) };
}

/** `Σ Im(g_k)/(k+½)` and `Σ Re(g_k)/(k+½)²`. */
function midpointSums(form: QuadraticForm, x: number, step: number): Complex {
  let [im, re] = [0, 0];
  for (let k = 0, next = FIRST_TRY; k < MOST_TERMS; k++) {
    if (k === next) {
      const tail = tailSums(form, x, step, k);
      if (tail !== null) return { im: im + tail.im, re: re + tail.re };
      next *= 2;
    }
    const middle = k + 0.5;
    const g = shiftedCharacteristic(form, x, middle * step);
    im += g.im / middle;
    re += g.re / (middle * middle);
    if (g.modulus < TERM_TOLERANCE * middle) break;
  }
  return { im, re };
}

/** What is left of both sums from term `k` on, null where it can't be told yet. */
function tailSums(form: QuadraticForm, x: number, step: number, k: number): Complex | null {
  const omega = step * (settledCentre(form, k * step) - x);
  const middles = Array.from({ length: N_TAIL_TERMS }, (_, m) => k + m + 0.5);
  const terms = middles.map((middle) => shiftedCharacteristic(form, x, middle * step));
  const first = oscillatingTail(
    terms.map(({ re, im }, m) => ({ re: re / middles[m]!, im: im / middles[m]! })),
    omega,
  );
  if (first === null) return null;
  const second = oscillatingTail(
    terms.map(({ re, im }, m) => ({ re: re / (middles[m]! * middles[m]!), im: im / (middles[m]! * middles[m]!) })),
    omega,
  );
  return second === null ? null : { im: first.im, re: second.re };
}

/** What the phase of φ grows by per unit of t: each axis that has settled by t counts with the vertex of its parabola. */
function settledCentre({ constant, linear, curvature }: QuadraticForm, t: number): number {
  return linear.reduce((centre, b, j) => {
    const l = curvature[j]!;
    return Math.abs(t * l) > 1 ? centre - (b * b) / (2 * l) : centre;
  }, constant);
}

/** `φ(t)·e^(−itx)`; each factor `(1 − itλ)^(−½)` has a positive real part, so the principal root is the right one. */
function shiftedCharacteristic(
  { constant, linear, curvature }: QuadraticForm,
  x: number,
  t: number,
): Complex & {
  readonly modulus: number;
} {
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
  const scale = exp(growth);
  if (scale === 0) return { re: 0, im: 0, modulus: 0 };
  const { sin, cos } = sinCos(phase);
  const { re, im } = product(root, { re: scale * cos, im: scale * sin });
  return { re, im, modulus: Math.sqrt(re * re + im * im) };
}

/** `(1 − i·tilt)^(−½)` = conj-free principal root of `(1 + i·tilt)/(1 + tilt²)`. */
function inverseRoot(tilt: number, size2: number): Complex {
  const modulus = 1 / Math.sqrt(size2);
  const re = Math.sqrt(0.5 * (modulus + 1 / size2));
  return { re, im: (0.5 * tilt) / size2 / re };
}

/** `Q = c + b·y + ½λ·y²` below x lies between the roots of the parabola (λ > 0) or outside them. */
function singleAxis({ constant, linear, curvature }: QuadraticForm, x: number): DistributionAt {
  const [b, l] = [linear[0]!, curvature[0]!];
  const gap = x - constant;
  if (l === 0) return normalBelow(gap, Math.abs(b));
  const discriminant = b * b + 2 * l * gap;
  const outside = l < 0;
  const everything = { probability: 1, shortfall: gap - l / 2 };
  if (discriminant <= 0) return outside ? everything : { probability: 0, shortfall: 0 };
  const root = Math.sqrt(discriminant);
  const [low, high] = [Math.min((-b - root) / l, (-b + root) / l), Math.max((-b - root) / l, (-b + root) / l)];
  const probability = normalCdf(high) - normalCdf(low);
  const [atLow, atHigh] = [normalPdf(low), normalPdf(high)];
  const shortfall = gap * probability + b * (atHigh - atLow) - (l / 2) * (probability - (high * atHigh - low * atLow));
  if (!outside) return { probability, shortfall };
  return { probability: 1 - probability, shortfall: everything.shortfall - shortfall };
}

function normalBelow(gap: number, deviation: number): DistributionAt {
  const z = gap / deviation;
  return { probability: normalCdf(z), shortfall: gap * normalCdf(z) + deviation * normalPdf(z) };
}
