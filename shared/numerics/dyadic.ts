import { binaryExponent, scaleByPowerOfTwo } from './binary-scale.ts';

/** The exact number m·2^e. Every finite double is one, and their sums and products are; BigInt has no rounding and no overflow. */
export type Dyadic = { readonly m: bigint; readonly e: number };

export const ZERO: Dyadic = { m: 0n, e: 0 };

const MANTISSA_BITS = 53;
const LEAST_EXPONENT = -1074;
/** Of what it scales; more is infinite either way. */
const MOST_SCALING = 2046;

/** A finite double as it is. */
export function dyadic(x: number): Dyadic {
  if (x === 0) return ZERO;
  const e = binaryExponent(Math.abs(x)) - (MANTISSA_BITS - 1);
  return { m: BigInt(scaleByPowerOfTwo(x, -e)), e };
}

export function plus(a: Dyadic, b: Dyadic): Dyadic {
  if (a.m === 0n) return b;
  if (b.m === 0n) return a;
  const shift = a.e - b.e;
  return shift >= 0 ? { m: (a.m << BigInt(shift)) + b.m, e: b.e } : { m: a.m + (b.m << BigInt(-shift)), e: a.e };
}

export function times(a: Dyadic, b: Dyadic): Dyadic {
  return { m: a.m * b.m, e: a.e + b.e };
}

export function negated({ m, e }: Dyadic): Dyadic {
  return { m: -m, e };
}

/** The largest double that isn't above the number; −Infinity where none is that low. */
export function roundedDown({ m, e }: Dyadic): number {
  const size = (m < 0n ? -m : m).toString(2).length;
  const shift = Math.max(0, size - MANTISSA_BITS, LEAST_EXPONENT - e);
  // Shifting a BigInt to the right rounds to minus infinity.
  const kept = Number(m >> BigInt(shift));
  return Math.min(scaleByPowerOfTwo(kept, Math.min(e + shift, MOST_SCALING)), Number.MAX_VALUE);
}
