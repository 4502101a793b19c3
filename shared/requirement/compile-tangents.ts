import { requireThat } from '../foundation/index.ts';
import { type Affine, combineAffine, constantAffine, type ProblemBuilder } from '../optimise/index.ts';
import { largest } from './epigraph.ts';
import type { Evaluation } from './evaluate.ts';
import type { Graph, Vertex } from './graph.ts';

/** True for a node with a tangent at every book, so that no finite set of rows is the node itself. */
export function isSmooth({ node }: Vertex): boolean {
  return node.kind === 'power' || node.kind === 'norm';
}

/** @throws DefectError unless the tangents are those of this graph */
export function requireTangentsOf(graph: Graph, tangentsAt: readonly Evaluation[]): void {
  requireThat(
    tangentsAt.every((evaluation) => evaluation.graph === graph),
    'tangents of the graph that is compiled',
  );
}

/**
 * A column above 0 and above the node's tangent at each evaluation (Kelley's cuts): at most the node's value everywhere, and equal
 * to it at those books.
 */
export function compileTangents(
  id: string,
  { offset, edges }: Vertex,
  children: readonly Affine[],
  tangentsAt: readonly Evaluation[],
  builder: ProblemBuilder,
): Affine {
  const tangents = tangentsAt.map(({ partials, constants }, n) => ({
    id: `${id}/tangent-${n}`,
    expression: combineAffine([
      [1, constantAffine(constants[offset]!)],
      ...edges.map((edge, j) => [partials[edge.partials]!, children[j]!] as const),
    ]),
  }));
  return largest(id, [{ id, expression: constantAffine(0) }, ...tangents], builder);
}
