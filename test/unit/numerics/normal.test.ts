import { describe, expect, it } from 'vitest';
import { normalCdf, normalPdf } from '../../../shared/numerics/index.ts';
import { Random } from '../../support/random.ts';
import { exactNormalCdf, exactNormalPdf, ulpError } from './exact-truth.ts';

function points(seed: number): number[] {
  const random = new Random(seed);
  return Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? random.between(-8, 8) : random.between(-37.5, 0)));
}

describe('normalCdf', () => {
  it('is within 2.5 ulp, in the lower tail too', () => {
    const error = Math.max(...points(1).map((z) => ulpError(normalCdf(z), exactNormalCdf(z))));
    console.log(`normalCdf: 2000 points, worst ${error.toFixed(3)} ulp`);
    expect(error).toBeLessThanOrEqual(2.5);
  });

  it('is within 2.5 ulp where the result is subnormal, to its underflow', () => {
    const random = new Random(2);
    const subnormal = Array.from({ length: 300 }, () => random.between(-38.48, -37.5));
    expect(Math.max(...subnormal.map((z) => ulpError(normalCdf(z), exactNormalCdf(z))))).toBeLessThanOrEqual(2.5);
    expect(normalCdf(-38.48)).toBe(5e-324);
    expect(normalCdf(-38.5)).toBe(0);
  });

  it('has its exact values and limits', () => {
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(-Infinity)).toBe(0);
    expect(normalCdf(Infinity)).toBe(1);
    expect(normalCdf(NaN)).toBeNaN();
  });

  it('leaves nothing over: Φ(z) + Φ(−z) = 1', () => {
    for (const z of points(3)) expect(normalCdf(z) + normalCdf(-z)).toBe(1);
  });
});

describe('normalPdf', () => {
  it('is within 2 ulp', () => {
    const error = Math.max(...points(4).map((z) => ulpError(normalPdf(z), exactNormalPdf(z))));
    console.log(`normalPdf: 2000 points, worst ${error.toFixed(3)} ulp`);
    expect(error).toBeLessThanOrEqual(2);
  });

  it('has its exact values and limits', () => {
    expect(normalPdf(0)).toBe(0.3989422804014327);
    expect(normalPdf(3.25)).toBe(normalPdf(-3.25));
    expect(normalPdf(Infinity)).toBe(0);
    expect(normalPdf(-Infinity)).toBe(0);
    expect(normalPdf(NaN)).toBeNaN();
  });
});
