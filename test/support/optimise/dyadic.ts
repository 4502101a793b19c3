/** An exact number m·2^e: every finite double is one, and sums and products stay so. */
export type Dyadic = { readonly m: bigint; readonly e: number };

export const ZERO: Dyadic = { m: 0n, e: 0 };

export function dyadic(x: number): Dyadic {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const m = exponent === 0 ? fraction : fraction | (1n << 52n);
  return { m: x < 0 ? -m : m, e: Math.max(exponent, 1) - 1075 };
}

export function plus(a: Dyadic, b: Dyadic): Dyadic {
  const e = Math.min(a.e, b.e);
  return { m: (a.m << BigInt(a.e - e)) + (b.m << BigInt(b.e - e)), e };
}

export function times(a: Dyadic, b: Dyadic): Dyadic {
  return { m: a.m * b.m, e: a.e + b.e };
}

export function minus(a: Dyadic, b: Dyadic): Dyadic {
  return plus(a, { m: -b.m, e: b.e });
}

/** −1, 0 or 1 as a is below, at or above b. */
export function compare(a: Dyadic, b: Dyadic): number {
  const { m } = minus(a, b);
  if (m === 0n) return 0;
  return m < 0n ? -1 : 1;
}

export function magnitude(a: Dyadic): Dyadic {
  return { m: a.m < 0n ? -a.m : a.m, e: a.e };
}
