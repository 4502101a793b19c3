import { sinCos } from './sin-cos.ts';

/** The extrema of the Chebyshev polynomial T_n on [−1, 1]: cos(iπ/n), i = 0 … n, from 1 down to −1. */
export function chebyshevNodes(n: number): Float64Array {
  const nodes = Float64Array.from({ length: n + 1 }, (_, i) => sinCos((Math.PI * i) / n).cos);
  [nodes[0], nodes[n]] = [1, -1];
  return nodes;
}

/**
 * Weights that turn values at `chebyshevNodes(n)` into the value at x of the polynomial through them, by the barycentric
 * formula (Berrut & Trefethen, "Barycentric Lagrange interpolation", SIAM Review 46, 2004): its weights are 1, −1, 1, …
 * halved at both ends.
 */
export function interpolationWeights(nodes: Float64Array, x: number): Float64Array {
  const exact = nodes.indexOf(x);
  if (exact >= 0) return nodes.map((_, k) => (k === exact ? 1 : 0));
  const last = nodes.length - 1;
  const parts = nodes.map((node, k) => ((k % 2 === 0 ? 1 : -1) * (k === 0 || k === last ? 0.5 : 1)) / (x - node));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}
