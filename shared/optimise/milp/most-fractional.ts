/** A column this close to a whole number is at it. */
const WHOLE_WITHIN = 1e-6;

export function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) <= WHOLE_WITHIN;
}

/** The column furthest from a whole number, the first of equals; null where all are whole, up to a tolerance. */
export function mostFractional(
  values: readonly number[],
  whole: readonly number[],
  within = WHOLE_WITHIN,
): number | null {
  let chosen: number | null = null;
  let furthest = within;
  for (const j of whole) {
    const distance = Math.abs(values[j]! - Math.round(values[j]!));
    if (distance > furthest) [chosen, furthest] = [j, distance];
  }
  return chosen;
}
