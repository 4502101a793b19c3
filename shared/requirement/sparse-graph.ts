import type { Graph, Vertex } from './graph.ts';
import type { Expression } from './node.ts';

/** Lists of pairs side by side: those of list i are `from[i] … from[i + 1] − 1`. */
export type PairLists = { readonly from: Int32Array; readonly place: Int32Array; readonly item: Int32Array };

/** What a root rests on, from below: what each line and each vertex is part of. */
export type UpwardGraph = {
  /** by line: the place of a leaf among the graph's vertices, and which of its lines this is */
  readonly terms: PairLists;
  /** by place: the place of a vertex that rests on it, and which of its edges leads here; two edges to one child are two */
  readonly parents: PairLists;
};

export function upwardGraph({ vertices, lines, byNode }: Graph, root: Expression): UpwardGraph {
  const needed = neededBy(vertices, byNode.get(root)!);
  return {
    terms: pairLists(lines, needed, ({ node }, add) => {
      if (node.kind !== 'line' && node.kind !== 'outcomes') return;
      for (let term = 0; term < node.lines.length; term++) add(node.lines[term]!, term);
    }),
    parents: pairLists(vertices.length, needed, (vertex, add) => {
      const size = argumentsOf(vertex);
      for (let edge = 0; edge < size; edge++) add(vertex.edges[edge]!.child.place, edge);
    }),
  };
}

/** The vertices that the root rests on, itself among them, from the last to the first. */
function neededBy(vertices: readonly Vertex[], root: Vertex): Vertex[] {
  const isNeeded = new Uint8Array(vertices.length);
  isNeeded[root.place] = 1;
  const needed: Vertex[] = [];
  for (let place = root.place; place >= 0; place--) {
    if (isNeeded[place] === 0) continue;
    const vertex = vertices[place]!;
    needed.push(vertex);
    const size = argumentsOf(vertex);
    for (let edge = 0; edge < size; edge++) isNeeded[vertex.edges[edge]!.child.place] = 1;
  }
  return needed;
}

/** How many of a vertex's edges its value rests on: the bounds of a `local` node come after its arguments. */
function argumentsOf({ node, edges }: Vertex): number {
  return node.kind === 'local' ? node.children.length : edges.length;
}

type EachPair = (vertex: Vertex, add: (list: number, item: number) => void) => void;

/** Counts, then fills: thousands of small arrays would cost more than what is done with them. */
function pairLists(size: number, vertices: readonly Vertex[], eachPair: EachPair): PairLists {
  const from = new Int32Array(size + 1);
  const count = (list: number) => {
    from[list + 1]! += 1;
  };
  for (const vertex of vertices) eachPair(vertex, count);
  for (let list = 0; list < size; list++) from[list + 1]! += from[list]!;
  const next = from.slice();
  const [place, item] = [new Int32Array(from[size]!), new Int32Array(from[size]!)];
  for (const vertex of vertices) {
    eachPair(vertex, (list, each) => {
      const at = next[list]!++;
      place[at] = vertex.place;
      item[at] = each;
    });
  }
  return { from, place, item };
}
