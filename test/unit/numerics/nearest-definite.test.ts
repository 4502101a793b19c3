import { describe, expect, it } from 'vitest';
import { nearestDefinite } from '../../../shared/numerics/index.ts';

describe('the nearest positive definite matrix', () => {
  it('is the matrix itself where that is positive definite', () => {
    const matrix = Float64Array.of(2, 1, 1, 3);
    expect(nearestDefinite(matrix, 2, 1e-10)).toMatchObject({ matrix, raised: 0 });
  });

  it('of a known decomposition has the negative eigenvalue at the floor and the others as they were', () => {
    // Eigenvalues 3 and −1 along (1, 1) and (1, −1).
    const { matrix, raised, smallest, largest } = nearestDefinite(Float64Array.of(1, 2, 2, 1), 2, 0.1);
    expect([raised, smallest, largest].map((value) => Math.round(value * 1e12) / 1e12)).toEqual([1, -1, 3]);
    const expected = [(3 + 0.3) / 2, (3 - 0.3) / 2, (3 - 0.3) / 2, (3 + 0.3) / 2];
    for (const [i, value] of expected.entries()) expect(matrix[i]).toBeCloseTo(value, 14);
    expect(nearestDefinite(matrix, 2, 0.0999).raised).toBe(0);
  });

  it('of nothing that varies stays zero', () => {
    expect(nearestDefinite(new Float64Array(4), 2, 1e-10)).toMatchObject({ raised: 0, largest: 0 });
  });
});
