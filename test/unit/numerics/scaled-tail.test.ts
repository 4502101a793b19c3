import { describe, expect, it } from 'vitest';
import { scaledTail } from '../../../shared/numerics/index.ts';
import { Random } from '../../support/random.ts';
import { exactScaledTail, relativeDifference, ulpError } from './exact-truth.ts';

function worst(points: readonly number[]): number {
  return Math.max(...points.map((a) => ulpError(scaledTail(a), exactScaledTail(a))));
}

describe('the truth about the scaled tail', () => {
  it('is the same by the series and by the continued fraction', () => {
    for (const a of [5.5, 6, 6.5, 7]) {
      const difference = relativeDifference(exactScaledTail(a, 'series'), exactScaledTail(a, 'fraction'));
      expect(Math.abs(difference)).toBeLessThan(1e-50);
    }
  });
});

describe('scaledTail', () => {
  it('is within 1.5 ulp from 0 to 60', () => {
    const random = new Random(1);
    const points = Array.from({ length: 3000 }, (_, i) =>
      i % 3 === 0 ? random.between(0, 60) : random.between(0, 16),
    );
    const error = worst(points);
    console.log(`scaledTail: ${points.length} points, worst ${error.toFixed(3)} ulp`);
    expect(error).toBeLessThanOrEqual(1.5);
  });

  it('is within 1.5 ulp at both ends and in the middle of every row of its table', () => {
    const rows = Array.from({ length: 256 }, (_, row) => [row / 16, (row + 0.5) / 16, (row + 1 - 2 ** -40) / 16]);
    expect(worst(rows.flat())).toBeLessThanOrEqual(1.5);
  });

  it('is within 1.5 ulp far out', () => {
    expect(worst([16, 1e3, 1e8, 1e20])).toBeLessThanOrEqual(1.5);
  });

  it('has its exact values and limits', () => {
    expect(scaledTail(0)).toBe(0.5);
    expect(scaledTail(Infinity)).toBe(0);
    expect(scaledTail(NaN)).toBeNaN();
  });
});
