import { describe, expect, it } from 'vitest';
import { DefectError } from '../../../shared/foundation/index.ts';
import { normalQuantile, scaledTail } from '../../../shared/numerics/index.ts';
import { Random } from '../../support/random.ts';
import { exactly, exactNormalCdf, relativeDifference } from './exact-truth.ts';

const SQRT_2PI = 2.5066282746310007;

/** |z − Φ^-1(p)| in ulp of z: the exact Φ(z) is compared with p, and Φ / φ turns the difference into one of z. */
function errorUlp(p: number): number {
  const z = normalQuantile(p);
  const lower = p < 0.5;
  const tail = lower ? p : 1 - p;
  const difference = relativeDifference(exactly(tail), exactNormalCdf(lower ? z : -z));
  return Math.abs(difference * scaledTail(Math.abs(z)) * SQRT_2PI) / lastPlaceOf(z);
}

function lastPlaceOf(z: number): number {
  return 2 ** (Math.floor(Math.log2(Math.abs(z))) - 52);
}

function worst(probabilities: readonly number[]): number {
  return Math.max(...probabilities.map(errorUlp));
}

describe('normalQuantile', () => {
  it('is within 3 ulp in the tails', () => {
    const random = new Random(1);
    const lower = Array.from({ length: 800 }, (_, i) =>
      i % 2 === 0 ? random.between(0, 0.25) : 10 ** -random.between(0.7, 300),
    );
    const upper = Array.from({ length: 400 }, () => 1 - 10 ** -random.between(0.7, 15.9));
    const error = worst([...lower, ...upper]);
    console.log(`normalQuantile: ${lower.length + upper.length} points in the tails, worst ${error.toFixed(3)} ulp`);
    expect(error).toBeLessThanOrEqual(3);
    expect(worst([5e-324, 1e-310, 2 ** -1022, 1 - 2 ** -53])).toBeLessThanOrEqual(3);
  });

  it('is within 1 ulp in the middle, next to one half too', () => {
    const random = new Random(2);
    const middle = Array.from({ length: 800 }, (_, i) => 0.5 + random.between(-0.25, 0.25) * 2 ** -(i % 48));
    expect(worst(middle.filter((p) => p !== 0.5))).toBeLessThanOrEqual(1);
    expect(worst([0.25, 0.75, 0.5 + 2 ** -53, 0.5 - 2 ** -54])).toBeLessThanOrEqual(1);
  });

  it('is 0 at one half and odd about it', () => {
    expect(normalQuantile(0.5)).toBe(0);
    for (const tail of [2 ** -50, 0.0078125, 0.125, 0.25, 0.375])
      expect(normalQuantile(1 - tail)).toBe(-normalQuantile(tail));
  });

  it('refuses what has no quantile', () => {
    for (const p of [0, 1, -0.1, 1.1, NaN]) expect(() => normalQuantile(p)).toThrow(DefectError);
  });
});
