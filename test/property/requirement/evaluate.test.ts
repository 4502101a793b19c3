import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Expression,
  evaluate,
  evaluateAlone,
  graphOf,
  valueOf,
  withoutLines,
} from '../../../shared/requirement/index.ts';
import { book, charge, pureScan } from '../../support/requirement/expressions.ts';
import { naiveGross, naiveValue } from '../../support/requirement/naive.ts';

const ANY = { homogeneous: false, convex: false, smooth: true };
const CONVEX = { homogeneous: false, convex: true, smooth: true };
const HOMOGENEOUS = { homogeneous: true, convex: false, smooth: true };

function value(root: Expression, q: Float64Array): number {
  return valueOf(evaluate(graphOf([root]), q), root);
}

describe('evaluate', () => {
  it('equals the definition of every node, to the width of a tie', () => {
    fc.assert(
      fc.property(charge(ANY), book, (root, q) => {
        const evaluation = evaluate(graphOf([root]), q);
        for (const { node, offset, size } of evaluation.graph.vertices) {
          const naive = naiveValue(node, q);
          expect(naive).toHaveLength(size);
          const tolerance = 1e-11 * naiveGross(node, q);
          naive.forEach((each, k) =>
            expect(Math.abs(evaluation.values[offset + k]! - each)).toBeLessThanOrEqual(tolerance),
          );
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('scales with the book where every node is homogeneous', () => {
    fc.assert(
      fc.property(charge(HOMOGENEOUS), book, fc.constantFrom(0, 0.001, 0.3, 1, 2, 17.5, 1e4), (root, q, factor) => {
        expect(root.curvature.homogeneous).toBe(true);
        const scaled = value(
          root,
          q.map((each) => each * factor),
        );
        expect(Math.abs(scaled - factor * value(root, q))).toBeLessThanOrEqual(1e-11 * factor * naiveGross(root, q));
      }),
      { numRuns: 1000 },
    );
  });

  it('never charges a pool of two books more than both apart, where the margin is a pure scan', () => {
    let saved = 0;
    fc.assert(
      fc.property(pureScan, book, book, (root, a, b) => {
        const apart = value(root, a) + value(root, b);
        const pooled = value(
          root,
          a.map((each, line) => each + b[line]!),
        );
        const rounding = 1e-12 * (naiveGross(root, a) + naiveGross(root, b));
        expect(pooled).toBeLessThanOrEqual(apart + rounding);
        if (pooled < apart - rounding) saved++;
      }),
      { numRuns: 10_000 },
    );
    expect(saved).toBeGreaterThan(1000);
  });

  it('is convex between two books wherever the curvature says so', () => {
    let convex = 0;
    let strict = 0;
    fc.assert(
      fc.property(fc.oneof(charge(CONVEX), charge(ANY)), book, book, (root, a, b) => {
        if (!root.curvature.convex) return;
        convex++;
        const middle = value(
          root,
          a.map((each, line) => 0.5 * (each + b[line]!)),
        );
        const chord = 0.5 * (value(root, a) + value(root, b));
        const rounding = 1e-11 * (naiveGross(root, a) + naiveGross(root, b));
        expect(middle).toBeLessThanOrEqual(chord + rounding);
        if (middle < chord - rounding) strict++;
      }),
      { numRuns: 2000 },
    );
    expect(convex).toBeGreaterThan(1000);
    expect(strict).toBeGreaterThan(300);
  });

  it('derives convex for every composition that the rules allow', () => {
    fc.assert(
      fc.property(charge(CONVEX), (root) => {
        expect(root.curvature.convex).toBe(true);
      }),
    );
  });
});

describe('evaluating without some lines', () => {
  it('is evaluating the rest, to rounding of the whole', () => {
    fc.assert(
      fc.property(charge(ANY), book, fc.subarray([0, 1, 2, 3, 4, 5]), (root, at, lines) => {
        const graph = graphOf([root]);
        const rest = Float64Array.from(at);
        for (const line of lines) rest[line] = 0;
        const incremental = valueOf(withoutLines(evaluate(graph, at))(lines), root);
        const fresh = valueOf(evaluate(graph, rest), root);
        expect(Math.abs(incremental - fresh)).toBeLessThanOrEqual(1e-9 * (1 + naiveGross(root, at)));
      }),
      { numRuns: 1000 },
    );
  });
});

describe('evaluating only some lines', () => {
  it('is evaluating a book of them, whatever was asked before', () => {
    fc.assert(
      fc.property(charge(ANY), book, fc.array(fc.subarray([0, 1, 2, 3, 4, 5]), { minLength: 2 }), (root, at, asked) => {
        const graph = graphOf([root]);
        const alone = evaluateAlone(graph, root);
        // At a kink of a `local` node rounding chooses its partials, and with them the scale: the value is the same.
        const isKinked = graph.vertices.some(({ node }) => node.kind === 'local');
        for (const lines of asked) {
          const kept = new Float64Array(at.length);
          for (const line of lines) kept[line] = at[line]!;
          const fresh = evaluate(graph, kept);
          const { value: found, gross } = alone(lines, at);
          expect(Math.abs(found - valueOf(fresh, root))).toBeLessThanOrEqual(1e-12 * (1 + naiveGross(root, kept)));
          const scale = isKinked ? gross : fresh.gross[graph.roots[0]!.offset]!;
          expect(Math.abs(gross - scale)).toBeLessThanOrEqual(1e-12 * (1 + gross));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
