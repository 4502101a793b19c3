import type { Evaluation } from './evaluate.ts';
import type { Vertex } from './graph.ts';
import type { LocalNode, Piece } from './node.ts';

/** Branches that a program has rows for, by key: a scenario of a `worst` or `tail`, a child of a `max`, a piece of a value. */
export type ActiveBranches = ReadonlySet<number>;

/** A branch this near the largest, as a part of the gross scale, gets its row at once: an optimum lies where branches meet. */
const NEAR_FRACTION = 1e-7;

/**
 * The branches in `before`, and those that bind in `evaluation` wherever a program with all of these would look: from the roots
 * down, only through branches that are active.
 */
export function activateBranches(evaluation: Evaluation, before: ActiveBranches = new Set()): ActiveBranches {
  const active = new Set(before);
  const visited = new Uint8Array(evaluation.graph.size);
  for (const { offset } of evaluation.graph.roots) visited[offset] = 1;
  for (const vertex of evaluation.graph.vertices.toReversed()) {
    for (let k = 0; k < vertex.size; k++) {
      if (visited[vertex.offset + k] === 0) continue;
      for (const branch of bindingBranches(vertex, k, evaluation)) active.add(branch);
      visitChildren(vertex, k, active, visited);
    }
  }
  return active;
}

function bindingBranches({ node, edges, offset, firstBranch }: Vertex, k: number, at: Evaluation): number[] {
  const value = at.values[offset + k]!;
  const near = (branch: number) => Math.abs(value - branch) <= NEAR_FRACTION * at.gross[offset + k]!;
  const child = edges[0]?.child;
  if (child === undefined) return [];
  if (node.kind === 'upper' || node.kind === 'lower') {
    const x = at.values[child.offset + k]!;
    const first = firstBranch + k * node.pieces.length;
    return keysWhere(node.pieces, first, ({ slope, intercept }: Piece) => near(slope * x + intercept));
  }
  if (node.kind === 'max') return keysWhere(edges, firstBranch, (edge) => near(at.values[edge.child.offset]!));
  if (node.kind === 'local') return largestBounds(edges.slice(node.children.length), firstBranch, at);
  const gains = at.values.subarray(child.offset, child.offset + child.size);
  if (node.kind === 'worst') return keysWhere(Array.from(gains), firstBranch, (gain) => near(-gain));
  if (node.kind !== 'tail') return [];
  const partials = at.partials.subarray(edges[0]!.partials, edges[0]!.partials + edges[0]!.width);
  return keysWhere(Array.from(partials), firstBranch, (partial) => partial !== 0);
}

/** The bounds that are the largest: how far they stay below the node's own value is no matter of rows. */
function largestBounds(bounds: Vertex['edges'], first: number, { values, gross }: Evaluation): number[] {
  const best = Math.max(...bounds.map(({ child }) => values[child.offset]!));
  return keysWhere(bounds, first, ({ child: { offset } }) => best - values[offset]! <= NEAR_FRACTION * gross[offset]!);
}

function keysWhere<T>(branches: readonly T[], first: number, holds: (branch: T) => boolean): number[] {
  return branches.flatMap((branch, j) => (holds(branch) ? [first + j] : []));
}

function isActiveBound({ children }: LocalNode, edge: number, firstBranch: number, active: ActiveBranches): boolean {
  return edge >= children.length && active.has(firstBranch + edge - children.length);
}

/** Marks the values that `compile` asks for at this one. */
function visitChildren(
  { node, edges, firstBranch }: Vertex,
  k: number,
  active: ActiveBranches,
  visited: Uint8Array,
): void {
  edges.forEach(({ child, width }, j) => {
    if (node.kind === 'max' && !active.has(firstBranch + j)) return;
    if (node.kind === 'local' && !isActiveBound(node, j, firstBranch, active)) return;
    if (node.kind !== 'worst' && node.kind !== 'tail') visited[child.offset + (child.size === 1 ? 0 : k)] = 1;
    else
      for (let s = 0; s < width; s++)
        if (node.kind === 'tail' || active.has(firstBranch + s)) visited[child.offset + s] = 1;
  });
}
