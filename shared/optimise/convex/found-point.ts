import { affineAt } from '../affine.ts';
import { certifyOptimality, type OptimalityCertificate, worstRelativeError } from '../certificate.ts';
import { valueAt } from '../smooth-function.ts';
import type { BarrierProblem, ScaledRow } from './barrier-problem.ts';
import { type ConvexProblem, type Support, supportedProblem } from './convex-problem.ts';
import { followed } from './followers.ts';
import type { InteriorPoint } from './interior-point.ts';

/** A point with multipliers: of the rows, and of one support per epigraph. */
type ConvexPoint = {
  readonly x: readonly number[];
  /** per row of `supportedProblem(problem, supports)` */
  readonly y: readonly number[];
  readonly supports: readonly Support[];
};

export type Found = {
  readonly point: ConvexPoint;
  readonly certificate: OptimalityCertificate;
  /** of the certificate, the gap relative to the objective even where that is small */
  readonly error: number;
};

/** Below it a gap is measured against this. */
const SMALL_OBJECTIVE = 1e-4;

/** The iterate in the problem's own units, certified; null where it isn't a number any more. */
export function foundAt(problem: ConvexProblem, barrier: BarrierProblem, iterate: InteriorPoint): Found | null {
  const y = problem.linear.rows.map(() => 0);
  const multipliers = iterate.multiplier.slice(iterate.multiplier.length - barrier.inequalities.length);
  const addAll = (rows: readonly ScaledRow[], charges: Float64Array) => {
    for (const [i, { source, scale }] of rows.entries()) if (source !== null) y[source]! += charges[i]! * scale;
  };
  addAll(barrier.inequalities, multipliers);
  addAll(barrier.equalities, iterate.equalityMultiplier);
  const read = barrier.smooth.map((each) => each.read(iterate.coneMultipliers));
  return certified(problem, {
    x: pointAt(problem, barrier, iterate),
    y: [...y, ...read.map(({ charge }) => charge * barrier.costScale)],
    supports: problem.epigraphs.map(({ id }, k) => ({ id, slopes: read[k]!.slopes })),
  });
}

/** Within the bounds, every epigraph's column at its function's value, and every column that follows from others where those put it. */
function pointAt(problem: ConvexProblem, barrier: BarrierProblem, iterate: InteriorPoint): number[] {
  const { linear, epigraphs } = problem;
  const x = linear.columns.map(({ lower }) => lower);
  const put = (j: number, value: number) => {
    const { lower, upper } = linear.columns[j]!;
    x[j] = Math.min(upper, Math.max(lower, value));
  };
  for (const [p, j] of barrier.movable.entries()) put(j, iterate.x[p]! * barrier.columnScales[p]!);
  for (const { column, fn, arguments: parts } of epigraphs) {
    const z = parts.map((part) => affineAt(part, x));
    put(column, valueAt(fn, z));
  }
  return followed(problem, x);
}

/** Null where it isn't numbers, or its supports are none. */
export function certified(problem: ConvexProblem, point: ConvexPoint): Found | null {
  if (![...point.x, ...point.y, ...point.supports.flatMap(({ slopes }) => slopes)].every(Number.isFinite)) return null;
  const supported = supportedProblem(problem, point.supports);
  if (supported === null) return null;
  const certificate = certifyOptimality(supported, point.x, point.y);
  const { objective, dualObjective, gapAbsolute } = certificate;
  const scale = Math.max(Math.abs(objective), Math.abs(dualObjective), SMALL_OBJECTIVE);
  const error = Math.max(worstRelativeError(certificate), Math.abs(gapAbsolute) / scale);
  return Number.isNaN(error) ? null : { point, certificate, error };
}
