import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bestLegOrder, largestFitting } from '../../../shared/rebalance/index.ts';

/** Every order of n legs. */
function orders(n: number): number[][] {
  if (n === 0) return [[]];
  return orders(n - 1).flatMap((order) =>
    Array.from({ length: n }, (_, place) => [...order.slice(0, place), n - 1, ...order.slice(place)]),
  );
}

/** A requirement per set of legs, any at all. */
function table(values: readonly number[]) {
  return (done: readonly number[]) => values[done.reduce((mask, leg) => mask | (1 << leg), 0)]!;
}

describe('the order of legs', () => {
  it('has the lowest peak of all orders, by brute force', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.nat(50), { minLength: 32, maxLength: 32 }),
        (n, values) => {
          const after = table(values);
          const peakOf = (order: readonly number[]) => Math.max(...order.map((_, i) => after(order.slice(0, i + 1))));
          const best = bestLegOrder(n, after);
          expect(best.peak).toBe(Math.min(...orders(n).map(peakOf)));
          expect(best.peak).toBe(peakOf(best.order));
          expect(best.path.at(-1)).toBe(after(best.order));
          expect(best.exactness).toBe('exact');
        },
      ),
    );
  });

  it('of more than 14 legs stays within its bound, and says when it is proven', () => {
    const sizes = Array.from({ length: 18 }, (_, leg) => (leg % 2 === 0 ? 10 : -10));
    const best = bestLegOrder(18, (done) => Math.abs(done.reduce((sum, leg) => sum + sizes[leg]!, 0)));
    expect(best.peak).toBe(10);
    expect(best).toMatchObject({ bound: 10, exactness: 'exact' });
    expect(best.evaluations).toBeLessThan(18 * 64 * 18);
  });
});

describe('the largest size that fits', () => {
  it('is the end of the interval of a concave excess, wherever that lies', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 0, max: 5000 }), (from, width) => {
        const to = from + width;
        const { lots, ending } = largestFitting((n) => Math.min(n - from, to - n));
        expect({ lots, ending }).toEqual({ lots: to, ending: 'found' });
      }),
    );
  });

  it('says that none fits, or that nothing limits it', () => {
    expect(largestFitting(() => -1)).toMatchObject({ lots: null, ending: 'none-fits' });
    expect(largestFitting(() => 1)).toMatchObject({ lots: null, ending: 'no-limit' });
    expect(largestFitting((n) => 1 - n)).toMatchObject({ lots: 1, ending: 'found' });
  });
});
