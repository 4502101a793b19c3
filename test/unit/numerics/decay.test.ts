import { describe, expect, it } from 'vitest';
import { decay } from '../../../shared/numerics/index.ts';
import { Random } from '../../support/random.ts';
import { exactExp, ulpError } from './exact-truth.ts';

describe('decay', () => {
  it('is within 1.5 ulp of e^x for −708 ≤ x ≤ 0', () => {
    const random = new Random(7);
    const points = Array.from({ length: 6000 }, (_, i) => random.between(i % 2 === 0 ? -708 : -2, 0));
    const edges = [-1e-300, -(2 ** -53), -1e-8, -Math.LN2, -Math.LN2 / 128, -708];
    const error = Math.max(...[...points, ...edges].map((x) => ulpError(decay(x), exactExp(x))));
    console.log(`decay: ${points.length} points, worst ${error.toFixed(3)} ulp`);
    expect(error).toBeLessThanOrEqual(1.5);
  });

  it('has its limits', () => {
    expect(decay(0)).toBe(1);
    expect(decay(-0)).toBe(1);
    expect(decay(-708.1)).toBe(0);
    expect(decay(-Infinity)).toBe(0);
    expect(decay(NaN)).toBeNaN();
  });
});
