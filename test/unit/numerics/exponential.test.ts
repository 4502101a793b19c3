import { describe, expect, it } from 'vitest';
import { exp } from '../../../shared/numerics/index.ts';
import { Random } from '../../support/random.ts';
import { exactExp, ulpError } from './exact-truth.ts';

function worst(arguments_: readonly number[]): number {
  return Math.max(...arguments_.map((x) => ulpError(exp(x), exactExp(x))));
}

describe('exp', () => {
  it('is within 1 ulp on its whole range', () => {
    const random = new Random(1);
    const points = Array.from({ length: 4000 }, (_, i) =>
      i % 2 === 0 ? random.between(-708, 709.78) : random.between(-2, 2),
    );
    const error = worst(points);
    console.log(`exp: ${points.length} points, worst ${error.toFixed(3)} ulp`);
    expect(error).toBeLessThanOrEqual(1);
  });

  it('is within 1 ulp where the result is subnormal', () => {
    const random = new Random(2);
    expect(worst(Array.from({ length: 500 }, () => random.between(-745.13, -708)))).toBeLessThanOrEqual(1);
  });

  it('is within 1 ulp at its ends and next to 0', () => {
    const ends = [709.782712893384, -745.1332191019411, -708.3964185322641];
    const tiny = [1e-300, -1e-300, 2 ** -53, -(2 ** -53), 2 ** -54, 1e-8, -1e-8];
    expect(worst([...ends, ...tiny])).toBeLessThanOrEqual(1);
  });

  it('has its exact values and limits', () => {
    expect(exp(0)).toBe(1);
    expect(exp(-0)).toBe(1);
    expect(exp(-Infinity)).toBe(0);
    expect(exp(Infinity)).toBe(Infinity);
    expect(exp(709.7827128933841)).toBe(Infinity);
    expect(exp(-745.14)).toBe(0);
    expect(exp(-745.13)).toBe(5e-324);
    expect(exp(NaN)).toBeNaN();
  });
});
