import {
  lossCurvature,
  lowerCurvature,
  maxCurvature,
  negatedCurvature,
  sumCurvature,
  upperCurvature,
} from './curvature.ts';
import type { Graph, Vertex } from './graph.ts';
import type { Curvature } from './node.ts';
import { normCurvature } from './smooth.ts';

type Curvatures = ReadonlyMap<Vertex, Curvature>;

/**
 * What a program sees of each vertex: its own curvature, but a `local` node is replaced by its bounds from below. They are convex
 * at best, even where they are affine: a bound holds only where the program pushes the node down.
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

/** An order statistic has no rows: its convex stand-in is the tail. */
const NOT_A_PROGRAM: Curvature = { convex: false, concave: false, homogeneous: true };

function curvatureOf(vertex: Vertex, known: Curvatures): Curvature {
  const { node } = vertex;
  if (node.kind === 'line' || node.kind === 'outcomes') return node.curvature;
  const children = programChildren(vertex).map((child) => known.get(child)!);
  switch (node.kind) {
    case 'local':
      return {
        ...maxCurvature(children),
        convex: children.length > 0 && sumCurvature(children).convex,
        concave: false,
      };
    case 'sum':
      return sumCurvature(children.filter((_, j) => node.weights[j]! > 0));
    case 'negate':
      return negatedCurvature(children[0]!);
    case 'max':
      return maxCurvature(children);
    case 'lower':
      return lowerCurvature(node.pieces, children[0]!);
    case 'upper':
      return upperCurvature(node.pieces, children[0]!);
    case 'ranked':
      return NOT_A_PROGRAM;
    case 'power':
      return { ...children[0]!, concave: false, homogeneous: false };
    case 'squares':
      return { ...normCurvature(children), homogeneous: false };
    case 'norm':
    case 'cheapest':
      return normCurvature(children);
    case 'worst':
    case 'tail':
      return lossCurvature(children[0]!);
  }
}
