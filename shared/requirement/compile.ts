import { fail, type Outcome, requireThat, succeed } from '../foundation/index.ts';
import { type Affine, combineAffine, constantAffine, type ProblemBuilder } from '../optimise/index.ts';
import { affineLine, affineOutcomes, foldFixedColumns, negatedAffine } from './affine-leaves.ts';
import { type Branch, pieceBranches } from './branches.ts';
import { compileCheapest, freeCycle } from './compile-cheapest.ts';
import { compileRanked } from './compile-ranked.ts';
import { compileSmooth } from './compile-smooth.ts';
import { compileTail } from './compile-tail.ts';
import { largest, smallest } from './epigraph.ts';
import type { Graph, Vertex } from './graph.ts';
import { axisOf, type LowerNode, type OutcomesNode, type SumNode, type TailNode, type UpperNode } from './node.ts';
import { type Curvatures, culprit, programBranches, programCurvatures } from './program-curvature.ts';
import { isSmooth } from './smooth.ts';

export type CompileOptions = {
  /** goes before every id, where several graphs share a builder */
  readonly prefix?: string;
};

export type Compiled = {
  /**
   * One per root of the graph: affine in the builder's columns, at least the root's value at every feasible point (at most, for a
   * worth), and equal to it where it is minimised (maximised, for a worth). Where `approximate`, the same of its bound.
   */
  readonly requirements: readonly Affine[];
  /**
   * `exact`: with all the branches, the program's optimum is the optimum of the expressions themselves. `approximate`: some node is
   * replaced by a bound, so the optimum bounds theirs, and is theirs where `evaluate` there equals what the program claims.
   */
  readonly exactness: 'exact' | 'approximate';
};

/**
 * Emits the expressions as linear rows, so that minimising a requirement in the program is minimising the same expression that
 * `evaluate` computes. Each row is one affine support of one node; its id is `node/scenario` or `node/branch`, so that its dual can
 * be read. A smooth node becomes an epigraph of the builder: with any, the program is convex and not linear. Affine nodes are
 * substituted, equal and dominated rows left out, and every added column has finite bounds that hold for the node's value.
 *
 * @param quantities per line, its quantity as a function of the builder's columns, whose bounds are finite
 * @returns `unsupported`, naming the node, where a charge isn't convex or a worth isn't concave, and no bound stands in for it;
 *   where strategies of a `cheapest` node cancel out for free
 */
export function compile(
  graph: Graph,
  quantities: readonly Affine[],
  builder: ProblemBuilder,
  options: CompileOptions = {},
): Outcome<Compiled> {
  requireThat(quantities.length >= graph.lines, 'a quantity per line', { lines: graph.lines, size: quantities.length });
  const curvatures = programCurvatures(graph);
  for (const root of graph.roots) {
    requireThat(root.node.sort !== 'outcome', 'scalar roots', { id: root.id });
    const wanted = wantedOf(root);
    if (curvatures.get(root)![wanted]) continue;
    return fail('unsupported', `node ${culprit(root, curvatures).id} is not ${wanted}`);
  }
  const cycle = graph.vertices.find(({ node }) => node.kind === 'cheapest' && freeCycle(node).length > 0);
  if (cycle !== undefined) {
    return fail('unsupported', `node ${cycle.id} has strategies that cost nothing and together take up nothing`);
  }
  const compiler = new Compiler(quantities, builder, curvatures, options);
  const requirements = graph.roots.map((root) => compiler.value(root, 0));
  const exact = graph.roots.every((root) => root.node.curvature[wantedOf(root)]);
  return succeed({ requirements, exactness: exact ? 'exact' : 'approximate' });
}

function wantedOf({ node }: Vertex): 'convex' | 'concave' {
  return node.sort === 'worth' ? 'concave' : 'convex';
}

/** Works from the roots down and only through the branches that count, so that what nothing rests on needs no column. */
class Compiler {
  private readonly values = new Map<number, Affine>();
  private readonly quantities: readonly Affine[];
  private readonly builder: ProblemBuilder;
  private readonly curvatures: Curvatures;
  private readonly prefix: string;

  constructor(
    quantities: readonly Affine[],
    builder: ProblemBuilder,
    curvatures: Curvatures,
    { prefix = '' }: CompileOptions,
  ) {
    this.quantities = quantities.map((quantity) => foldFixedColumns(quantity, builder.columns));
    this.builder = builder;
    this.curvatures = curvatures;
    this.prefix = prefix;
  }

