import { describe, expect, it } from 'vitest';
import { scannedRoots } from '../../../shared/numerics/index.ts';

function rootsOf(f: (x: number) => number, low: number, high: number, steps = 300): number[] {
  const points = Float64Array.from({ length: steps + 1 }, (_, i) => low + ((high - low) * i) / steps);
  return scannedRoots(f, { points, values: points.map(f), tolerance: 1e-13 });
}

describe('scannedRoots', () => {
  it('finds both roots of (s − 50)(s − 90), the check of crypto-margin.md §7', () => {
    const roots = rootsOf((s) => (s - 50) * (s - 90), 1, 500);
    expect(roots).toHaveLength(2);
    expect(roots[0]).toBeCloseTo(50, 11);
    expect(roots[1]).toBeCloseTo(90, 11);
  });

  it('finds a root on a point of the grid once, and those at either end', () => {
    expect(rootsOf((x) => x, -1, 1, 300)).toEqual([0]);
    expect(rootsOf((x) => -x, -1, 1, 300)).toEqual([0]);
    expect(rootsOf((x) => x - 1, -1, 1, 300)).toEqual([1]);
    expect(rootsOf((x) => -1 - x, -1, 1, 300)).toEqual([-1]);
  });

  it('finds two roots between neighbours of the grid', () => {
    const roots = rootsOf((x) => (x - 0.501) * (x - 0.502), 0, 1, 300);
    expect(roots).toHaveLength(2);
    expect(roots[0]).toBeCloseTo(0.501, 9);
    expect(roots[1]).toBeCloseTo(0.502, 9);
    expect(rootsOf((x) => -(x - 0.501) * (x - 0.502), 0, 1, 300)).toHaveLength(2);
  });

  it('sees none where a function only touches 0, is 0 throughout or has no root', () => {
    for (const f of [(x: number) => x * x, () => 0, (x: number) => 1 + x * x, (x: number) => -1 - x * x]) {
      expect(rootsOf(f, -1, 1, 300)).toEqual([]);
    }
  });

  it('gives the place of a jump', () => {
    const [root] = rootsOf((x) => (x < 0.37 ? 1 : -1), 0, 1, 300);
    expect(root).toBeCloseTo(0.37, 11);
  });
});
