import { describe, expect, it } from 'vitest';
import {
  chiSquareTail,
  choleskyFactor,
  fillNormals,
  moments,
  quantilePosition,
} from '../../../shared/numerics/index.ts';

describe('chi-square tail', () => {
  it('has the critical values of the tables', () => {
    expect(chiSquareTail(3.841458820694124, 1)).toBeCloseTo(0.05, 14);
    expect(chiSquareTail(6.634896601021213, 1)).toBeCloseTo(0.01, 14);
    expect(chiSquareTail(5.991464547107979, 2)).toBeCloseTo(0.05, 14);
    expect(chiSquareTail(0, 2)).toBe(1);
  });
});

describe('Cholesky factor', () => {
  it('multiplies back, of a singular covariance too', () => {
    const covariance = Float64Array.from([4, 2, 4, 2, 1, 2, 4, 2, 9]);
    const factor = choleskyFactor(covariance, 3)!;
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        let sum = 0;
        for (let k = 0; k < 3; k++) sum += factor[i * 3 + k]! * factor[j * 3 + k]!;
        expect(sum).toBeCloseTo(covariance[i * 3 + j]!, 12);
      }
    }
  });

  it('refuses a matrix with a negative direction', () => {
    expect(choleskyFactor(Float64Array.from([1, 2, 2, 1]), 2)).toBeNull();
    expect(choleskyFactor(Float64Array.from([0, 1, 1, 1]), 2)).toBeNull();
    expect(choleskyFactor(Float64Array.from([-1]), 1)).toBeNull();
  });
});

describe('seeded normals', () => {
  it('have the moments of a normal, and the same bits for the same seed', () => {
    const [first, second, other] = [1, 1, 2].map((seed) => {
      const out = new Float64Array(200_001);
      fillNormals(seed, out);
      return out;
    }) as [Float64Array, Float64Array, Float64Array];
    expect(first).toEqual(second);
    expect(first).not.toEqual(other);
    const { mean, variance, skewness, kurtosis } = moments(first);
    expect(Math.abs(mean)).toBeLessThan(0.01);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    expect(Math.abs(skewness)).toBeLessThan(0.03);
    expect(Math.abs(kurtosis - 3)).toBeLessThan(0.06);
  });
});

describe('quantile position', () => {
  it('stays within the sample at both ends', () => {
    for (const type of [1, 2, 3, 4, 5, 6, 7, 8, 9] as const) {
      expect(quantilePosition(5, 0, type)).toEqual({ index: 0, weight: 0 });
      expect(quantilePosition(5, 1, type)).toEqual({ index: 4, weight: 0 });
      expect(quantilePosition(1, 0.3, type)).toEqual({ index: 0, weight: 0 });
    }
  });
});
