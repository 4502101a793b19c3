import { requireThat } from '../foundation/index.ts';
import { affineCurvature, lowerCurvature } from './curvature.ts';
import { requireAscending } from './lines.ts';
import type { Expression, LowerNode, OutcomesNode, Piece } from './node.ts';

export type OutcomesSpec = {
  /** scenario ids */
  readonly axis: readonly string[];
  /** lines, strictly ascending */
  readonly lines: readonly number[];
  /** line-major `[rows × axis.length]`; referenced, not copied, so it must not change afterwards */
  readonly matrix: Float64Array;
  /** the matrix row of each line; by default row j belongs to `lines[j]` */
  readonly rows?: readonly number[];
  /** a fixed gain per scenario */
  readonly constants?: Float64Array;
};

/**
 * The gain per scenario, `A · q + b`.
 *
 * @throws DefectError on an empty axis, repeated scenario ids, lines out of order, a row outside the matrix or a number that isn't finite
 */
export function outcomes({
  axis,
  lines,
  matrix,
  rows = lines.map((_, j) => j),
  constants,
}: OutcomesSpec): OutcomesNode {
  const fixed = constants ?? NO_CONSTANTS;
  requireDistinct(axis);
  requireThat(rows.length === lines.length, 'a matrix row per line', { rows: rows.length, lines: lines.length });
  requireThat(constants === undefined || fixed.length === axis.length, 'a constant per scenario', {
    size: fixed.length,
  });
  requireAscending(lines);
  for (const row of rows) requireFiniteRow(matrix, row, axis.length);
  requireThat(fixed.every(Number.isFinite), 'finite constants');
  const curvature = affineCurvature(fixed.every((value) => value === 0));
  return { kind: 'outcomes', sort: 'outcome', axis, lines, rows, matrix, constants: fixed, curvature };
}

/**
 * `min_j slope_j · x + intercept_j`, per scenario where x is an outcome. Concave where x is affine, or concave with every
 * slope ≥ 0; homogeneous where the intercepts are 0.
 *
 * @throws DefectError when x is a charge (negate it first) or there is no piece
 */
export function lower(pieces: readonly Piece[], x: Expression): LowerNode {
  requireThat(x.sort !== 'charge', 'a line, outcome or worth below lower', { sort: x.sort });
  requirePieces(pieces);
  const sort = x.sort === 'outcome' ? 'outcome' : 'worth';
  return { kind: 'lower', sort, pieces, child: x, curvature: lowerCurvature(pieces, x.curvature) };
}

/** Losses in full, gains less a haircut: `min(x, (1 − haircutFraction) · x)`. */
export function haircutGains(haircutFraction: number, x: Expression): LowerNode {
  requireThat(haircutFraction >= 0 && haircutFraction <= 1, 'a haircut from 0 to 1', { haircutFraction });
  return lower([piece(1, 0), piece(1 - haircutFraction, 0)], x);
}

/** Gains up to a cap: `min(x, cap)`. */
export function capped(cap: number, x: Expression): LowerNode {
  return lower([piece(1, 0), piece(0, cap)], x);
}

export function piece(slope: number, intercept: number): Piece {
  return { slope, intercept };
}

export function requirePieces(pieces: readonly Piece[]): void {
  requireThat(pieces.length > 0, 'at least one piece');
  for (const { slope, intercept } of pieces) {
    requireThat(Number.isFinite(slope) && Number.isFinite(intercept), 'finite pieces', { slope, intercept });
  }
}

/** One for all: a typed array has memory of its own, however short. */
const NO_CONSTANTS = new Float64Array(0);

/** Axes that have been looked at: a book and its parts share theirs. */
const DISTINCT = new WeakSet<readonly string[]>();

function requireDistinct(axis: readonly string[]): void {
  if (DISTINCT.has(axis)) return;
  requireThat(axis.length > 0 && new Set(axis).size === axis.length, 'distinct scenario ids', { size: axis.length });
  DISTINCT.add(axis);
}

function requireFiniteRow(matrix: Float64Array, row: number, width: number): void {
  requireThat(Number.isInteger(row) && row >= 0 && (row + 1) * width <= matrix.length, 'a row of the matrix', { row });
  for (let k = row * width; k < (row + 1) * width; k++) {
    if (!Number.isFinite(matrix[k])) requireThat(false, 'finite gain', { row, k });
  }
}
