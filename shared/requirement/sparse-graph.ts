import type { Graph } from './graph.ts';
import type { Expression } from './node.ts';

/** A vertex that rests on others: its place among the graph's vertices, and which of its edges leads there. */
type Parent = { readonly place: number; readonly edge: number };
/** A term of a leaf: the leaf's place, and which of its lines it is. */
type Term = { readonly place: number; readonly term: number };

/** What a root rests on, from below: what each line and each vertex is part of. */
export type UpwardGraph = {
  /** by line */
  readonly terms: readonly (readonly Term[])[];
  /** by place; a vertex with two edges to one child is there twice */
  readonly parents: readonly (readonly Parent[])[];
};

/** Bounds of a `local` node are left out: its value doesn't rest on them. */
export function upwardGraph({ vertices, lines, byNode }: Graph, root: Expression): UpwardGraph {
  const terms: Term[][] = Array.from({ length: lines }, () => []);
  const parents: Parent[][] = vertices.map(() => []);
  const below = new Set([byNode.get(root)!]);
  for (let place = vertices.length - 1; place >= 0; place--) {
    const vertex = vertices[place]!;
    if (!below.has(vertex)) continue;
    const { node, edges } = vertex;
    if (node.kind === 'line' || node.kind === 'outcomes') {
      for (let term = 0; term < node.lines.length; term++) terms[node.lines[term]!]!.push({ place, term });
    }
    const nNeeded = node.kind === 'local' ? node.children.length : edges.length;
    for (let edge = 0; edge < nNeeded; edge++) {
      const { child } = edges[edge]!;
      below.add(child);
      parents[child.place]!.push({ place, edge });
    }
  }
  return { terms, parents };
}
