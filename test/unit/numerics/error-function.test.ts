import { describe, expect, it } from 'vitest';
import { erfc } from '../../../shared/numerics/index.ts';
import { Random } from '../../support/random.ts';
import { exactErfc, ulpError } from './exact-truth.ts';

function worst(points: readonly number[]): number {
  return Math.max(...points.map((x) => ulpError(erfc(x), exactErfc(x))));
}

describe('erfc', () => {
  it('is within 3 ulp, in the tail down to the smallest normal results', () => {
    const random = new Random(1);
    const points = Array.from({ length: 3000 }, (_, i) =>
      i % 2 === 0 ? random.between(-6, 3) : random.between(0, 26.5),
    );
    const error = worst(points);
    console.log(`erfc: ${points.length} points, worst ${error.toFixed(3)} ulp`);
    expect(error).toBeLessThanOrEqual(3);
  });

  it('is within 3 ulp where the result is subnormal, to its underflow', () => {
    const random = new Random(2);
    expect(worst(Array.from({ length: 300 }, () => random.between(26.5, 27.25)))).toBeLessThanOrEqual(3);
    expect(erfc(27.22)).toBe(5e-324);
    expect(erfc(27.24)).toBe(0);
  });

  it('has its exact values and limits', () => {
    expect(erfc(0)).toBe(1);
    expect(erfc(-0)).toBe(1);
    expect(erfc(1e-300)).toBe(1);
    expect(erfc(-Infinity)).toBe(2);
    expect(erfc(-7)).toBe(2);
    expect(erfc(Infinity)).toBe(0);
    expect(erfc(NaN)).toBeNaN();
  });
});
