/**
 * A convex function of some arguments z:
 *
 *   squares      Σ z²
 *   norm         √(Σ z²)
 *   threeHalves  max(z₁, 0)^(3/2)
 */
export type SmoothFunction = { readonly kind: 'squares' | 'norm' | 'threeHalves' };

export function valueAt({ kind }: SmoothFunction, z: ArrayLike<number>): number {
  if (kind === 'threeHalves') return z[0]! <= 0 ? 0 : z[0]! * Math.sqrt(z[0]!);
  const square = sumOfSquares(z);
  return kind === 'squares' ? square : Math.sqrt(square);
}

/** Slopes of the tangent at z; of a norm at 0, which has many, none. */
export function slopesAt({ kind }: SmoothFunction, z: readonly number[]): number[] {
  if (kind === 'squares') return z.map((each) => 2 * each);
  if (kind === 'threeHalves') return z.map((each) => 1.5 * Math.sqrt(Math.max(0, each)));
  const length = Math.sqrt(sumOfSquares(z));
  return z.map((each) => (length === 0 ? 0 : each / length));
}

/** More than the rounding of what is computed here, relative. */
const ROUNDING = 2 ** -40;

/**
 * A constant with `f(z) ≥ slopes·z + constant` for every z, rounding included: the negative of the convex conjugate, `−Σ s²/4` for squares,
 * 0 for a norm of slopes no longer than 1, `−4s³/27` for the power. Null where there is none.
 */
export function supportConstant({ kind }: SmoothFunction, slopes: ArrayLike<number>): number | null {
  const square = sumOfSquares(slopes);
  if (kind === 'squares') return (-square / 4) * (1 + ROUNDING);
  if (kind === 'norm') return square * (1 + ROUNDING) <= 1 ? 0 : null;
  const slope = slopes[0]!;
  return slope < 0 ? null : ((-4 * square * slope) / 27) * (1 + ROUNDING);
}

/** Slopes of a support near those given: rounding may have made them too long for a norm, or negative for a power. */
export function supportNear({ kind }: SmoothFunction, slopes: readonly number[]): number[] {
  if (kind === 'squares') return [...slopes];
  if (kind === 'threeHalves') return slopes.map((each) => Math.max(0, each));
  const most = 1 - 2 * ROUNDING;
  const length = Math.sqrt(sumOfSquares(slopes));
  return length <= most ? [...slopes] : slopes.map((each) => (each * most) / length);
}

function sumOfSquares(z: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < z.length; k += 1) sum += z[k]! * z[k]!;
  return sum;
}
