import { requireThat } from '../foundation/index.ts';

/** The nine sample quantiles of Hyndman and Fan (1996); 7 is what spreadsheets and numpy use, 1 the inverse of the empirical distribution. */
export const QUANTILE_TYPES = [1, 2, 3, 4, 5, 6, 7, 8, 9] as const;
export type QuantileType = (typeof QUANTILE_TYPES)[number];

/** Between which order statistics a quantile lies: `(1 − weight) · x[index] + weight · x[index + 1]`, x ascending from 0. */
export type QuantilePosition = { readonly index: number; readonly weight: number };

/** Where n·p is an integer but for the rounding of p (of 1 − 0.9, say), it is taken as that integer. */
const FUZZ = 4 * Number.EPSILON;

/**
 * Position of the p-quantile among n order statistics.
 *
 * Types 1–3 are steps, 4–9 interpolate at `n·p + a + p·(1 − a − b)`.
 * Accuracy: 54 quantiles of each of 6 histories, computed by R, at 1e-10; test/conformance/numerics/sample-quantile.
 * Source: Hyndman and Fan, "Sample quantiles in statistical packages", Am. Stat. 50 (1996).
 *
 * @param size n ≥ 1
 * @param probability 0 ≤ p ≤ 1
 */
export function quantilePosition(size: number, probability: number, type: QuantileType): QuantilePosition {
  requireThat(Number.isInteger(size) && size >= 1, 'at least one observation', { size });
  requireThat(probability >= 0 && probability <= 1, 'a probability from 0 to 1', { probability });
  const place = type <= 3 ? stepPlace(size, probability, type) : interpolatedPlace(size, probability, type);
  const floor = Math.min(Math.max(place.floor, 0), size);
  if (floor === 0) return { index: 0, weight: 0 };
  if (floor >= size) return { index: size - 1, weight: 0 };
  return place.part === 1 ? { index: floor, weight: 0 } : { index: floor - 1, weight: place.part };
}

/** The p-quantile of a sample in ascending order. */
export function sampleQuantile(ascending: ArrayLike<number>, probability: number, type: QuantileType): number {
  const { index, weight } = quantilePosition(ascending.length, probability, type);
  return weight === 0 ? ascending[index]! : (1 - weight) * ascending[index]! + weight * ascending[index + 1]!;
}

/** Between the `floor`-th and the next order statistic (counted from 1), `part` of the way. */
type Place = { readonly floor: number; readonly part: number };

function stepPlace(size: number, probability: number, type: 1 | 2 | 3 | QuantileType): Place {
  const place = size * probability - (type === 3 ? 0.5 : 0);
  const rounding = FUZZ * size;
  const floor = Math.floor(place + rounding);
  const isStep = place <= floor + rounding;
  if (!isStep) return { floor, part: 1 };
  if (type === 2) return { floor, part: 0.5 };
  return { floor, part: type === 3 && floor % 2 !== 0 ? 1 : 0 };
}

/** (a, b) of Hyndman and Fan's table 1. */
const OFFSETS: Readonly<Record<number, readonly [number, number]>> = {
  4: [0, 1],
  5: [0.5, 0.5],
  6: [0, 0],
  7: [1, 1],
  8: [1 / 3, 1 / 3],
  9: [3 / 8, 3 / 8],
};

function interpolatedPlace(size: number, probability: number, type: QuantileType): Place {
  const [a, b] = OFFSETS[type]!;
  const place = a + probability * (size + 1 - a - b);
  const rounding = FUZZ * size;
  const floor = Math.floor(place + rounding);
  const part = place - floor;
  return { floor, part: Math.abs(part) < rounding ? 0 : part };
}
