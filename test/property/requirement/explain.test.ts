import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindingOf, evaluate, explain, graphOf } from '../../../shared/requirement/index.ts';
import { book, charge } from '../../support/requirement/expressions.ts';
import { naiveGross, naiveValue } from '../../support/requirement/naive.ts';

const ANY = { homogeneous: false, convex: false, smooth: true };
const CONVEX = { homogeneous: false, convex: true, smooth: true };
const HOMOGENEOUS = { homogeneous: true, convex: false, smooth: true };

const total = (numbers: Iterable<number>) => [...numbers].reduce((a, b) => a + b, 0);

describe('explain', () => {
  it('gives contributions that add up to the requirement with what is unallocated, ties included', () => {
    let ties = 0;
    fc.assert(
      fc.property(charge(ANY), book, (root, q) => {
        const evaluation = evaluate(graphOf([root]), q);
        const { requirement, contributions, unallocated } = explain(evaluation, root);
        const scale = Math.max(Math.abs(requirement), naiveGross(root, q));
        expect(Math.abs(total(contributions) + unallocated - requirement)).toBeLessThanOrEqual(1e-12 * scale);
        const scans = evaluation.graph.vertices.filter(({ node }) => node.kind === 'worst');
        if (scans.some(({ node }) => bindingOf(evaluation, node).length > 1)) ties++;
      }),
      { numRuns: 3000 },
    );
    expect(ties).toBeGreaterThan(100);
  });

  it('leaves nothing unallocated where every node is homogeneous', () => {
    fc.assert(
      fc.property(charge(HOMOGENEOUS), book, (root, q) => {
        expect(explain(evaluate(graphOf([root]), q), root).unallocated).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it('gives marginals that bound a convex requirement from below along every line', () => {
    fc.assert(
      fc.property(charge(CONVEX), book, book, (root, q, other) => {
        const { requirement, marginals } = explain(evaluate(graphOf([root]), q), root);
        const support = requirement + total(marginals.map((marginal, line) => marginal * (other[line]! - q[line]!)));
        const rounding = 1e-10 * (naiveGross(root, q) + naiveGross(root, other) + 1);
        expect(support).toBeLessThanOrEqual(naiveValue(root, other)[0]! + rounding);
      }),
      { numRuns: 1500 },
    );
  });
});
