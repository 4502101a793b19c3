import { describe, expect, it } from 'vitest';
import { log, logRatio } from '../../../shared/numerics/index.ts';
import { Random } from '../../support/random.ts';
import { exactLogRatio, ulpError } from './exact-truth.ts';

function worst(pairs: readonly (readonly [number, number])[]): number {
  return Math.max(...pairs.map(([a, b]) => ulpError(logRatio(a, b), exactLogRatio(a, b))));
}

function worstOfLog(points: readonly number[]): number {
  return Math.max(...points.map((x) => ulpError(log(x), exactLogRatio(x, 1))));
}

describe('log', () => {
  it('is within 1 ulp over all sizes, subnormal included', () => {
    const random = new Random(1);
    const points = Array.from({ length: 2000 }, (_, i) => random.between(1, 2) * 2 ** ((i % 2098) - 1074));
    const error = worstOfLog([...points, 5e-324, Number.MAX_VALUE, 2.2250738585072014e-308]);
    console.log(`log: ${points.length} points, worst ${error.toFixed(3)} ulp`);
    expect(error).toBeLessThanOrEqual(1);
  });

  it('is within 1 ulp near 1', () => {
    const random = new Random(2);
    const points = Array.from({ length: 2000 }, (_, i) => 1 + random.between(-0.5, 1) * 2 ** -(i % 52));
    expect(worstOfLog([...points, 1 + 2 ** -52, 1 - 2 ** -53])).toBeLessThanOrEqual(1);
  });

  it('has its exact values and limits', () => {
    expect(log(1)).toBe(0);
    expect(log(0)).toBe(-Infinity);
    expect(log(-0)).toBe(-Infinity);
    expect(log(Infinity)).toBe(Infinity);
    expect(log(-1)).toBeNaN();
    expect(log(-Infinity)).toBeNaN();
    expect(log(NaN)).toBeNaN();
  });
});

describe('logRatio', () => {
  it('is within 1.5 ulp for prices near and far apart', () => {
    const random = new Random(3);
    const pairs = Array.from({ length: 2000 }, (_, i) => {
      const b = random.between(0.001, 100_000);
      return [b * (1 + random.between(-0.9, 3) * 2 ** -(i % 50)), b] as const;
    });
    const error = worst(pairs);
    console.log(`logRatio: ${pairs.length} points, worst ${error.toFixed(3)} ulp`);
    expect(error).toBeLessThanOrEqual(1.5);
  });

  it('is within 1.5 ulp for extreme sizes, whose quotient would overflow or round', () => {
    const random = new Random(4);
    const size = () => random.between(1, 2) * 2 ** (random.below(2097) - 1074);
    const far = Array.from({ length: 500 }, () => [size(), size()] as const);
    const alike = Array.from({ length: 200 }, (_, i) => {
      const b = 2 ** (i % 2 === 0 ? -1074 : 1000) * (1 + random.below(1000));
      return [3 * b, b] as const;
    });
    expect(worst([...far, ...alike])).toBeLessThanOrEqual(1.5);
  });

  it('is 0 exactly for equal numbers', () => {
    for (const x of [5e-324, 0.1, 1, 65_432.1, Number.MAX_VALUE]) expect(logRatio(x, x)).toBe(0);
  });
});
