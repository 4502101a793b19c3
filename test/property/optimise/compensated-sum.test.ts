import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dyadic, plus, times, ZERO } from '../../../shared/numerics/index.ts';
import { CompensatedSum } from '../../../shared/optimise/compensated-sum.ts';
import { compare, magnitude, minus } from '../../support/optimise/dyadic.ts';

const factor = fc.double({ min: -1e60, max: 1e60, noNaN: true });

describe('a compensated sum', () => {
  it('has the exact sum of products within its error bound, which is tight', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(factor, factor), { maxLength: 30 }), (pairs) => {
        const sum = new CompensatedSum();
        let exact = ZERO;
        let gross = 0;
        const cancelling = pairs.slice(1).map(([p, q]) => [-p, q] as const);
        for (const [a, b] of [...pairs, ...cancelling]) {
          sum.addProduct(a, b);
          exact = plus(exact, times(dyadic(a), dyadic(b)));
          gross += Math.abs(a * b);
        }
        const error = magnitude(minus(dyadic(sum.value), exact));
        expect(compare(error, dyadic(sum.errorBound))).toBeLessThanOrEqual(0);
        expect(sum.errorBound).toBeLessThanOrEqual(2 ** -51 * Math.abs(sum.value) + 1e-27 * gross + 1e-300);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps what plain addition loses: 1e16 + 1 − 1e16', () => {
    const sum = new CompensatedSum();
    for (const term of [1e16, 1, -1e16]) sum.add(term);
    expect(sum.value).toBe(1);
    expect(sum.errorBound).toBeGreaterThan(0);
  });

  it('has no error where nothing rounded', () => {
    const sum = new CompensatedSum();
    sum.addProduct(3, 7);
    sum.addProduct(-21, 1);
    sum.addProduct(0.5, 4);
    expect([sum.value, sum.errorBound]).toEqual([2, 0]);
  });
});
