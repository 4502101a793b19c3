import {
  lossCurvature,
  lowerCurvature,
  maxCurvature,
  negatedCurvature,
  pieceCurvatures,
  sumCurvature,
} from './curvature.ts';
import type { Graph, Vertex } from './graph.ts';
import type { Curvature } from './node.ts';
import { normCurvature } from './smooth.ts';

export type Curvatures = ReadonlyMap<Vertex, Curvature>;

/**
 * What a program sees of each vertex: its own curvature, but a `local` node is replaced by its bounds from below, an order statistic by
 * a constant, and of a largest only the branches count that are convex. Such a bound is convex at best, even where it is affine: it holds
 * only where the program pushes the node down.
 */
export function programCurvatures({ vertices }: Graph): Curvatures {
  const curvatures = new Map<Vertex, Curvature>();
  for (const vertex of vertices) curvatures.set(vertex, curvatureOf(vertex, curvatures));
  return curvatures;
}

/** The first node, from the lines up, that has no curvature where all that it rests on have one; else the root. */
export function culprit(root: Vertex, curvatures: Curvatures): Vertex {
  for (const child of programChildren(root)) {
    const { convex, concave } = curvatures.get(child)!;
    if (!convex && !concave) return culprit(child, curvatures);
  }
  return root;
}

/** The vertices that a vertex rests on in a program. */
function programChildren({ node, edges }: Vertex): Vertex[] {
  return edges.slice(node.kind === 'local' ? node.children.length : 0).map(({ child }) => child);
}

/** The branches of a `max` or `upper` node that a program has rows for, by their places: all of them, or those that are convex. */
export function programBranches(vertex: Vertex, known: Curvatures): number[] {
  const branches = branchCurvatures(vertex, known);
  const { convex, concave } = maxCurvature(branches);
  const isWhole = convex || concave;
  return [...branches.keys()].filter((j) => isWhole || branches[j]!.convex);
}

function branchCurvatures({ node, edges }: Vertex, known: Curvatures): Curvature[] {
  const children = edges.map(({ child }) => known.get(child)!);
  return node.kind === 'upper' ? pieceCurvatures(node.pieces, children[0]!) : children;
}

function largestCurvature(vertex: Vertex, known: Curvatures): Curvature {
  const branches = branchCurvatures(vertex, known);
  const kept = programBranches(vertex, known).map((j) => branches[j]!);
  return kept.length === branches.length ? maxCurvature(kept) : boundCurvature(kept);
}

/** Of the largest of some bounds from below; of none there is no bound. */
function boundCurvature(bounds: readonly Curvature[]): Curvature {
  const { convex, homogeneous } = sumCurvature(bounds);
  return { convex: bounds.length > 0 && convex, concave: false, homogeneous };
}

function curvatureOf(vertex: Vertex, known: Curvatures): Curvature {
  const { node } = vertex;
  if (node.kind === 'line' || node.kind === 'outcomes') return node.curvature;
  const children = programChildren(vertex).map((child) => known.get(child)!);
  switch (node.kind) {
    case 'local':
      return boundCurvature(children);
    case 'sum':
      return sumCurvature(children.filter((_, j) => node.weights[j]! > 0));
    case 'negate':
      return negatedCurvature(children[0]!);
    case 'max':
    case 'upper':
      return largestCurvature(vertex, known);
    case 'lower':
      return lowerCurvature(node.pieces, children[0]!);
    case 'power':
      return { ...children[0]!, concave: false, homogeneous: false };
    case 'squares':
      return { ...normCurvature(children), homogeneous: false };
    case 'norm':
    case 'cheapest':
      return normCurvature(children);
    case 'worst':
    case 'tail':
    case 'ranked':
      return lossCurvature(children[0]!);
  }
}
