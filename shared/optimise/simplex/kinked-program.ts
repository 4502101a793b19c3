import type { CompressedMatrix } from './compressed-matrix.ts';

/**
 * minimise `costs·x + Σ_v charge_v(value_v)`. A variable v is a column, with value x_j, or, numbered after the columns, a row, with value
 * A_i·x. Its charge is nothing within [lower, upper], `below` per unit under the lower end and `above` per unit over the upper one;
 * an infinite charge makes the end a limit. So the kink of an expected shortfall's scenario is one row, not a row and a column.
 */
export type KinkedProgram = {
  readonly nColumns: number;
  readonly nRows: number;
  readonly byRow: CompressedMatrix;
  /** made when it is first asked for: only charges need it */
  readonly byColumn: () => CompressedMatrix;
  readonly costs: Float64Array;
  /** per variable, columns first */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** charges ≥ 0 per unit outside the ends; Infinity where the end is a limit */
  readonly below: Float64Array;
  readonly above: Float64Array;
};

/** Which part of a variable's charge counts: that under the lower end, none, or that over the upper end. */
export type Side = -1 | 0 | 1;

/** What the charge adds to the cost per unit of the variable. */
export function slopeOf({ below, above }: KinkedProgram, variable: number, side: Side): number {
  if (side === 0) return 0;
  return side < 0 ? -below[variable]! : above[variable]!;
}

/** Where the side's part begins: the variable is at home on that side from here … */
export function startOf({ lower, upper }: KinkedProgram, variable: number, side: Side): number {
  if (side < 0) return -Infinity;
  return side === 0 ? lower[variable]! : upper[variable]!;
}

/** … to here. */
export function endOf({ lower, upper }: KinkedProgram, variable: number, side: Side): number {
  if (side > 0) return Infinity;
  return side === 0 ? upper[variable]! : lower[variable]!;
}

/** Relative (floor 1) distance outside its side up to which a variable counts as at home. */
export const HOME_WITHIN = 1e-9;

/** How far the variable is outside of its side; 0 within the tolerance. */
export function strayOf(program: KinkedProgram, variable: number, side: Side, value: number): number {
  const start = startOf(program, variable, side);
  const end = endOf(program, variable, side);
  const stray = value < start ? value - start : value > end ? value - end : 0;
  if (stray === 0) return 0;
  const edge = Math.abs(value < start ? start : end);
  return Math.abs(stray) <= HOME_WITHIN * (edge > 1 ? edge : 1) ? 0 : stray;
}
