import type { Scenario } from '../../scenarios/index.ts';

/** Price and vol moves of the 16 scenarios, in scan ranges; the last two are the extreme moves, up and down. */
const MOVES: readonly (readonly [priceMove: number, volMove: number])[] = [
  [0, 1],
  [0, -1],
  [1 / 3, 1],
  [1 / 3, -1],
  [-1 / 3, 1],
  [-1 / 3, -1],
  [2 / 3, 1],
  [2 / 3, -1],
  [-2 / 3, 1],
  [-2 / 3, -1],
  [1, 1],
  [1, -1],
  [-1, 1],
  [-1, -1],
];

export type ScanPoint = {
  readonly id: string;
  /** in price scan ranges */
  readonly priceMove: number;
  /** in vol scan ranges */
  readonly volMove: number;
  /** the part of the loss that counts */
  readonly weight: number;
};

/** The scan points: `u` and `v` of `F + u·PSR`, `σ + v·VSR`; source: tradfi-margin.md §2.1. */
export function scanPoints(extremeMultiple: number, extremeFraction: number): ScanPoint[] {
  const inner = MOVES.map(([priceMove, volMove]) => ({ priceMove, volMove, weight: 1 }));
  const extremes = [1, -1].map((sign) => ({
    priceMove: sign * extremeMultiple,
    volMove: 0,
    weight: extremeFraction,
  }));
  return [...inner, ...extremes].map((point, s) => ({ ...point, id: scanPointId(s) }));
}

export function scanPointId(s: number): string {
  return `span-${String(s + 1).padStart(2, '0')}`;
}

/** As scenarios of an answer: moves are fractions of the scan ranges, not of price and vol. */
export function asScenarios(points: readonly ScanPoint[]): Scenario[] {
  return points.map(({ id, priceMove, volMove, weight }) => ({
    id,
    spotShockFraction: priceMove,
    volShockFraction: volMove,
    weight,
  }));
}
