/** How many lots fit, and how the search knows. */
export type LargestFitting = {
  /** null where even one lot doesn't fit, or none up to the cap was too many */
  readonly lots: number | null;
  readonly ending: 'found' | 'none-fits' | 'no-limit';
  /** where none fits: the number that is short of least */
  readonly nearest: number | null;
  readonly evaluations: number;
};

/** Past this many lots nothing is a size any more. */
const MOST_LOTS = 2 ** 40;

/**
 * The largest number of lots n ≥ 1 with `excess(n) ≥ 0`.
 *
 * Doubles until a size no longer fits, then halves the bracket. Where the excess is concave in n (a convex requirement, worth in
 * proportion) the sizes that fit are one interval: a size beyond it never fits again, and if no power of two lies in it, the largest
 * excess between neighbours is searched. Elsewhere a larger size might fit again, which is not looked for.
 */
export function largestFitting(excess: (lots: number) => number): LargestFitting {
  let evaluations = 0;
  const counted = (lots: number) => {
    evaluations++;
    return excess(lots);
  };
  const fits = (lots: number) => counted(lots) >= 0;
  let last = 0;
  let size = 1;
  for (; size <= MOST_LOTS; size *= 2) {
    if (fits(size)) last = size;
    else if (last > 0) break;
  }
  if (last === MOST_LOTS) return { lots: null, ending: 'no-limit', nearest: null, evaluations };
  let low = last > 0 ? last : peak(counted);
  if (last === 0 && !fits(low)) return { lots: null, ending: 'none-fits', nearest: low, evaluations };
  let high = powerAbove(low);
  while (high - low > 1) {
    const middle = low + Math.floor((high - low) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return { lots: low, ending: 'found', nearest: null, evaluations };
}

/** Where the excess is largest, if it is concave: a ternary search. */
function peak(excess: (lots: number) => number): number {
  let [low, high] = [1, MOST_LOTS];
  while (high - low > 2) {
    const third = Math.floor((high - low) / 3);
    if (excess(low + third) < excess(high - third)) low += third;
    else high -= third;
  }
  const last = [low, low + 1, high].map((lots) => ({ lots, value: excess(lots) }));
  return last.reduce((best, each) => (each.value > best.value ? each : best)).lots;
}

/** The least power of two above n. */
function powerAbove(n: number): number {
  let power = 1;
  while (power <= n) power *= 2;
  return power;
}
