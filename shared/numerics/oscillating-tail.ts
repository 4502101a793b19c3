import { sinCos } from './sin-cos.ts';

export type Complex = { readonly re: number; readonly im: number };

/** How many terms of the sequence an estimate of its tail looks at. */
export const N_TAIL_TERMS = 12;
/** A part below this ends the sum; rounding alone would keep the later ones from falling. */
const TOLERANCE = 1e-12;

/**
 * `Σ_{m≥0} h(m)` of a sequence `h(m) = e^(iωm)·f(m)` whose f varies slowly, from its first terms, by summation by parts:
 *
 * `Σ_{m≥0} r^m·f(m) = Σ_{j≥0} r^j·Δ^j f(0) / (1 − r)^(j+1)`,  `r = e^(iω)`.
 *
 * @param terms N_TAIL_TERMS of them
 * @returns null where the differences don't die out: too early in the sequence, or ω too near a multiple of 2π
 */
export function oscillatingTail(terms: readonly Complex[], omega: number): Complex | null {
  const turn = unit(omega);
  const inverse = reciprocal({ re: 1 - turn.re, im: -turn.im });
  let differences = terms.map((term, m) => product(term, unit(-omega * m)));
  let factor = inverse;
  let [re, im] = [0, 0];
  for (let before = Infinity; differences.length > 0; ) {
    const part = product(factor, differences[0]!);
    const size = Math.abs(part.re) + Math.abs(part.im);
    if (!(size < before)) return null;
    re += part.re;
    im += part.im;
    if (size < TOLERANCE) return { re, im };
    before = size;
    factor = product(factor, product(turn, inverse));
    differences = differences.slice(1).map((each, m) => minus(each, differences[m]!));
  }
  return null;
}

export function product(a: Complex, b: Complex): Complex {
  return { re: a.re * b.re - a.im * b.im, im: a.re * b.im + a.im * b.re };
}

function unit(angle: number): Complex {
  const { sin, cos } = sinCos(angle);
  return { re: cos, im: sin };
}

function minus(a: Complex, b: Complex): Complex {
  return { re: a.re - b.re, im: a.im - b.im };
}

/** Infinite at zero, so that no sum of such terms passes. */
function reciprocal({ re, im }: Complex): Complex {
  const size2 = re * re + im * im;
  return { re: re / size2, im: -im / size2 };
}
