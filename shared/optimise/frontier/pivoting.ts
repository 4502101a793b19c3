import type { LuFactors } from '../lp/lu-factors.ts';
import { directionOf, type WorkingSet } from './working-set.ts';

/** Curvature below this share of its terms is rounding: the direction costs no variance at all. */
const FLAT = 1e-12;
/** Moves below this share of the largest are rounding. */
const STILL = 1e-12;

type Block = { readonly step: number; readonly position: number };

/**
 * How far the free variables may go along `moves`, up to `limit`, and which of them (by position) stops there; −1: none.
 *
 * @param scale what the moves are differences of: those that are rounding errors of it stop nobody
 */
export function firstBlock(
  { form, values, free }: WorkingSet,
  moves: Float64Array,
  limit: number,
  scale: number,
): Block {
  const noise = STILL * Math.max(scale, largestOf(moves));
  let best: Block = { step: limit, position: -1 };
  for (const [a, i] of free.entries()) {
    const move = moves[a]!;
    if (Math.abs(move) <= noise) continue;
    const bound = move > 0 ? form.upper[i]! : form.lower[i]!;
    const step = Math.max(0, (bound - values[i]!) / move);
    if (step < best.step) best = { step, position: a };
  }
  return best;
}

/** The set after the free variables went `step` along `moves`; the one that was stopped is put on its bound and held. */
export function moved(set: WorkingSet, moves: Float64Array, { step, position }: Block): WorkingSet {
  const values = set.values.slice();
  for (const [a, i] of set.free.entries()) values[i]! += step * moves[a]!;
  const stopped = set.free[position];
  if (stopped !== undefined) values[stopped] = boundAhead(set, stopped, moves[position]!);
  return { ...set, values, free: set.free.filter((i) => i !== stopped) };
}

/**
 * Frees a variable. Where that adds a direction of no variance, nothing says how far to go along it: it goes until some variable
 * reaches a bound, and that one is held in place of it.
 *
 * @param sign of the way that it shall go; null where no bound stops the way
 */
export function freed(set: WorkingSet, factors: LuFactors, entering: number, sign: number): WorkingSet | null {
  const { moves, curvature, curvatureScale } = directionOf(set, factors, entering);
  if (curvature > FLAT * curvatureScale) return { ...set, free: [...set.free, entering] };
  const signed = moves.map((move) => sign * move);
  const ownRoom = Math.abs(boundAhead(set, entering, sign) - set.values[entering]!);
  const block = firstBlock(set, signed, ownRoom, 1);
  if (block.step === Infinity) return null;
  const after = moved(set, signed, block);
  after.values[entering] =
    block.position < 0 ? boundAhead(set, entering, sign) : set.values[entering]! + sign * block.step;
  return block.position < 0 ? after : { ...after, free: [...after.free, entering] };
}

export function largestOf(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function boundAhead({ form }: WorkingSet, i: number, sign: number): number {
  return sign > 0 ? form.upper[i]! : form.lower[i]!;
}

/** The way that a held variable may go to lower the objective, by its reduced gradient: +1, −1, or 0 where it stays. */
export function wayDown({ form, values }: WorkingSet, i: number, gradient: number, tolerance: number): -1 | 0 | 1 {
  if (gradient < -tolerance && values[i]! < form.upper[i]!) return 1;
  return gradient > tolerance && values[i]! > form.lower[i]! ? -1 : 0;
}