  /** The vertex's value in scenario k; a scalar has one for all. */
  value(vertex: Vertex, k: number): Affine {
    const own = vertex.size === 1 ? 0 : k;
    const known = this.values.get(vertex.offset + own);
    if (known !== undefined) return known;
    const value = this.emit(vertex, own);
    this.values.set(vertex.offset + own, value);
    return value;
  }

  private emit(vertex: Vertex, k: number): Affine {
    const { node, edges } = vertex;
    if (node.kind === 'line') return affineLine(node, this.quantities);
    if (node.kind === 'outcomes') return this.outcome(vertex, node, k);
    if (node.kind === 'worst') return this.worst(vertex);
    if (node.kind === 'tail') return this.tail(vertex, node);
    if (node.kind === 'sum') return this.sum(vertex, node, k);
    if (node.kind === 'max') return this.max(vertex, edges, programBranches(vertex, this.curvatures));
    if (node.kind === 'cheapest')
      return compileCheapest(this.prefix + vertex.id, node, this.scalars(edges), this.builder);
    if (isSmooth(node)) return compileSmooth(this.prefix + vertex.id, node, this.scalars(edges), this.builder);
    if (node.kind === 'local') return this.max(vertex, edges.slice(node.children.length));
    if (node.kind === 'ranked') return compileRanked(this.prefix + vertex.id, node, this.losses(vertex), this.builder);
    return node.kind === 'negate' ? negatedAffine(this.value(edges[0]!.child, k)) : this.piecewise(vertex, node, k);
  }

  private max({ id: plainId }: Vertex, edges: Vertex['edges'], kept = [...edges.keys()]): Affine {
    const id = this.prefix + plainId;
    const branches = kept.map((j) => ({
      id: `${id}/${edges[j]!.child.id}`,
      expression: this.value(edges[j]!.child, 0),
    }));
    return largest(id, branches, this.builder);
  }

  /** Of the scenarios of an outcome that a vertex looks at. */
  private losses({ id: plainId, edges }: Vertex): Branch[] {
    const { child } = edges[0]!;
    return axisOf(child.node)!.map((scenario, k) => ({
      id: `${this.prefix}${plainId}/${scenario}`,
      expression: negatedAffine(this.value(child, k)),
    }));
  }

  private scalars(edges: Vertex['edges']): Affine[] {
    return edges.map(({ child }) => this.value(child, 0));
  }

  private sum({ edges }: Vertex, { weights }: SumNode, k: number): Affine {
    const terms = edges.map(({ child }, j) => [weights[j]!, child] as const).filter(([weight]) => weight > 0);
    return combineAffine(terms.map(([weight, child]) => [weight, this.value(child, k)] as const));
  }

  private outcome(vertex: Vertex, node: OutcomesNode, k: number): Affine {
    const gains = affineOutcomes(node, this.quantities);
    gains.forEach((gain, scenario) => this.values.set(vertex.offset + scenario, gain));
    return gains[k]!;
  }

  private piecewise(vertex: Vertex, node: LowerNode | UpperNode, k: number): Affine {
    const kept = node.kind === 'upper' ? programBranches(vertex, this.curvatures) : [...node.pieces.keys()];
    const rests = kept.some((j) => node.pieces[j]!.slope !== 0);
    const x = rests ? this.value(vertex.edges[0]!.child, k) : constantAffine(0);
    const id = this.prefix + vertex.id;
    const place = node.sort === 'outcome' ? `${id}/${axisOf(node)![k]!}` : id;
    const all = pieceBranches(place, node.pieces, x);
    const branches = kept.map((j) => all[j]!);
    return node.kind === 'upper' ? largest(place, branches, this.builder) : smallest(place, branches, this.builder);
  }

  private worst(vertex: Vertex): Affine {
    const id = this.prefix + vertex.id;
    return largest(id, [{ id, expression: constantAffine(0) }, ...this.losses(vertex)], this.builder);
  }

  private tail(vertex: Vertex, node: TailNode): Affine {
    const losses = this.losses(vertex).map((loss, k) => ({
      ...loss,
      probability: node.probabilities[k]!,
    }));
    return compileTail(this.prefix + vertex.id, losses, 1 - node.confidence, this.builder);
  }
}
