import { type Expression, lower, negate, piece } from '../../requirement/index.ts';
import type { ExpiryOptions } from './expiry-options.ts';

/**
 * A total of shocked values after the static discount: `long·x` where x ≥ 0, `short·x` below. Concave where the long side is
 * discounted no less than the short one (as in all of the venue's parameters), else convex.
 *
 * @param x line or outcome
 */
export function discounted({ longDiscount, shortDiscount }: ExpiryOptions, x: Expression): Expression {
  const pieces = [piece(longDiscount, 0), piece(shortDiscount, 0)];
  return longDiscount <= shortDiscount ? lower(pieces, x) : negate(lower(pieces, negate(x)));
}
