import { exp, scaledTail } from '../numerics/index.ts';

const INVERSE_SQRT_2PI = 0.3989422804014327;
const SERIES_T_MAX = 0.7;
const SERIES_HT_MAX = 0.5;
const NEGLIGIBLE = 1e-18;

/**
 * S(h − t) − S(h + t) for S(a) = e^(a²/2)·Φ(−a) on the whole line, without the cancellation that small t would bring.
 *
 * Small t: −2 Σ t^n·S^(n)(h)/n! over odd n, whose terms all have one sign; S′ = a·S − 1/√2π gives
 * s_1 = h·s_0 − 1/√2π, (n+1)·s_{n+1} = h·s_n + s_{n−1} for s_n = S^(n)/n!.
 *
 * Accuracy: relative error of a few ulp times (1 + h²), which is what the vol of an option needs: its own relative error
 * is smaller by that factor. test/conformance/pricing/implied-vol.test.ts.
 *
 * @param h ≥ 0
 * @param t ≥ 0, and h − t above −38
 */
export function scaledTailDifference(h: number, t: number): number {
  if (t <= SERIES_T_MAX && h * t <= SERIES_HT_MAX) return differenceBySeries(h, t);
  const near = h - t;
  const nearTail = near >= 0 ? scaledTail(near) : exp(0.5 * near * near) - scaledTail(-near);
  return nearTail - scaledTail(h + t);
}

function differenceBySeries(h: number, t: number): number {
  let even = scaledTail(h);
  let odd = h * even - INVERSE_SQRT_2PI;
  let power = t;
  let sum = t * odd;
  for (let n = 2; ; n += 2) {
    even = (h * odd + even) / n;
    odd = (h * even + odd) / (n + 1);
    power *= t * t;
    const term = power * odd;
    sum += term;
    if (!(Math.abs(term) > NEGLIGIBLE * Math.abs(sum))) return -2 * sum;
  }
}
