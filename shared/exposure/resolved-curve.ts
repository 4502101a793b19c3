import { type Outcome, succeed } from '../foundation/index.ts';

export type CurveSpec<P> = {
  /** intervals of the grid */
  readonly steps: number;
  /** a place of the grid that is a point of the curve whatever it does */
  readonly origin: number;
  /** points at some places, in their order */
  readonly pointsAt: (places: readonly number[]) => Outcome<readonly P[]>;
  /** what has to be seen where it crosses 0 */
  readonly heightOf: (point: P) => number;
};

/** Grid intervals between the points that are looked at first. */
const STRIDE = 16;
/** How many times its bend a stretch has to be away from 0 to hold no root. */
const SAFETY = 4;
/** A stretch that bends by less than this part of the curve's height is drawn as it is. */
const FLATNESS = 1 / 256;

type Stretch = readonly [left: number, right: number];

/**
 * A curve on a grid, looked at closely only where it bends: a stretch is halved down to one interval of the grid, unless its middle lies on
 * its chord, to 1/256 of the curve's height and four times as near as its ends and its middle are to 0. So where the whole grid changes
 * sign neighbours of the grid show it, for a fraction of the work — test/unit/exposure/resolved-curve.test.ts.
 *
 * Limits: two roots in a stretch that looks straight and far from 0 at its ends and its middle are not seen.
 *
 * @returns points in the order of their places
 */
export function resolvedCurve<P>(spec: CurveSpec<P>): Outcome<P[]> {
  const known = new Map<number, P>();
  let places = startingPlaces(spec);
  let stretches = places.slice(1).map((right, i): Stretch => [places[i]!, right]);
  while (places.length > 0) {
    const points = spec.pointsAt(places);
    if (!points.ok) return points;
    for (const [i, place] of places.entries()) known.set(place, points.value[i]!);
    stretches = stretches.flatMap(divider(known, spec));
    places = stretches.map(middleOf);
  }
  return succeed([...known].toSorted(([a], [b]) => a - b).map(([, point]) => point));
}

/** Every 16th place, the ends and the origin. */
function startingPlaces<P>({ steps, origin }: CurveSpec<P>): number[] {
  const strides = Array.from({ length: Math.ceil(steps / STRIDE) }, (_, i) => i * STRIDE);
  return [...new Set([...strides, origin, steps])].toSorted((a, b) => a - b);
}

function middleOf([left, right]: Stretch): number {
  return Math.floor((left + right) / 2);
}

/** What is left to look at of a stretch: itself as long as its middle isn't known, then its halves or nothing. */
function divider<P>(known: ReadonlyMap<number, P>, { heightOf }: CurveSpec<P>): (stretch: Stretch) => Stretch[] {
  const heights = new Map([...known].map(([place, point]) => [place, heightOf(point)]));
  const all = [...heights.values()];
  const leastBend = FLATNESS * (Math.max(...all) - Math.min(...all));
  return (stretch) => {
    const [left, right] = stretch;
    const middle = middleOf(stretch);
    const at = [left, middle, right].map((place) => heights.get(place));
    if (at[1] === undefined) return right - left > 1 ? [stretch] : [];
    const [low, height, high] = at as [number, number, number];
    const bend = Math.abs(height - (low + ((high - low) * (middle - left)) / (right - left)));
    const isOneSided = low < 0 === high < 0 && low < 0 === height < 0;
    const isFar = SAFETY * bend <= Math.min(Math.abs(low), Math.abs(height), Math.abs(high));
    if (isOneSided && isFar && bend <= leastBend) return [];
    const halves: Stretch[] = [
      [left, middle],
      [middle, right],
    ];
    return halves.filter(([from, to]) => to - from > 1);
  };
}
