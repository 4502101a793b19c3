import { makeScaledTailTable, ROW_LENGTH, TABLE_END } from './scaled-tail-table.ts';

/** 1/√2π = high + low. */
const INVERSE_SQRT_2PI = 0.3989422804014327;
const INVERSE_SQRT_2PI_LOW = -2.49232720227773e-17;
const ROWS_PER_UNIT = 16;
/** All ones in binary: as a mask it also tells the compiler that no index leaves the table. */
const LAST_ROW = TABLE_END * ROWS_PER_UNIT - 1;
const table = makeScaledTailTable(ROWS_PER_UNIT);

/**
 * The upper tail of the normal distribution without its exponential: S(a) = e^(a²/2) · Φ(−a),  a ≥ 0.
 *
 * S falls from ½ like 1 / (a√2π). One exponential then serves every tail of a formula, and nothing underflows:
 * Φ(−a) = e^(−a²/2) · S(a),  erfc(x) = 2 e^(−x²) · S(x√2).
 *
 * Below 16: Taylor polynomials of degree 8 about the middles of intervals of width 1/16 (`scaled-tail-table.ts`).
 * From 16: the asymptotic series (a√2π)^-1 · Σ (−1)^k (2k−1)!! a^-2k to k = 12 (remainder below 2^-56).
 *
 * Accuracy: error ≤ 1.5 ulp; test/unit/numerics/scaled-tail.test.ts.
 * Limits: S(0) = ½, S(∞) = 0, S(NaN) = NaN.
 *
 * @param a ≥ 0
 */
export function scaledTail(a: number): number {
  if (a >= TABLE_END) return asymptoticTail(a);
  const c = table;
  const x = a * ROWS_PER_UNIT;
  const row = x & LAST_ROW;
  const d = x - row - 0.5;
  const i = row * ROW_LENGTH;
  const d2 = d * d;
  const start = c[i + 2]! + d * c[i + 3]! + d2 * (c[i + 4]! + d * c[i + 5]!);
  const end = c[i + 6]! + d * c[i + 7]! + d2 * (c[i + 8]! + d * c[i + 9]!);
  return c[i]! + (d * (start + d2 * d2 * end) + c[i + 1]!);
}

function asymptoticTail(a: number): number {
  const leading = INVERSE_SQRT_2PI / a;
  const u = 1 / (a * a);
  let sum = u;
  for (let odd = 23; odd >= 3; odd -= 2) sum = u - odd * u * sum;
  return leading - (leading * sum - INVERSE_SQRT_2PI_LOW / a);
}
