import { decay, logRatio, scaledTail } from '../numerics/index.ts';

/**
 * How far out of the money, in standard deviations: h = |ln(F/K)| / s for s = σ√τ.
 *
 * Limits: ∞ where the outcome is certain (s = 0 or F = 0), at the money too: `timeValue` is 0 there.
 */
export function standardDistance(forward: number, strike: number, deviation: number): number {
  return forward > 0 && deviation > 0 ? Math.abs(logRatio(forward, strike)) / deviation : Infinity;
}

/**
 * What a European option on a forward is worth above its intrinsic value, undiscounted: the value of whichever of the
 * call and the put is out of the money. The kernel of every price in this module; one exponential.
 *
 * With L = min(F, K), h as in `standardDistance`, t = σ√τ/2 and the scaled tail S(a) = e^(a²/2)·Φ(−a):
 *
 * time value = L·e^(−(h−t)²/2) · (S(h−t) − S(h+t))      for h ≥ t
 *            = L − L·e^(−(h−t)²/2) · (S(t−h) + S(h+t))  for h < t
 *
 * It is L·Φ(t−h) − max(F, K)·Φ(−t−h) with e^(−(h+t)²/2)·max(F, K) = e^(−(h−t)²/2)·L, so that one exponential serves both
 * cdfs and the far out-of-the-money value is a difference of the same size as itself.
 *
 * Units: smaller and the result in the currency of forward and strike; h and t dimensionless. Allocates: nothing.
 * Limits: h = ∞ gives 0 exactly; t → ∞ gives L.
 * Accuracy: |error| ≤ 1e-14·max(F, K) — test/conformance/pricing/european-greeks.test.ts.
 *
 * @param smaller L = min(F, K) ≥ 0
 * @param h ≥ 0
 * @param t ≥ 0, not ∞ together with h
 * @returns value ≥ 0
 */
export function timeValue(smaller: number, h: number, t: number): number {
  const near = h - t;
  const scale = smaller * decay(-0.5 * near * near);
  const nearTail = scaledTail(Math.abs(near));
  const farTail = scaledTail(h + t);
  const value = near >= 0 ? scale * (nearTail - farTail) : smaller - scale * (nearTail + farTail);
  return value > 0 ? value : 0;
}

/** Undiscounted value if exercised at once: max(F − K, 0) for a call, max(K − F, 0) for a put. */
export function intrinsicValue(isCall: boolean, forward: number, strike: number): number {
  return Math.max(0, isCall ? forward - strike : strike - forward);
}
