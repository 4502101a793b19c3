/** A column this close to a whole number is at it. */
const WHOLE_WITHIN = 1e-6;

/** The column furthest from a whole number, the first of equals; null where all are whole. */
export function mostFractional(values: readonly number[], whole: readonly number[]): number | null {
  let chosen: number | null = null;
  let furthest = WHOLE_WITHIN;
  for (const j of whole) {
    const distance = Math.abs(values[j]! - Math.round(values[j]!));
    if (distance > furthest) [chosen, furthest] = [j, distance];
  }
  return chosen;
}
