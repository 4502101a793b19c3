import { requireThat } from '../foundation/index.ts';
import { axisOf, childrenOf, type Expression } from './node.ts';

/** A child of a vertex and where the partial derivatives towards it are kept. */
type Edge = { readonly child: Vertex; readonly partials: number; readonly width: number };

/** One node of a graph; its values are the slots `offset … offset + size − 1`, one per scenario or one. */
export type Vertex = {
  readonly node: Expression;
  /** among the graph's vertices */
  readonly place: number;
  /** the node's id, or one made from its kind and position */
  readonly id: string;
  readonly offset: number;
  readonly size: number;
  readonly edges: readonly Edge[];
};

/** The expressions below some roots, children before parents, each once. Its layout never depends on the quantities. */
export type Graph = {
  readonly roots: readonly Vertex[];
  readonly vertices: readonly Vertex[];
  readonly byNode: ReadonlyMap<Expression, Vertex>;
  /** slots of all the values */
  readonly size: number;
  /** slots of all the partial derivatives */
  readonly partials: number;
  /** the most branches of any value */
  readonly branches: number;
  /** the book has at least this many lines */
  readonly lines: number;
};

/**
 * Lays out the expressions below `roots`. Two roots share what they have in common, by identity.
 *
 * @throws DefectError when two nodes have one id
 */
export function graphOf(roots: readonly Expression[]): Graph {
  const layout = new Layout();
  const rootVertices = roots.map((root) => layout.visit(root));
  const { vertices, byNode, size, partials, branches, lines } = layout;
  requireDistinctIds(vertices);
  return { roots: rootVertices, vertices, byNode, size, partials, branches, lines };
}

/** @throws DefectError when the graph does not hold the node */
export function vertexOf(graph: Graph, node: Expression): Vertex {
  const vertex = graph.byNode.get(node);
  requireThat(vertex !== undefined, 'a node of this graph', { kind: node.kind, id: node.id });
  return vertex;
}

/** Its id is made up when it is asked for: most graphs have thousands of nodes whose names nobody reads. */
class PlacedVertex implements Vertex {
  readonly node: Expression;
  readonly place: number;
  readonly offset: number;
  readonly size: number;
  readonly edges: readonly Edge[];

  constructor(node: Expression, edges: readonly Edge[], size: number, layout: Readonly<Layout>) {
    this.node = node;
    this.place = layout.vertices.length;
    this.offset = layout.size;
    this.size = size;
    this.edges = edges;
  }

  get id(): string {
    return this.node.id ?? `${this.node.kind}-${this.place}`;
  }
}

const NO_EDGES: readonly Edge[] = [];

class Layout {
  readonly vertices: Vertex[] = [];
  readonly byNode = new Map<Expression, Vertex>();
  size = 0;
  partials = 0;
  branches = 0;
  lines = 0;

  visit(node: Expression): Vertex {
    const known = this.byNode.get(node);
    if (known !== undefined) return known;
    const size = node.sort === 'outcome' ? axisOf(node)!.length : 1;
    const vertex = new PlacedVertex(node, this.edges(node, size), size, this);
    const branches = branchesOf(vertex);
    this.size += size;
    this.branches = Math.max(this.branches, branches);
    this.lines = Math.max(this.lines, linesOf(node));
    this.vertices.push(vertex);
    this.byNode.set(node, vertex);
    return vertex;
  }

  private edges(node: Expression, size: number): readonly Edge[] {
    if (node.kind === 'line' || node.kind === 'outcomes') return NO_EDGES;
    if ('child' in node) return [this.edge(this.visit(node.child), size)];
    return childrenOf(node).map((child) => this.edge(this.visit(child), size));
  }

  private edge(child: Vertex, size: number): Edge {
    const width = Math.max(child.size, size);
    this.partials += width;
    return { child, partials: this.partials - width, width };
  }
}

function branchesOf({ node, edges }: Vertex): number {
  if (node.kind === 'lower' || node.kind === 'upper') return node.pieces.length;
  if (node.kind === 'max') return edges.length;
  if (node.kind === 'local') return node.below.length;
  if (node.kind === 'worst' || node.kind === 'tail') return edges[0]!.width + 1;
  return 0;
}

function linesOf(node: Expression): number {
  return node.kind === 'line' || node.kind === 'outcomes' ? (node.lines.at(-1) ?? -1) + 1 : 0;
}

/** A name in the form of those that are made up. */
const MADE_UP = /-(\d+)$/;

function requireDistinctIds(vertices: readonly Vertex[]): void {
  const seen = new Set<string>();
  for (const { node } of vertices) {
    const { id } = node;
    if (id === undefined) continue;
    const like = vertices[Number(MADE_UP.exec(id)?.[1])];
    const isTaken = seen.has(id) || (like !== undefined && like.node !== node && like.id === id);
    if (isTaken) requireThat(false, 'distinct node ids', { id });
    seen.add(id);
  }
}
