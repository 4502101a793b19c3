import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../shared/foundation/index.ts';
import { findRoot, type Sample } from '../../../shared/numerics/index.ts';

/** x³ − c, in units of x. */
function cube(c: number) {
  return (x: number): Sample => ({ value: x ** 3 - c, slope: 3 * x ** 3, curvature: 6 * x ** 3 });
}

function misled(x: number): Sample {
  if (!(x > 1 && x < 100)) throw new Error(`${x} is outside`);
  return { value: x ** 3 - 10, slope: -1e-3, curvature: 1e6 };
}

function flatBelowAMillion(x: number): Sample {
  return { value: x < 1e6 ? -1 : x - 1e6, slope: x < 1e6 ? 0 : x, curvature: 0 };
}

function alwaysPositive(): Sample {
  return { value: 1, slope: 0, curvature: 0 };
}

describe('findRoot', () => {
  it('finds a root in each of its variables', () => {
    for (const power of [-2, 1, 2] as const) {
      const root = findRoot({ evaluate: cube(10), low: 0, high: Infinity, start: 3, power });
      expect(Math.abs(root - 2.154434690031884)).toBeLessThan(1e-15);
    }
  });

  it('stays in its bracket when the derivatives mislead', () => {
    const root = findRoot({ evaluate: misled, low: 1, high: 100, start: 90, power: 1 });
    expect(Math.abs(root - 2.154434690031884)).toBeLessThan(1e-8);
  });

  it('searches outwards from an open end', () => {
    expect(findRoot({ evaluate: flatBelowAMillion, low: 0, high: Infinity, start: 1, power: 1 })).toBe(1e6);
  });

  it('calls it a defect when there is no root', () => {
    expect(() => findRoot({ evaluate: alwaysPositive, low: 0, high: 1, start: 0.5, power: 1 })).toThrow(DefectError);
  });
});
