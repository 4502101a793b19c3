import type { Admm } from './admm.ts';
import type { ScaledQuadratic } from './scaled-quadratic.ts';

/** Where a column stands: at a bound, at the centre of its deviation, or free on one side of that. */
export const Place = { lower: 0, upper: 1, centre: 2, above: 3, below: 4 } as const;

export type ActiveSet = {
  /** a `Place` per column */
  readonly places: Int8Array;
  /** per row: 0 slack, 1 at its lower side, −1 at its upper side */
  readonly sides: Int8Array;
  isLimitActive: boolean;
};

/** What binds at the iterate: the projections put it exactly on what they stopped at. */
export function activeSetAt(problem: ScaledQuadratic, { z, rowZ, rowY, limitMultiplier }: Admm): ActiveSet {
  const { n, lower, upper, centre } = problem;
  const places = new Int8Array(n);
  for (let j = 0; j < n; j += 1) {
    if (z[j] === lower[j]) places[j] = Place.lower;
    else if (z[j] === upper[j]) places[j] = Place.upper;
    else if (hasKink(problem, j) && z[j] === centre[j]) places[j] = Place.centre;
    else places[j] = z[j]! >= centre[j]! ? Place.above : Place.below;
  }
  const sides = Int8Array.from(problem.rows, (row, i) => {
    if (row.lower === row.upper) return 1;
    if (rowZ[i] === row.lower && rowY[i]! < 0) return 1;
    return rowZ[i] === row.upper && rowY[i]! > 0 ? -1 : 0;
  });
  return { places, sides, isLimitActive: limitMultiplier > 0 };
}

/** True where the deviation's centre lies strictly within the bounds, so that the cost has a kink there. */
export function hasKink({ lower, upper, centre, cost, weight }: ScaledQuadratic, j: number): boolean {
  return cost[j]! + weight[j]! > 0 && lower[j]! < centre[j]! && centre[j]! < upper[j]!;
}

export function isFree(place: number): boolean {
  return place >= Place.above;
}

/** The sign of x − centre at a place: what a deviation's cost is multiplied by in the slope. */
export function signAt({ lower, upper, centre }: ScaledQuadratic, j: number, place: number): -1 | 0 | 1 {
  if (place === Place.above) return 1;
  if (place === Place.below) return -1;
  if (place === Place.centre) return 0;
  if (place === Place.lower) return lower[j]! >= centre[j]! ? 1 : -1;
  return upper[j]! > centre[j]! ? 1 : -1;
}

/** x at a place that isn't free. */
export function fixedAt({ lower, upper, centre }: ScaledQuadratic, j: number, place: number): number {
  return place === Place.lower ? lower[j]! : place === Place.upper ? upper[j]! : centre[j]!;
}
