import type { LinearProblem, Row } from '../problem.ts';

/** A row counts as violated beyond this, relative to its side, floor 1. */
const VIOLATED_BEYOND = 1e-9;
/** Added per round: the worst of the violated, at least `ROWS_LEAST`. */
const SHARE_PER_ROUND = 1 / 16;
const ROWS_LEAST = 5;

type Solved = {
  readonly x: Float64Array;
  /** per row of the live model, in the order of adding */
  readonly duals: Float64Array;
  readonly spent: number;
  readonly isOptimal: boolean;
  readonly timedOut: boolean;
};

type LiveModel = {
  readonly solve: (pivotsLeft: number) => Solved;
  readonly add: (rows: readonly number[]) => void;
  readonly pivotsMost: number;
};

/** Solves the rows that are there, adds the worst of the lazy ones that the answer breaks, and again until it breaks none. */
export function solveWithLazyRows(
  { rows }: LinearProblem,
  lazy: readonly number[],
  model: LiveModel,
): { x: Float64Array; duals: Float64Array; pivots: number; timedOut: boolean } {
  const waiting = new Set(lazy);
  const perRound = Math.max(ROWS_LEAST, Math.ceil(lazy.length * SHARE_PER_ROUND));
  let pivots = 0;
  for (;;) {
    const { x, duals, spent, isOptimal, timedOut } = model.solve(Math.max(0, model.pivotsMost - pivots));
    pivots += spent;
    const broken = isOptimal ? worstBroken(rows, waiting, x, perRound) : [];
    if (broken.length === 0) return { x, duals, pivots, timedOut };
    model.add(broken);
    for (const i of broken) waiting.delete(i);
  }
}

function worstBroken(rows: readonly Row[], waiting: ReadonlySet<number>, x: Float64Array, most: number): number[] {
  const broken: { readonly i: number; readonly excess: number }[] = [];
  for (const i of waiting) {
    const row = rows[i]!;
    let activity = 0;
    for (let k = 0; k < row.columns.length; k += 1) activity += row.coefficients[k]! * x[row.columns[k]!]!;
    const side = row.lower > -Infinity ? row.lower : row.upper;
    const excess = row.lower > -Infinity ? side - activity : activity - side;
    if (excess > VIOLATED_BEYOND * Math.max(1, Math.abs(side))) broken.push({ i, excess });
  }
  return broken
    .toSorted((a, b) => b.excess - a.excess)
    .slice(0, most)
    .map(({ i }) => i);
}
