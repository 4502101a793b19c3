import { describe, expect, it } from 'vitest';
import { productError } from '../../../shared/numerics/index.ts';
import { Random } from '../../support/random.ts';
import { exactly } from './exact-truth.ts';

/** A power of two as a shift in units of 2^-2300. */
function inUnits(power: number): bigint {
  return BigInt(power + 2300);
}

describe('productError', () => {
  it('is exactly what rounding takes from a product', () => {
    const random = new Random(1);
    for (let i = 0; i < 2000; i++) {
      const a = random.between(-1, 1) * 2 ** (random.below(200) - 100);
      const b = random.between(-1, 1) * 2 ** (random.below(200) - 100);
      const [x, y, product, error] = [a, b, a * b, productError(a, b)].map(exactly);
      const exact = (x!.scaled * y!.scaled) << inUnits(x!.power + y!.power);
      expect((product!.scaled << inUnits(product!.power)) + (error!.scaled << inUnits(error!.power))).toBe(exact);
    }
  });
});
