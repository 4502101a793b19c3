import { type Dyadic, negated, plus } from '../../../shared/numerics/index.ts';

export function minus(a: Dyadic, b: Dyadic): Dyadic {
  return plus(a, negated(b));
}

/** −1, 0 or 1 as a is below, at or above b. */
export function compare(a: Dyadic, b: Dyadic): number {
  const { m } = minus(a, b);
  if (m === 0n) return 0;
  return m < 0n ? -1 : 1;
}

export function magnitude(a: Dyadic): Dyadic {
  return a.m < 0n ? negated(a) : a;
}
