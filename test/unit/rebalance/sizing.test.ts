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
        fc.integer({ min: 1, max: 6 }),
        fc.array(fc.nat(50), { minLength: 64, maxLength: 64 }),
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

  it('looks at each set once, and at no more than it takes', () => {
    const sizes = Array.from({ length: 18 }, (_, leg) => (leg % 2 === 0 ? 10 : -10));
    const looked: string[] = [];
    const best = bestLegOrder(18, (done) => {
      looked.push(done.join());
      return Math.abs(done.reduce((sum, leg) => sum + sizes[leg]!, 0));
    });
    expect(best).toMatchObject({ peak: 10, bound: 10, exactness: 'exact', evaluations: looked.length });
    expect(new Set(looked).size).toBe(looked.length);
    expect(looked.length).toBeLessThan(18 * 18);
  });

  it('has a true bound and a true peak where evaluations, or the clock, end the search', () => {
    const seen = { approximate: 0, exact: 0 };
    const tables = fc.array(fc.nat(50), { minLength: 256, maxLength: 256 });
    fc.assert(
      fc.property(tables, fc.constantFrom(0, 40, 100), fc.boolean(), (values, evaluations, isLate) => {
        const after = table(values);
        const leftMs = () => (isLate ? -1 : 1);
        const found = bestLegOrder(8, after, { evaluations, leftMs });
        const { peak } = bestLegOrder(8, after);
        expect(found.order.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
        expect(found.path).toEqual(found.order.map((_, i) => after(found.order.slice(0, i + 1))));
        expect(found.peak).toBe(Math.max(...found.path));
        expect(found.peak).toBeGreaterThanOrEqual(peak);
        expect(found.bound).toBeLessThanOrEqual(peak);
        expect(found.exactness).toBe(found.peak === found.bound ? 'exact' : 'approximate');
        expect(found.reproducible).toBe(!isLate);
        seen[found.exactness] += 1;
      }),
    );
    expect(Math.min(seen.approximate, seen.exact)).toBeGreaterThan(0);
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

  it('where none fits says which is short of least', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 100 }), (best, short) => {
        const found = largestFitting((n) => -short - Math.abs(n - best));
        expect(found).toMatchObject({ lots: null, ending: 'none-fits', nearest: best });
      }),
    );
  });

  it('says that none fits, or that nothing limits it', () => {
    expect(largestFitting(() => -1)).toMatchObject({ lots: null, ending: 'none-fits' });
    expect(largestFitting(() => 1)).toMatchObject({ lots: null, ending: 'no-limit' });
    expect(largestFitting((n) => 1 - n)).toMatchObject({ lots: 1, ending: 'found' });
  });
});
