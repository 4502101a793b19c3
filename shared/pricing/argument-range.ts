/** Written positively, so that NaN is outside. */
export function isPositive(value: number): boolean {
  return value > 0 && value < Infinity;
}

/** Written positively, so that NaN is outside. */
export function isNonNegative(value: number): boolean {
  return value >= 0 && value < Infinity;
}
