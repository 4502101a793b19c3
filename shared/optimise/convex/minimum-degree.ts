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
  /** ascending */
  #left: number[];
  /** per node that is left: its neighbours but for those through elements */
  readonly #direct: (readonly number[])[];
  readonly #elementsOf: number[][];
  /** per element the nodes that it joins; null once it is part of another, or for a node */
  readonly #members: (readonly number[] | null)[];
  readonly #degrees: Int32Array;
  readonly #isLeft: Uint8Array;
  /** per node the last list that it was put into */
  readonly #listed: Int32Array;
  #lists = 0;

  constructor(adjacency: Adjacency) {
    this.#left = [...adjacency.keys()];
    this.#direct = [...adjacency];
    this.#elementsOf = adjacency.map(() => []);
    this.#members = adjacency.map(() => null);
    this.#degrees = Int32Array.from(adjacency, (each) => each.length);
    this.#isLeft = new Uint8Array(adjacency.length).fill(1);
    this.#listed = new Int32Array(adjacency.length);
  }

  /** Eliminates nodes of the least degree that aren't joined by each other's elimination; all that are left, once those are joined anyway. */
  eliminateLeast(): readonly number[] {
    const least = this.#left.reduce((most, node) => Math.min(most, this.#degrees[node]!), Infinity);
    if (least === this.#left.length - 1) return this.#left.splice(0);
    const isTouched = new Uint8Array(this.#isLeft.length);
    const eliminated: number[] = [];
    for (const node of this.#left) {
      if (this.#degrees[node] !== least || isTouched[node]) continue;
      for (const neighbour of this.#eliminate(node)) isTouched[neighbour] = 1;
      eliminated.push(node);
    }
    this.#left = this.#left.filter((node) => this.#isLeft[node]);
    for (const node of this.#left) if (isTouched[node]) this.#degrees[node] = this.#neighboursOf(node).length;
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

  #neighboursOf(node: number): readonly number[] {
    const elements = this.#elementsOf[node]!.filter((element) => this.#members[element] !== null);
    this.#elementsOf[node] = elements;
    this.#lists += 1;
    this.#listed[node] = this.#lists;
    const neighbours: number[] = [];
    this.#list(this.#direct[node]!, neighbours);
    for (const element of elements) this.#list(this.#members[element]!, neighbours);
    return neighbours;
  }

  /** Adds those that are left and not in this list yet. Mutates: list. */
  #list(nodes: readonly number[], list: number[]): void {
    for (const node of nodes) {
      if (!this.#isLeft[node] || this.#listed[node] === this.#lists) continue;
      this.#listed[node] = this.#lists;
      list.push(node);
    }
  }
}
