import type { Curvature, Piece } from './node.ts';

/** Of an affine function of the quantities. */
export function affineCurvature(homogeneous: boolean): Curvature {
  return { convex: true, concave: true, homogeneous };
}

export function negatedCurvature({ convex, concave, homogeneous }: Curvature): Curvature {
  return { convex: concave, concave: convex, homogeneous };
}

/** Of a sum with non-negative weights: what all the terms are. */
export function sumCurvature(terms: readonly Curvature[]): Curvature {
  return {
    convex: terms.every((term) => term.convex),
    concave: terms.every((term) => term.concave),
    homogeneous: terms.every((term) => term.homogeneous),
  };
}

/** Of the largest of the branches; one branch alone keeps its curvature. */
export function maxCurvature(branches: readonly Curvature[]): Curvature {
  const { convex, concave, homogeneous } = sumCurvature(branches);
  return { convex, concave: concave && branches.length === 1, homogeneous };
}

/** Of `max_j slope_j · x + intercept_j`: convex where every slope is ≥ 0 and x is convex, or x is affine. */
export function upperCurvature(pieces: readonly Piece[], x: Curvature): Curvature {
  return maxCurvature(pieceCurvatures(pieces, x));
}

/** Of each `slope_j · x + intercept_j`. */
export function pieceCurvatures(pieces: readonly Piece[], x: Curvature): Curvature[] {
  return pieces.map((piece) => pieceCurvature(piece, x));
}

/** Of `min_j slope_j · x + intercept_j`: concave where every slope is ≥ 0 and x is concave, or x is affine. */
export function lowerCurvature(pieces: readonly Piece[], x: Curvature): Curvature {
  return negatedCurvature(maxCurvature(pieceCurvatures(pieces, x).map(negatedCurvature)));
}

/** Of a non-increasing convex function of an outcome (`worst`, `tail`). */
export function lossCurvature(outcome: Curvature): Curvature {
  return { convex: outcome.concave, concave: false, homogeneous: outcome.homogeneous };
}

function pieceCurvature({ slope, intercept }: Piece, x: Curvature): Curvature {
  if (slope === 0) return affineCurvature(intercept === 0);
  const { convex, concave, homogeneous } = slope > 0 ? x : negatedCurvature(x);
  return { convex, concave, homogeneous: homogeneous && intercept === 0 };
}
