import { requireThat } from '../foundation/index.ts';
import { exp, log } from '../numerics/index.ts';
import type { Supports } from './affine-support.ts';
import { affineCurvature, sumCurvature } from './curvature.ts';
import type { Vertex } from './graph.ts';
import type { Expression, NormNode, PowerNode } from './node.ts';
import { TIE_FRACTION } from './ties.ts';

/**
 * `max(x, 0)^exponent`, exponent > 1: a premium that grows with size. Convex where x is, since it never falls; not homogeneous, so
 * that it explains with a negative `unallocated`.
 *
 * @throws DefectError unless x is a line or a charge and the exponent is finite and above 1
 */
export function power(exponent: number, x: Expression): PowerNode {
  requireThat(exponent > 1 && exponent < Infinity, 'a finite exponent above 1', { exponent });
  requireThat(x.sort === 'line' || x.sort === 'charge', 'a line or charge', { sort: x.sort });
  const curvature = { convex: x.curvature.convex, concave: false, homogeneous: false };
  return { kind: 'power', sort: 'charge', exponent, child: x, curvature };
}

/**
 * `√(Σ x_j²)`: the Euclidean length, where x = L·q and LᵀL is a covariance. Convex where every x is affine, homogeneous where
 * every x is.
 *
 * @throws DefectError on an outcome among the children
 */
export function norm(children: readonly Expression[]): NormNode {
  for (const { sort } of children) requireThat(sort !== 'outcome', 'scalars below norm', { sort });
  const curvature = normCurvature(children.map((child) => child.curvature));
  return { kind: 'norm', sort: 'charge', children, curvature };
}

/** Of a function that is convex in its arguments together, but may fall in some: they must be affine. */
export function normCurvature(children: readonly NormNode['curvature'][]): NormNode['curvature'] {
  const { convex, concave, homogeneous } = sumCurvature([affineCurvature(true), ...children]);
  return { convex: convex && concave, concave: false, homogeneous };
}

/** The tangent at x: `exponent·x^(exponent−1)` and `(1 − exponent)·x^exponent`. */
export function writePower({ offset, edges }: Vertex, { exponent }: PowerNode, supports: Supports): void {
  const { child, partials } = edges[0]!;
  const x = Math.max(0, supports.values[child.offset]!);
  const value = x === 0 ? 0 : exp(exponent * log(x));
  const slope = x === 0 ? 0 : (exponent * value) / x;
  supports.partials[partials] = slope;
  supports.constants[offset] = value === 0 ? 0 : (1 - exponent) * value;
  supports.values[offset] = value;
  supports.gross[offset] = slope * supports.gross[child.offset]! + exponent * value;
}

/** The unit vector along x, constant 0. A length that is only rounding is 0, and no direction then counts. */
export function writeNorm({ offset, edges }: Vertex, supports: Supports): void {
  const { values, gross, partials } = supports;
  const length = lengthOf(edges.map(({ child }) => values[child.offset]!));
  const scale = edges.reduce((total, { child }) => total + gross[child.offset]!, 0);
  const value = length <= TIE_FRACTION * scale ? 0 : length;
  for (const edge of edges) partials[edge.partials] = value === 0 ? 0 : values[edge.child.offset]! / value;
  values[offset] = value;
  gross[offset] = scale;
}

/** Scaled by the largest, so that no square is too large or too small. */
function lengthOf(x: readonly number[]): number {
  const largest = x.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  if (largest === 0) return 0;
  return largest * Math.sqrt(x.reduce((total, each) => total + (each / largest) * (each / largest), 0));
}
