import { requireThat } from '../foundation/index.ts';
import type { Supports } from './affine-support.ts';
import { affineCurvature, sumCurvature } from './curvature.ts';
import type { Vertex } from './graph.ts';
import type { Expression, NormNode, PowerNode, SmoothNode, SquaresNode } from './node.ts';
import { TIE_FRACTION } from './ties.ts';

/**
 * `max(x, 0)^exponent`: a premium that grows with size, by its square root (3/2) or in proportion to it (2). Convex where x is, since it
 * never falls; not homogeneous, so that it explains with a negative `unallocated`.
 *
 * @throws DefectError unless x is a line or a charge
 */
export function power(exponent: 1.5 | 2, x: Expression): PowerNode {
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

/**
 * `Σ x_j²`, where x = L·q and LᵀL is a covariance: a variance. Convex where every x is affine; not homogeneous.
 *
 * @throws DefectError on an outcome among the children
 */
export function squares(children: readonly Expression[]): SquaresNode {
  for (const { sort } of children) requireThat(sort !== 'outcome', 'scalars below squares', { sort });
  const curvature = { ...normCurvature(children.map((child) => child.curvature)), homogeneous: false };
  return { kind: 'squares', sort: 'charge', children, curvature };
}

/** True for a node that no finite set of rows is equal to. */
export function isSmooth(node: Expression): node is SmoothNode {
  return node.kind === 'power' || node.kind === 'norm' || node.kind === 'squares';
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
  const value = x * (exponent === 2 ? x : Math.sqrt(x));
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

/** The tangent at x: `2x_j` and `−Σ x_j²`. */
export function writeSquares({ offset, edges }: Vertex, supports: Supports): void {
  const { values, gross, partials, constants } = supports;
  let [value, scale] = [0, 0];
  for (const { child, partials: at } of edges) {
    const x = values[child.offset]!;
    partials[at] = 2 * x;
    value += x * x;
    scale += 2 * Math.abs(x) * gross[child.offset]! + x * x;
  }
  constants[offset] = value === 0 ? 0 : -value;
  values[offset] = value;
  gross[offset] = scale;
}

/** Scaled by the largest, so that no square is too large or too small. */
function lengthOf(x: readonly number[]): number {
  const largest = x.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  if (largest === 0) return 0;
  return largest * Math.sqrt(x.reduce((total, each) => total + (each / largest) * (each / largest), 0));
}
