import { exp, fillNormals } from '../../numerics/index.ts';
import type { JointMoves } from './joint-moves.ts';
import type { MonteCarloParameters } from './parameters.ts';

/** The simple returns `exp(x − ½σ²) − 1` of those moves. */
export function pathReturns(moves: Float64Array, factor: Float64Array, size: number): Float64Array {
  const paths = moves.length / size;
  const returns = new Float64Array(moves.length);
  for (let i = 0; i < size; i++) {
    const drift = -0.5 * squaredRow(factor, i, size);
    for (let at = i * paths; at < (i + 1) * paths; at++) returns[at] = exp(drift + moves[at]!) - 1;
  }
  return returns;
}

type PathParameters = Pick<MonteCarloParameters, 'paths' | 'seed' | 'distribution'>;

/** Joint moves `L·z` of every factor on every path, `[factors × paths]`. */
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
