import type { Graph, Vertex } from './graph.ts';

/** A vertex that rests on others: its place among the graph's vertices, and which of its edges leads there. */
type Parent = { readonly place: number; readonly edge: number };
/** A term of a leaf: the leaf's place, and which of its lines it is. */
type Term = { readonly place: number; readonly term: number };

/** A graph from below: what each line and each vertex is part of. */
export type UpwardGraph = {
  /** by line */
  readonly terms: readonly (readonly Term[])[];
  /** by place; a vertex with two edges to one child is there twice */
  readonly parents: readonly (readonly Parent[])[];
};

export function upwardGraph({ vertices, lines }: Graph): UpwardGraph {
  const terms: Term[][] = Array.from({ length: lines }, () => []);
  const parents: Parent[][] = vertices.map(() => []);
  const places = new Map<Vertex, number>();
  for (const [place, vertex] of vertices.entries()) {
    places.set(vertex, place);
    const { node, edges } = vertex;
    if (node.kind === 'line' || node.kind === 'outcomes') {
      for (let term = 0; term < node.lines.length; term++) terms[node.lines[term]!]!.push({ place, term });
    }
    for (let edge = 0; edge < edges.length; edge++) parents[places.get(edges[edge]!.child)!]!.push({ place, edge });
  }
  return { terms, parents };
}
