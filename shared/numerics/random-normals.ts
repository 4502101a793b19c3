import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { log } from './logarithm.ts';

const TWO_TO_MINUS_31 = 4.656612873077393e-10;

/**
 * Fills `out` with independent standard normals: the same seed gives the same bits on every machine.
 *
 * Marsaglia's polar method over the 32-bit draws of xoroshiro128+: two normals per accepted pair, no trigonometry.
 *
 * Mutates: out. Source: Marsaglia and Bray, "A convenient method for generating normal variables", SIAM Rev. 6 (1964).
 */
export function fillNormals(seed: number, out: Float64Array): void {
  const generator = xoroshiro128plus(seed);
  for (let i = 0; i < out.length; ) {
    const u = (generator.next() + 0.5) * TWO_TO_MINUS_31;
    const v = (generator.next() + 0.5) * TWO_TO_MINUS_31;
    const square = u * u + v * v;
    if (square >= 1) continue;
    const scale = Math.sqrt((-2 * log(square)) / square);
    out[i++] = u * scale;
    if (i < out.length) out[i++] = v * scale;
  }
}
