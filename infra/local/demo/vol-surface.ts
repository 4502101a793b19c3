import { exp } from '../../../shared/numerics/index.ts';

/** What the demo's surface of one underlying is made of. */
export type VolSurface = {
  /** variance now, and what it goes back to: the squares of annual vols */
  readonly varianceNow: number;
  readonly varianceLong: number;
  /** speed of going back, per year */
  readonly reversionAnnual: number;
  /** tilt of the smile, −1 to 1: below zero puts are dearer */
  readonly skew: number;
  /** curvature of the smile */
  readonly curvature: number;
};

/**
 * Implied vol at log-moneyness k = ln(K/F), from the SSVI surface with square-root curvature:
 *
 * θ(T) = v∞·T + (v0 − v∞)·(1 − e^(−κT))/κ          total variance at the money
 * w(k) = θ/2 · (1 + ρ·φ·k + √((φ·k + ρ)² + 1 − ρ²)),  φ = η/√θ
 * σ = √(w/T)
 *
 * Free of butterfly arbitrage where η·(1 + |ρ|) ≤ 2 and of calendar arbitrage as θ grows with T: the prices are shown to be
 * so in test/unit/infra/local/demo/demo-market.test.ts.
 * Source: Gatheral and Jacquier, Arbitrage-free SVI volatility surfaces, 2014, theorem 4.2 and section 4.
 */
export function impliedVolAnnual(surface: VolSurface, logMoneyness: number, timeYears: number): number {
  const { varianceNow, varianceLong, reversionAnnual, skew, curvature } = surface;
  const decayed = (1 - exp(-reversionAnnual * timeYears)) / reversionAnnual;
  const atTheMoney = varianceLong * timeYears + (varianceNow - varianceLong) * decayed;
  const scaled = (curvature / Math.sqrt(atTheMoney)) * logMoneyness;
  const wing = Math.sqrt((scaled + skew) * (scaled + skew) + 1 - skew * skew);
  const variance = (atTheMoney / 2) * (1 + skew * scaled + wing);
  return Math.sqrt(variance / timeYears);
}
