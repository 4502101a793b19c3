import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { exp, logRatio, scannedRoots } from '../numerics/index.ts';
import { type Book, equityOf, shockBooks } from '../risk/index.ts';
import type { Scenario } from '../scenarios/index.ts';
import { resolvedCurve } from './resolved-curve.ts';

export type StressAxis = 'spot' | 'vol' | 'time';

export type ReverseScan = {
  readonly axis: StressAxis;
  /** fractions of spot or of every vol, or days; 0 lies between or at an end */
  readonly from: number;
  readonly to: number;
  /** intervals of the scan */
  readonly steps: number;
  /** the only one that moves; all of them by default */
  readonly underlying?: string | undefined;
};

export type Required = { readonly initial: number; readonly maintenance: number };

/** Equity and requirement at one shock. */
export type MarginPoint = Required & { readonly shock: number; readonly equity: number };

/** A shock at which equity meets maintenance. */
export type BreachPoint = MarginPoint & {
  /** equity − maintenance of the book re-priced there */
  readonly residual: number;
  /** it does not meet maintenance but jumps past it, for example when an option expires */
  readonly isJump: boolean;
};

export type ReverseStress = {
  /** ascending by shock */
  readonly curve: readonly MarginPoint[];
  /** ascending by shock */
  readonly roots: readonly BreachPoint[];
};

const ROOT_TOLERANCE = 1e-15;
const CENT = 0.01;

/**
 * Every shock along an axis at which a book's equity equals what a method has it maintain, and both as curves on the way there. The axis is
 * scanned, evenly in the logarithm of prices and vols or in days and always through 0, and every change of sign is refined by Brent's method
 * on the book re-priced at each step. Prices and vols are scanned closely where the excess bends or is near 0, every day by itself: at
 * expiries it jumps.
 *
 * @param requirementOf what the book needs, asked at every state
 */
export function reverseStress(
  book: Book,
  scan: ReverseScan,
  requirementOf: (book: Book) => Outcome<Required>,
): Outcome<ReverseStress> {
  const grid = scanPoints(scan);
  const pointsAt = (shocks: readonly number[]) => marginPoints(book, scan, shocks, requirementOf);
  const curve =
    scan.axis === 'time'
      ? pointsAt(grid)
      : resolvedCurve({
          steps: scan.steps,
          origin: grid.indexOf(0),
          pointsAt: (places) => pointsAt(places.map((place) => grid[place]!)),
          heightOf: excessOf,
        });
  if (!curve.ok) return curve;
  return refine(curve.value, (shock) => {
    const points = pointsAt([shock]);
    return points.ok ? succeed(points.value[0]!) : points;
  });
}

function marginPoints(
  book: Book,
  scan: ReverseScan,
  shocks: readonly number[],
  requirementOf: (book: Book) => Outcome<Required>,
): Outcome<MarginPoint[]> {
  const books = shockBooks(
    book,
    shocks.map((shock) => axisScenario(scan, shock)),
  );
  const points: MarginPoint[] = [];
  for (const moved of books) {
    const shock = shocks[points.length]!;
    const required = requirementOf(moved);
    if (!required.ok) {
      const { reason, detail, errors } = required.failure;
      return fail(reason, `at a ${scan.axis} shock of ${shock}: ${detail}`, errors);
    }
    const { initial, maintenance } = required.value;
    points.push({ shock, equity: equityOf(moved).amount, initial, maintenance });
  }
  return succeed(points);
}

/** A failure on the way ends the search at once and is the answer. */
function refine(curve: MarginPoint[], pointAt: (shock: number) => Outcome<MarginPoint>): Outcome<ReverseStress> {
  let failed: Outcome<never> | null = null;
  const seen = new Map(curve.map((point) => [point.shock, point]));
  const excessAt = (shock: number): number => {
    const known = seen.get(shock);
    if (known !== undefined) return excessOf(known);
    const point = pointAt(shock);
    if (!point.ok) {
      failed = point;
      return 0;
    }
    seen.set(shock, point.value);
    return excessOf(point.value);
  };
  const shocks = scannedRoots(excessAt, {
    points: Float64Array.from(curve, ({ shock }) => shock),
    values: Float64Array.from(curve, excessOf),
    tolerance: ROOT_TOLERANCE,
  });
  if (failed !== null) return failed;
  const roots = shocks.map((shock) => {
    const residual = excessAt(shock);
    return { ...seen.get(shock)!, residual, isJump: !(Math.abs(residual) < CENT) };
  });
  return succeed({ curve, roots });
}

function excessOf({ equity, maintenance }: MarginPoint): number {
  return equity - maintenance;
}

/** The state of the world at a shock along the axis. */
function axisScenario({ axis, underlying }: ReverseScan, shock: number): Scenario {
  const still = { spotShockFraction: 0 };
  const moved =
    axis === 'spot'
      ? { spotShockFraction: shock }
      : axis === 'vol'
        ? { ...still, volShockFraction: shock }
        : { ...still, daysForward: shock };
  const id = `${axis}/${shock}`;
  if (underlying === undefined) return { id, weight: 1, ...moved };
  return { id, weight: 1, ...still, underlyings: { [underlying]: moved } };
}

/** From below to above through 0, in steps as even as the two sides allow; a side that is there has one step at least. */
function scanPoints({ axis, from, to, steps }: ReverseScan): number[] {
  const coordinate = (shock: number) => (axis === 'time' ? shock : logRatio(1 + shock, 1));
  const shockAt = (place: number) => (axis === 'time' ? place : exp(place) - 1);
  const [low, high] = [coordinate(from), coordinate(to)];
  const share = Math.round((steps * -low) / (high - low));
  const below = from === 0 ? 0 : to === 0 ? steps : Math.min(steps - 1, Math.max(1, share));
  const down = Array.from({ length: below }, (_, i) => (i === 0 ? from : shockAt(low * (1 - i / below))));
  const above = steps - below;
  const up = Array.from({ length: above }, (_, i) => (i === above - 1 ? to : shockAt((high * (i + 1)) / above)));
  return [...down, 0, ...up];
}
