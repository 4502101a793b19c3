import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  convexStep,
  type Expression,
  evaluate,
  graphOf,
  outcomes,
  ranked,
  throughTails,
} from '../../../shared/requirement/index.ts';
import { book, charge } from '../../support/requirement/expressions.ts';
import { naiveGross, naiveValue } from '../../support/requirement/naive.ts';

function stepAt(root: Expression, q: Float64Array, of = convexStep): Expression {
  return of(evaluate(graphOf([root]), q), root);
}

const AXIS = Array.from({ length: 9 }, (_, k) => `s${k}`);

/** Quantiles of gains of four lines over nine scenarios, whole and between two ranks. */
const quantile = fc
  .tuple(
    fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 36, maxLength: 36 }),
    fc.integer({ min: 0, max: 7 }),
    fc.constantFrom(0, 0.3, 1),
  )
  .map(([matrix, rank, part]) => {
    const gains = outcomes({
      axis: AXIS,
      lines: [0, 1, 2, 3],
      rows: [0, 1, 2, 3],
      matrix: Float64Array.from(matrix),
    });
    return ranked([rank, rank + 1], [1 - part, part], gains);
  });

describe('a convex step', () => {
  it('is convex and has the value of the charge at its own book, for every kind of charge', () => {
    const seen = { kept: 0, changed: 0 };
    fc.assert(
      fc.property(charge({ homogeneous: false, convex: false }), book, (root, q) => {
        const step = stepAt(root, q);
        expect(step.curvature.convex).toBe(true);
        expect(Math.abs(naiveValue(step, q)[0]! - naiveValue(root, q)[0]!)).toBeLessThanOrEqual(
          1e-9 * (1 + naiveGross(root, q)),
        );
        if (step === root) seen.kept++;
        else seen.changed++;
      }),
      { numRuns: 1000 },
    );
    expect(Math.min(seen.kept, seen.changed)).toBeGreaterThan(50);
  });

  it('of a quantile is never below it, and the tail never below the step where that was taken', () => {
    fc.assert(
      fc.property(quantile, book, fc.array(book, { minLength: 10, maxLength: 10 }), (root, q, others) => {
        const step = stepAt(root, q);
        const tails = stepAt(root, q, throughTails);
        for (const other of [q, ...others]) {
          const value = naiveValue(root, other)[0]!;
          const rounding = 1e-9 * (1 + naiveGross(root, other));
          expect(naiveValue(step, other)[0]).toBeGreaterThanOrEqual(value - rounding);
          expect(naiveValue(tails, other)[0]).toBeGreaterThanOrEqual(value - rounding);
        }
      }),
      { numRuns: 300 },
    );
  });
});
