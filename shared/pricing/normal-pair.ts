import { exp, scaledTail } from '../numerics/index.ts';

const INVERSE_SQRT_2PI = 0.3989422804014327;

/** √2π·φ(d) = e^(−d²/2): the exponential that density and distribution share. */
export function gaussian(d: number): number {
  return exp(-0.5 * d * d);
}

/** φ(d), given `gaussian(d)`. */
export function densityOf(gauss: number): number {
  return INVERSE_SQRT_2PI * gauss;
}

/** Φ(d), given `gaussian(d)`. */
export function distributionOf(d: number, gauss: number): number {
  const tail = gauss * scaledTail(Math.abs(d));
  return d > 0 ? 1 - tail : tail;
}
