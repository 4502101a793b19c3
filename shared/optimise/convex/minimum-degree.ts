/** Neighbours of each node of an undirected graph, without itself. */
export type Adjacency = readonly (readonly number[])[];

/**
 * An order in which to eliminate the nodes of a symmetric matrix, so that few entries appear: always nodes of the least degree, all at once
 * that share no neighbour (Liu's multiple minimum degree, 1985). An eliminated node joins its neighbours as an element; elements that share a
 * node with the next are part of it. Equal degrees in the order of the nodes.
 */
export function minimumDegreeOrder(adjacency: Adjacency): Int32Array {
  const graph = new QuotientGraph(adjacency);
  const order: number[] = [];
  while (order.length < adjacency.length) order.push(...graph.eliminateLeast());
  return Int32Array.from(order);
}

class QuotientGraph {
  /** per node that is left: its neighbours but for those through elements */
  readonly #direct: number[][];
  readonly #elementsOf: number[][];
  /** per element the nodes that it joins; null once it is part of another, or for a node */
  readonly #members: (number[] | null)[];
  readonly #degrees: Int32Array;
  readonly #marks: Int32Array;
  readonly #isLeft: Uint8Array;
  #mark = 0;

  constructor(adjacency: Adjacency) {
    this.#direct = adjacency.map((each) => [...each]);
    this.#elementsOf = adjacency.map(() => []);
    this.#members = adjacency.map(() => null);
    this.#degrees = Int32Array.from(adjacency, (each) => each.length);
    this.#marks = new Int32Array(adjacency.length);
    this.#isLeft = new Uint8Array(adjacency.length).fill(1);
  }

  /** Eliminates nodes of the least degree that aren't joined by each other's elimination. */
  eliminateLeast(): number[] {
    let least = Infinity;
    for (const [node, degree] of this.#degrees.entries()) if (this.#isLeft[node]) least = Math.min(least, degree);
    const touched = new Set<number>();
    const eliminated: number[] = [];
    for (const [node, degree] of this.#degrees.entries()) {
      if (!this.#isLeft[node] || degree !== least || touched.has(node)) continue;
      for (const neighbour of this.#eliminate(node)) touched.add(neighbour);
      eliminated.push(node);
    }
    for (const node of touched) this.#degrees[node] = this.#neighboursOf(node).length;
    return eliminated;
  }

  #eliminate(node: number): readonly number[] {
    const neighbours = this.#neighboursOf(node);
    for (const element of this.#elementsOf[node]!) this.#members[element] = null;
    this.#isLeft[node] = 0;
    this.#direct[node] = [];
    this.#members[node] = neighbours;
    for (const neighbour of neighbours) this.#elementsOf[neighbour]!.push(node);
    return neighbours;
  }

  #neighboursOf(node: number): number[] {
    this.#mark += 1;
    this.#marks[node] = this.#mark;
    const neighbours: number[] = [];
    const add = (others: readonly number[]) => {
      for (const other of others) {
        if (!this.#isLeft[other] || this.#marks[other] === this.#mark) continue;
        this.#marks[other] = this.#mark;
        neighbours.push(other);
      }
    };
    add(this.#direct[node]!);
    const elements = this.#elementsOf[node]!.filter((element) => this.#members[element] !== null);
    for (const element of elements) add(this.#members[element]!);
    this.#elementsOf[node] = elements;
    return neighbours;
  }
}
