import type { QuadraticForm } from './quadratic-form.ts';

export type Complex = { readonly re: number; readonly im: number };

/** `e^(exponent)·root` is `E e^(s(Q − x))`: the exponent without the product of roots. */
export type Transform = { readonly exponent: Complex; readonly root: Complex };

/**
 * `E e^(s(Q − x)) = exp(s(c − x) + Σ_j ½b_j²s²/(1 − λ_j s)) · Π_j (1 − λ_j s)^(−½)` at a complex s off the cuts `λ_j s ≥ 1`.
 *
 * Where `|λs| > 1`, `½b²s²/(1 − λs) = −s·b²/(2λ) − b²/(2λ²)·(1 − 1/(1 − λs))`, so that what grows with s is summed before it is
 * multiplied by s. The principal root is the right one: `1 − λs` meets the negative axis on the cut only.
 */
export function transformAt({ constant, linear, curvature }: QuadraticForm, x: number, s: Complex): Transform {
  const square = { re: s.re * s.re - s.im * s.im, im: 2 * s.re * s.im };
  const size = Math.sqrt(s.re * s.re + s.im * s.im);
  let [re, im, gap] = [0, 0, constant - x];
  let root: Complex = { re: 1, im: 0 };
  for (let j = 0; j < linear.length; j++) {
    const l = curvature[j]!;
    const half = (linear[j]! * linear[j]!) / 2;
    const below = { re: 1 - l * s.re, im: -l * s.im };
    const size2 = below.re * below.re + below.im * below.im;
    if (Math.abs(l) * size > 1) {
      gap -= half / l;
      re += (half / (l * l)) * (below.re / size2 - 1);
      im -= ((half / (l * l)) * below.im) / size2;
    } else {
      re += (half / size2) * (square.re * below.re + square.im * below.im);
      im += (half / size2) * (square.im * below.re - square.re * below.im);
    }
    root = product(root, inverseRoot(below, Math.sqrt(size2)));
  }
  return { exponent: { re: re + s.re * gap, im: im + s.im * gap }, root };
}

/** First and second derivative by s of `log E e^(sQ)`, s real and off the cuts. */
export function logTransformSlopes({ constant, linear, curvature }: QuadraticForm, s: number): [number, number] {
  let [first, second] = [constant, 0];
  for (let j = 0; j < linear.length; j++) {
    const l = curvature[j]!;
    const b2 = linear[j]! * linear[j]!;
    const below = 1 - l * s;
    first += l / (2 * below) + (b2 * s * (2 - l * s)) / (2 * below * below);
    second += (l * l) / (2 * below * below) + b2 / (below * below * below);
  }
  return [first, second];
}

export function product(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

export function quotient(a: Complex, b: Complex): Complex {
  const size2 = b.re * b.re + b.im * b.im;
  return { re: (a.re * b.re + a.im * b.im) / size2, im: (a.im * b.re - a.re * b.im) / size2 };
}

/** `z^(−½)`, its real part not negative. */
function inverseRoot({ re, im }: Complex, modulus: number): Complex {
  const larger = Math.sqrt((modulus + Math.abs(re)) / 2);
  const smaller = Math.abs(im) / (2 * larger);
  const [across, along] = re >= 0 ? [larger, smaller] : [smaller, larger];
  return { re: across / modulus, im: (im < 0 ? along : -along) / modulus };
}
