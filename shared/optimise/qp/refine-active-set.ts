import { type ActiveSet, hasKink, isFree, Place, signAt } from './active-set.ts';
import { dot, largest } from './admm.ts';
import { equalityPoint, type FacePoint } from './equality-point.ts';
import type { ScaledQuadratic } from './scaled-quadratic.ts';

/** In scaled units, relative to the largest of what is compared, floor 1. */
const TOLERANCE = 1e-10;
const FACES_MAX = 40;
/** Faces in which the number of wrong entries may fail to fall before one is changed at a time. */
const PATIENCE = 4;

/**
 * From a guess of what binds, goes from face to face until nothing is wrong: a free column past a bound or its centre is put there, a
 * fixed one or an active row whose multiplier has the wrong sign is let go. All at once while that lessens the number of wrong ones, else
 * the last alone (Júdice and Pires 1994). Mutates: active, which becomes that of the point returned.
 *
 * @returns the last face's point, whether or not it is the optimum (its certificate says); null where no face could be solved
 */
export function refineActiveSet(problem: ScaledQuadratic, active: ActiveSet): FacePoint | null {
  let point: FacePoint | null = null;
  let fewest = Infinity;
  let patience = PATIENCE;
  for (let face = 0; face < FACES_MAX; face += 1) {
    const next = equalityPoint(problem, active);
    if (next === null) return point;
    point = next;
    const changes = wrongEntries(problem, active, point);
    if (changes.length === 0) return point;
    patience = changes.length < fewest ? PATIENCE : patience - 1;
    fewest = Math.min(fewest, changes.length);
    for (const change of patience > 0 ? changes : changes.slice(-1)) change();
  }
  return point;
}

function wrongEntries(problem: ScaledQuadratic, active: ActiveSet, point: FacePoint): (() => void)[] {
  return [
    ...wrongColumns(problem, active, point),
    ...wrongRows(problem, active, point),
    ...wrongLimit(problem, active, point),
  ];
}

function wrongColumns(problem: ScaledQuadratic, { places }: ActiveSet, point: FacePoint): (() => void)[] {
  const { n, slopes } = problem;
  const near = TOLERANCE * Math.max(1, largest(point.x));
  const flat = TOLERANCE * Math.max(1, largest(slopes), largest(point.y));
  const changes: (() => void)[] = [];
  for (let j = 0; j < n; j += 1) {
    const to = isFree(places[j]!)
      ? overshot(problem, j, places[j]!, point.x[j]!, near)
      : released(problem, j, places[j]!, point, flat);
    if (to !== null) changes.push(() => (places[j] = to));
  }
  return changes;
}

function overshot(problem: ScaledQuadratic, j: number, place: number, x: number, near: number): number | null {
  const { lower, upper, centre } = problem;
  if (hasKink(problem, j)) {
    if (place === Place.above && x < centre[j]! - near) return Place.centre;
    if (place === Place.below && x > centre[j]! + near) return Place.centre;
  }
  if (x < lower[j]! - near) return Place.lower;
  return x > upper[j]! + near ? Place.upper : null;
}

function released(problem: ScaledQuadratic, j: number, place: number, point: FacePoint, flat: number): number | null {
  const { lower, upper, cost, weight } = problem;
  if (lower[j] === upper[j]) return null;
  const slope = point.reducedCosts[j]!;
  const most = cost[j]! + Math.max(0, point.limitMultiplier) * weight[j]!;
  if (place === Place.centre) return slope > most + flat ? Place.below : slope < -most - flat ? Place.above : null;
  const along = slope + signAt(problem, j, place) * most;
  const isWrong = place === Place.lower ? along < -flat : along > flat;
  return isWrong ? sideOf(problem, j, place) : null;
}

function sideOf(problem: ScaledQuadratic, j: number, place: number): number {
  return signAt(problem, j, place) > 0 ? Place.above : Place.below;
}

function wrongRows({ rows }: ScaledQuadratic, { sides }: ActiveSet, { x, y }: FacePoint): (() => void)[] {
  const flat = TOLERANCE * Math.max(1, largest(y));
  return rows.flatMap((row, i) => {
    if (row.lower === row.upper) return [];
    const set = (side: number) => [() => void (sides[i] = side)];
    if (sides[i] !== 0) return sides[i]! * y[i]! < -flat ? set(0) : [];
    const activity = dot(row, x);
    if (activity < row.lower - TOLERANCE * Math.max(1, Math.abs(row.lower))) return set(1);
    return activity > row.upper + TOLERANCE * Math.max(1, Math.abs(row.upper)) ? set(-1) : [];
  });
}

function wrongLimit(problem: ScaledQuadratic, active: ActiveSet, { x, limitMultiplier }: FacePoint): (() => void)[] {
  const set = (isActive: boolean) => [() => void (active.isLimitActive = isActive)];
  if (active.isLimitActive) return limitMultiplier < -TOLERANCE ? set(false) : [];
  let moved = 0;
  for (let j = 0; j < problem.n; j += 1) moved += problem.weight[j]! * Math.abs(x[j]! - problem.centre[j]!);
  return moved > problem.limit + TOLERANCE * Math.max(1, problem.limit) ? set(true) : [];
}
