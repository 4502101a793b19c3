import { describe, expect, it } from 'vitest';
import { chebyshevNodes, gaussLegendre, interpolationWeights } from '../../../shared/numerics/index.ts';

describe('gaussLegendre', () => {
  it('has the published nodes and weights of five points', () => {
    const { nodes, weights } = gaussLegendre(5);
    const outer = Math.sqrt(5 + 2 * Math.sqrt(10 / 7)) / 3;
    const inner = Math.sqrt(5 - 2 * Math.sqrt(10 / 7)) / 3;
    const expected = [outer, inner, 0, -inner, -outer];
    const [low, high] = [(322 - 13 * Math.sqrt(70)) / 900, (322 + 13 * Math.sqrt(70)) / 900];
    for (const [j, weight] of [low, high, 128 / 225, high, low].entries()) {
      expect(Math.abs(nodes[j]! - expected[j]!)).toBeLessThanOrEqual(1e-15);
      expect(Math.abs(weights[j]! - weight)).toBeLessThanOrEqual(1e-15);
    }
  });

  it.each([1, 2, 10, 24, 64])('integrates polynomials to degree 2n − 1 with %i points', (count) => {
    const { nodes, weights } = gaussLegendre(count);
    for (let degree = 0; degree < 2 * count; degree++) {
      const sum = nodes.reduce((total, x, j) => total + weights[j]! * x ** degree, 0);
      expect(Math.abs(sum - (degree % 2 === 0 ? 2 / (degree + 1) : 0)), `x^${degree}`).toBeLessThanOrEqual(1e-14);
    }
  });
});

describe('Chebyshev interpolation', () => {
  it('reproduces a polynomial of its degree, at nodes and between them', () => {
    const nodes = chebyshevNodes(6);
    for (const x of [...nodes, -0.93, -0.2, 0.4, 0.999]) {
      const value = interpolationWeights(nodes, x).reduce((sum, weight, k) => sum + weight * polynomial(nodes[k]!), 0);
      expect(Math.abs(value - polynomial(x))).toBeLessThanOrEqual(1e-14);
    }
    expect([nodes[0], nodes[6]]).toEqual([1, -1]);
  });
});

function polynomial(x: number): number {
  return 1 + x * (2 - x * (3 - x * (0.5 + x * (1 - x * x))));
}
