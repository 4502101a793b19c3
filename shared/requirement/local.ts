import { ensureThat, requireThat } from '../foundation/index.ts';
import { applyPartials, type Supports } from './affine-support.ts';
import type { Vertex } from './graph.ts';
import type { Expression, LocalFunction, LocalNode } from './node.ts';

export type LocalSpec = {
  /** the function's arguments: lines, charges or worths */
  readonly children: readonly Expression[];
  readonly fn: LocalFunction;
  /** `fn(λ·x) = λ·fn(x)` for λ ≥ 0, so that `value = Σ partial · x` (Euler); false unless stated */
  readonly homogeneous?: boolean;
  /** charges or lines, none of which the value is ever below */
  readonly below?: readonly Expression[];
};

/**
 * A named sequential procedure as a node: `fn` of the children's values. Its support is `value = Σ partial · x + constant` with
 * `constant = value − Σ partial · x`, so it evaluates and explains like any other node. It is not convex: a program has the largest
 * of `below` in its place and is `approximate`; without `below` it is `unsupported`.
 *
 * @param spec whose `fn` depends on its argument alone, and keeps no reference to it
 * @throws DefectError on an outcome among the children, or a bound that is neither line nor charge
 */
export function local({ children, fn, homogeneous = false, below = [] }: LocalSpec): LocalNode {
  for (const { sort } of children) requireThat(sort !== 'outcome', 'scalar arguments of a local node', { sort });
  for (const { sort } of below) requireThat(sort === 'line' || sort === 'charge', 'a line or charge below', { sort });
  const scales = homogeneous && children.every((child) => child.curvature.homogeneous);
  const curvature = { convex: false, concave: false, homogeneous: scales };
  return { kind: 'local', sort: 'charge', children, fn, homogeneous, below, curvature };
}

/** How far a homogeneous function may be from `Σ partial · x`, as a part of the gross scale. */
const EULER_FRACTION = 1e-9;

/** @throws DefectError naming the node where the function's answer isn't finite, or its claim of homogeneity is wrong */
export function writeLocal(vertex: Vertex, node: LocalNode, supports: Supports): void {
  const { offset } = vertex;
  const { values, gross, constants } = supports;
  const size = node.children.length;
  const x = new Float64Array(size);
  for (let j = 0; j < size; j++) x[j] = values[vertex.edges[j]!.child.offset]!;
  const { value, partials } = node.fn(x);
  const isWhole = Number.isFinite(value) && partials.length === size;
  if (!isWhole) ensureThat(false, 'a value, and a partial per argument', { id: vertex.id, value });
  for (let j = 0; j < size; j++) {
    if (!Number.isFinite(partials[j])) ensureThat(false, 'finite partials', { id: vertex.id, j });
    supports.partials[vertex.edges[j]!.partials] = partials[j]!;
  }
  constants[offset] = 0;
  applyPartials(vertex, supports);
  const rest = value - values[offset]!;
  const scale = Math.max(Math.abs(value), gross[offset]!);
  const isHomogeneous = !node.homogeneous || Math.abs(rest) <= EULER_FRACTION * scale;
  if (!isHomogeneous) {
    ensureThat(false, 'a homogeneous function equal to Σ partial · x', { id: vertex.id, value, rest });
  }
  values[offset] = value;
  constants[offset] = node.homogeneous ? 0 : rest;
  gross[offset] = scale + Math.abs(constants[offset]);
}
