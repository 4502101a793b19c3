import {
  annualVol,
  type BreachPoint,
  type MarginPoint,
  type ReverseScan,
  reverseStress,
  type StressAxis,
} from '../exposure/index.ts';
import { failAt, type Outcome, succeed } from '../foundation/index.ts';
import { requirementOf } from '../margin/index.ts';
import { type Book, equityOf, readBook } from '../risk/index.ts';
import { type Solvency, solvencyOf } from './calculate-stress.ts';
import { freshnessWarnings } from './freshness.ts';
import { type Provenance, questionOf, withProvenance } from './provenance.ts';
import type { ResolvedSubject } from './resolve-subject.ts';
import { distanceOf, type StressDistance } from './stress-distance.ts';
import { chooseStressMethod } from './stress-method.ts';
import type { ReverseStressRequest } from './stress-requests.ts';
import { heldUnderlyings } from './stress-scenarios.ts';

export type Breach = BreachPoint & { readonly distance: StressDistance };

export type ReverseStressAnswer = {
  readonly currency: string;
  readonly method: string;
  readonly version: string;
  readonly axis: StressAxis;
  /** those that move */
  readonly underlyings: readonly string[];
  readonly equity: number;
  readonly requirement: Solvency;
  /** every shock at which equity equals maintenance, ascending */
  readonly roots: readonly Breach[];
  /** the nearest below 0, and the nearest at or above it */
  readonly down: Breach | null;
  readonly up: Breach | null;
  /** to the nearer of the two */
  readonly distance: StressDistance | null;
  readonly scan: { readonly from: number; readonly to: number; readonly points: number };
  readonly curve: readonly MarginPoint[];
  readonly warnings: readonly string[];
  readonly provenance: Provenance;
};

/** Prices and vols from a hundredth to five times, a year of days. */
const BOUNDS: Readonly<Record<StressAxis, readonly [from: number, to: number]>> = {
  spot: [-0.99, 4],
  vol: [-0.99, 4],
  time: [0, 365],
};
/** of the scan; a day each on the time axis */
const POINTS: Readonly<Record<StressAxis, number>> = { spot: 301, vol: 301, time: 366 };

/** Every shock along an axis at which the book would just meet its maintenance requirement, and how far away the nearest is. */
export function calculateReverseStress(
  subject: ResolvedSubject,
  request: ReverseStressRequest,
): Outcome<ReverseStressAnswer> {
  const chosen = chooseStressMethod(request.method);
  if (!chosen.ok) return chosen;
  const method = chosen.value;
  const read = readBook(subject.portfolio, subject.market);
  if (!read.ok) return read;
  const book = read.value;
  const scan = scanOf(book, request);
  if (!scan.ok) return scan;
  const equity = equityOf(book).amount;
  const requirement = solvencyOf(book, method, equity);
  if (!requirement.ok) return requirement;
  const found = reverseStress(book, scan.value, (moved) => requirementOf(moved, method));
  if (!found.ok) return found;
  const underlyings = request.underlying === undefined ? heldUnderlyings(book) : [request.underlying];
  const vol = largestVol(book, underlyings);
  const roots = found.value.roots.map((root) => ({ ...root, distance: distanceOf(request.axis, root.shock, vol) }));
  const { from, to, steps } = scan.value;
  const answer = {
    currency: book.baseCurrency,
    method: method.id,
    version: method.version,
    axis: request.axis,
    underlyings,
    equity,
    requirement: requirement.value,
    roots,
    ...nearest(roots),
    scan: { from, to, points: steps + 1 },
    curve: found.value.curve,
    warnings: [...book.warnings, ...freshnessWarnings(subject.market, request.freshness)],
  };
  return succeed(withProvenance(subject, questionOf(request), [method.parameterDigest], answer));
}

function scanOf(book: Book, { axis, underlying, from, to, points }: ReverseStressRequest): Outcome<ReverseScan> {
  const [lowest, highest] = BOUNDS[axis];
  const scan = { axis, underlying, from: from ?? lowest, to: to ?? highest, steps: (points ?? POINTS[axis]) - 1 };
  if (underlying !== undefined && !heldUnderlyings(book).includes(underlying)) {
    return failAt('invalid-input', '/underlying', `nothing in the portfolio moves with ${underlying}`);
  }
  if (axis === 'time' && underlying !== undefined) {
    return failAt('invalid-input', '/underlying', 'time passes for every underlying alike');
  }
  if (axis === 'time' && scan.from !== 0) return failAt('invalid-input', '/from', 'time passes from 0 on');
  if (axis !== 'time' && scan.from <= -1) return failAt('invalid-input', '/from', 'a price or vol stays above 0');
  return scan.from < scan.to
    ? succeed(scan)
    : failAt('invalid-input', '/to', 'must be above from, and 0 between the two');
}

/** The fewest standard deviations are those of the underlying that moves most. */
function largestVol({ market }: Book, underlyings: readonly string[]): number | null {
  const vols = underlyings.map((id) => annualVol(market, id));
  return vols.length === 0 || vols.includes(null) ? null : Math.max(...vols.map((vol) => vol ?? 0));
}

function nearest(roots: readonly Breach[]): Pick<ReverseStressAnswer, 'down' | 'up' | 'distance'> {
  const down = roots.findLast(({ shock }) => shock < 0) ?? null;
  const up = roots.find(({ shock }) => shock >= 0) ?? null;
  const nearer = down === null || (up !== null && up.shock <= -down.shock) ? up : down;
  return { down, up, distance: nearer?.distance ?? null };
}
