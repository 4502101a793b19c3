/**
 * An unevaluated sum high + low with |low| ≤ ½ ulp(high): about 106 significant bits.
 *
 * Source: Dekker, "A floating-point technique for extending the available precision", Numer. Math. 18 (1971).
 */
export type DoubleDouble = { readonly high: number; readonly low: number };

/** 2^27 + 1 splits a double into two halves of 26 bits, whose products are exact. */
const SPLITTER = 134217729;

/** What rounding took from the product: a·b = (a * b) + productError(a, b), exactly, for |a|, |b| between 1e-140 and 1e150. */
export function productError(a: number, b: number): number {
  const scaledA = SPLITTER * a;
  const highA = scaledA - (scaledA - a);
  const lowA = a - highA;
  const scaledB = SPLITTER * b;
  const highB = scaledB - (scaledB - b);
  const lowB = b - highB;
  return lowA * lowB - (a * b - highA * highB - lowA * highB - highA * lowB);
}

export function add(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  const sum = x.high + y.high;
  const shift = sum - x.high;
  const error = x.high - (sum - shift) + (y.high - shift);
  return normalise(sum, error + x.low + y.low);
}

export function multiply(x: DoubleDouble, y: DoubleDouble): DoubleDouble {
  const product = x.high * y.high;
  return normalise(product, productError(x.high, y.high) + (x.high * y.low + x.low * y.high));
}

export function divide(x: DoubleDouble, divisor: number): DoubleDouble {
  const quotient = x.high / divisor;
  const product = quotient * divisor;
  const remainder = x.high - product - productError(quotient, divisor) + x.low;
  return normalise(quotient, remainder / divisor);
}

/** A double as it is. */
export function exactly(value: number): DoubleDouble {
  return { high: value, low: 0 };
}

function normalise(high: number, low: number): DoubleDouble {
  const sum = high + low;
  return { high: sum, low: low - (sum - high) };
}
