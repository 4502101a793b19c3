import { logRatio, normalCdf } from '../numerics/index.ts';
import { type Black76Option, black76Value, requireBlack76Domain } from './black76.ts';

/**
 * Price in coin of an inverse (coin-settled) European option: V/F, V the Black-76 value in quote currency.
 *
 * Units: coin per contract unit. Limits and accuracy: as `black76Value`, divided by F.
 *
 * @throws DefectError when an argument is outside its range, infinite or NaN
 */
export function coinPrice(option: Black76Option): number {
  return black76Value(option) / option.forward;
}

/**
 * Sensitivity of the price in coin to the forward: ∂(V/F)/∂F = θ·D·K·Φ(θ·d2) / F², free of cancellation.
 *
 * Units: coin per unit of quote currency. Limits: without deviation D·K/F² in the money, 0 out of it, half at the money.
 * Accuracy: relative error ≤ 1e-9 — test/conformance/pricing/european-greeks.test.ts.
 *
 * @throws DefectError when an argument is outside its range, infinite or NaN
 */
export function coinDelta(option: Black76Option): number {
  requireBlack76Domain(option);
  const { type, forward, strike, timeYears, volAnnual, discount } = option;
  const deviation = volAnnual * Math.sqrt(timeYears);
  const logMoneyness = logRatio(forward, strike);
  const d2 = logMoneyness === 0 ? -0.5 * deviation : logMoneyness / deviation - 0.5 * deviation;
  const sign = type === 'call' ? 1 : -1;
  return (sign * discount * normalCdf(sign * d2) * (strike / forward)) / forward;
}
