import { exp, fillNormals } from '../../numerics/index.ts';
import type { JointMoves } from './joint-moves.ts';
import type { MonteCarloParameters } from './parameters.ts';

/** Simple returns of every factor on every path, `[factors × paths]`. */
export function pathReturns(moves: Pick<JointMoves, 'factors' | 'factor'>, parameters: PathParameters): Float64Array {
  const size = moves.factors.length;
  const { paths } = parameters;
  const drifts = moves.factors.map((_, i) => -0.5 * squaredRow(moves.factor, i, size));
  return pathMoves(moves, parameters).map((move, at) => exp(drifts[Math.floor(at / paths)]! + move) - 1);
}

type PathParameters = Pick<MonteCarloParameters, 'paths' | 'seed' | 'distribution'>;

/** The joint moves `L·z` themselves, `[factors × paths]`. */
export function pathMoves(
  { factors, factor }: Pick<JointMoves, 'factors' | 'factor'>,
  { paths, seed, distribution }: PathParameters,
): Float64Array {
  const size = factors.length;
  const normals = new Float64Array(size * paths);
  fillNormals(seed, normals);
  const stretch = distribution.kind === 'normal' ? null : tailStretch(paths, seed, distribution.degreesOfFreedom);
  const moves = new Float64Array(size * paths);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < paths; k++) {
      let move = 0;
      for (let j = 0; j <= i; j++) move += factor[i * size + j]! * normals[k * size + j]!;
      moves[i * paths + k] = move * (stretch?.[k] ?? 1);
    }
  }
  return moves;
}

/** `√((ν − 2)/χ²_ν)` per path: what makes a normal vector a Student-t one of the same variance. Its draws have a stream of their own. */
function tailStretch(paths: number, seed: number, degreesOfFreedom: number): Float64Array {
  const normals = new Float64Array(paths * degreesOfFreedom);
  fillNormals(~seed, normals);
  return Float64Array.from({ length: paths }, (_, k) => {
    let chiSquare = 0;
    for (let j = 0; j < degreesOfFreedom; j++) {
      const z = normals[k * degreesOfFreedom + j]!;
      chiSquare += z * z;
    }
    return Math.sqrt((degreesOfFreedom - 2) / chiSquare);
  });
}

function squaredRow(factor: Float64Array, row: number, size: number): number {
  let sum = 0;
  for (let j = 0; j <= row; j++) sum += factor[row * size + j]! * factor[row * size + j]!;
  return sum;
}
