import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Vertex } from '../../../shared/requirement/graph.ts';
import { type Evaluation, evaluate, graphOf } from '../../../shared/requirement/index.ts';
import { book, charge } from '../../support/requirement/expressions.ts';
import { naiveGross, naiveValue } from '../../support/requirement/naive.ts';

const ANY = { homogeneous: false, convex: false, smooth: true };

/** `Σ partial · child + constant` of one node, with the children's values taken from their definitions at the book `q`. */
function supportAt({ edges, offset, size }: Vertex, { partials, constants }: Evaluation, q: Float64Array): number[] {
  const totals = Array.from(constants.subarray(offset, offset + size));
  for (const { child, partials: start, width } of edges) {
    const x = naiveValue(child.node, q);
    for (let k = 0; k < width; k++) {
      totals[size === 1 ? 0 : k]! += partials[start + k]! * (x[k] ?? x[0]!);
    }
  }
  return totals;
}

describe('local support', () => {
  it('is an identity at its own book, at every node, ties included', () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(charge(ANY), book, (root, q) => {
        const evaluation = evaluate(graphOf([root]), q);
        for (const vertex of evaluation.graph.vertices) {
          if (vertex.edges.length === 0) continue;
          seen.set(vertex.node.kind, (seen.get(vertex.node.kind) ?? 0) + 1);
          const tolerance = 1e-11 * naiveGross(vertex.node, q);
          const exact = naiveValue(vertex.node, q);
          const support = supportAt(vertex, evaluation, q);
          support.forEach((each, k) => expect(Math.abs(each - exact[k]!)).toBeLessThanOrEqual(tolerance));
        }
      }),
      { numRuns: 2000 },
    );
    for (const kind of [
      'lower',
      'upper',
      'sum',
      'negate',
      'max',
      'worst',
      'tail',
      'local',
      'power',
      'norm',
      'squares',
      'cheapest',
    ]) {
      expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(100);
    }
  });

  it('bounds a lower node from above at every other book, local and ranked nodes not at all, and any other from below', () => {
    let strict = 0;
    fc.assert(
      fc.property(charge(ANY), book, book, (root, at, other) => {
        const evaluation = evaluate(graphOf([root]), at);
        for (const vertex of evaluation.graph.vertices) {
          const { node } = vertex;
          if (vertex.edges.length === 0 || node.kind === 'local' || node.kind === 'ranked') continue;
          const sign = node.kind === 'lower' ? -1 : 1;
          const exact = naiveValue(node, other);
          const tolerance = 1e-11 * (naiveGross(node, other) + naiveGross(node, at));
          supportAt(vertex, evaluation, other).forEach((each, k) => {
            expect(sign * (each - exact[k]!)).toBeLessThanOrEqual(tolerance);
            if (sign * (each - exact[k]!) < -tolerance) strict++;
          });
        }
      }),
      { numRuns: 2000 },
    );
    expect(strict).toBeGreaterThan(1000);
  });
});
