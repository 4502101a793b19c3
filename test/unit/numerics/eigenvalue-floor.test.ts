import { describe, expect, it } from 'vitest';
import { eigenvalueFloor } from '../../../shared/numerics/index.ts';

/** n on the diagonal of a matrix of −1: its eigenvalues are n + 1 − n = 1 along (1, …, 1) and n + 1. */
function graph(n: number, diagonal: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? diagonal : -1));
}

describe('a floor under the eigenvalues', () => {
  it.each([1, 2, 5, 40, 200])('is below the least of known ones, and near it: n = %d', (n) => {
    for (const least of [1, 0.37, 1e-3, 1e-6]) {
      const floor = eigenvalueFloor(graph(n, n - 1 + least), n)!;
      expect(floor).toBeLessThanOrEqual(least);
      expect(floor).toBeGreaterThan(least / 5);
    }
  });

  it('is found for any scale', () => {
    for (const scale of [2 ** -600, 1e-20, 1e20]) {
      const floor = eigenvalueFloor(
        graph(3, 2.5).map((value) => value * scale),
        3,
      )!;
      expect(floor / scale).toBeLessThanOrEqual(0.5);
      expect(floor / scale).toBeGreaterThan(0.1);
    }
  });

  it('is below 0, and by no more than the pivots that count as none and rounding, where one is 0', () => {
    for (const n of [2, 30, 200]) {
      const floor = eigenvalueFloor(graph(n, n - 1), n)!;
      expect(floor).toBeLessThan(0);
      expect(floor).toBeGreaterThan(-4e-12 * (n - 1) - n ** 3 * 1e-14);
    }
    expect(eigenvalueFloor(Float64Array.of(1, 0, 0, 0), 2)).toBeLessThan(0);
  });

  it('is below a negative one, or there is none', () => {
    expect(eigenvalueFloor(Float64Array.of(1, 1 + 2 ** -45, 1 + 2 ** -45, 1), 2)).toBeLessThanOrEqual(-(2 ** -45));
    expect(eigenvalueFloor(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
    expect(eigenvalueFloor(Float64Array.of(1, 0, 0, -1e-30), 2)).toBeNull();
  });

  it('is 0 of nothing', () => {
    expect(eigenvalueFloor(new Float64Array(9), 3)).toBe(0);
    expect(eigenvalueFloor(Float64Array.of(0, 1, 1, 0), 2)).toBeNull();
  });
});
