import type { Dictionary } from './dictionary.ts';
import { HOME_WITHIN, type Side, slopeOf, strayOf } from './kinked-program.ts';
import type { RatioQueue } from './ratio-queue.ts';

/** A cell smaller than this is no pivot. */
export const PIVOT_LEAST = 1e-9;
const PER_COST_MOST = 1 / PIVOT_LEAST;
/** Reduced costs may be outside of what is admissible by this: ratios that close are equal, and the largest pivot is taken. */
const COST_SLACK = 1e-9;

/** The basic variable that is outside of its side by the most, stray² / (1 + |row|²), the steepest edge of the dual; −1 where none is. */
export function strayest({ program, basic, side, value, norms, height }: Dictionary): number {
  let strayestRow = -1;
  let most = 0;
  for (let b = 0; b < height; b += 1) {
    const variable = basic[b]!;
    const stray = strayOf(program, variable, side[variable] as Side, value[variable]!);
    const gain = (stray * stray) / norms[b]!;
    if (gain <= most) continue;
    most = gain;
    strayestRow = b;
  }
  return strayestRow;
}

/**
 * Brings the basic variable at b home, keeping all reduced costs admissible. Its multiplier rises from 0; where that makes another
 * one's reduced cost 0, that one changes ends as long as the variable stays outside (the bound flipping ratio test: Maros 2003); the
 * one at which it would come in is the pivot. Where the multiplier reaches the difference between the variable's own slopes first, the
 * variable changes sides instead.
 *
 * @returns false where nothing stops the multiplier: nothing within the others' intervals brings the variable home
 */
export function dualStep(dictionary: Dictionary, b: number, queue: RatioQueue): boolean {
  const { program, basic, side, value, widths } = dictionary;
  const leaving = basic[b]!;
  const from = side[leaving] as Side;
  const stray = strayOf(program, leaving, from, value[leaving]!);
  const direction = stray < 0 ? 1 : -1;
  const room = ownRoom(dictionary, leaving, from, direction);
  const cells = dictionary.cellsOf(b);
  collect(dictionary, cells, direction, room, queue);
  const flipped: number[] = [];
  let left = Math.abs(stray);
  let entering = -1;
  while (queue.size > 0 && entering < 0) {
    const ratio = queue.least;
    const k = queue.take();
    const size = Math.abs(cells[k]!);
    left -= size * widths[k]!;
    if (left > 0) flipped.push(k);
    else entering = largestNear(queue, ratio + COST_SLACK / size, cells, k);
  }
  if (entering < 0 && room === Infinity && left > HOME_WITHIN * Math.max(1, Math.abs(value[leaving]!))) return false;
  for (const k of flipped) dictionary.flip(k);
  if (entering >= 0) dictionary.pivot(b, entering, endOn(from, direction), direction * cells[entering]! > 0);
  else if (room < Infinity) dictionary.recharge(b, (from - direction) as Side);
  return true;
}

/** How much the multiplier may be before the variable's charge on its next side outweighs it. */
function ownRoom({ program }: Dictionary, variable: number, from: Side, direction: 1 | -1): number {
  const next = (from - direction) as Side;
  return Math.abs(slopeOf(program, variable, from) - slopeOf(program, variable, next));
}

/** The end of its side at which a variable that comes home from below, or above, arrives. */
function endOn(from: Side, direction: 1 | -1): -1 | 1 {
  if (from === 0) return direction > 0 ? -1 : 1;
  return from;
}

/**
 * A candidate's ratio is the multiplier at which its reduced cost has used up its room, at the floor or at the ceiling: the larger of the
 * two, as one is behind. So no choice by sign is needed, which a processor guesses wrong half of the time. Candidates beyond one that can't
 * change ends are left out: the multiplier won't get there.
 */
function collect(
  dictionary: Dictionary,
  cells: Float64Array,
  direction: 1 | -1,
  room: number,
  queue: RatioQueue,
): void {
  const { reducedCosts, floors, ceilings, widths, ratios } = dictionary;
  queue.clear();
  let most = room;
  for (let k = 0; k < ratios.length; k += 1) {
    const perCost = direction / cells[k]!;
    const cost = reducedCosts[k]!;
    const used = Math.max((cost - floors[k]!) * perCost, (cost - ceilings[k]!) * perCost);
    const ratio = Math.abs(perCost) > PER_COST_MOST ? Infinity : Math.max(0, used);
    ratios[k] = ratio;
    if (widths[k] === Infinity && ratio < most) most = Math.min(most, ratio + COST_SLACK * Math.abs(perCost));
  }
  for (let k = 0; k < ratios.length; k += 1) if (ratios[k]! < most) queue.add(ratios[k]!, k);
}

/** Of k and the candidates up to a ratio, the one with the largest cell. */
function largestNear(queue: RatioQueue, ratioMost: number, cells: Float64Array, k: number): number {
  let largest = k;
  while (queue.size > 0 && queue.least <= ratioMost) {
    const other = queue.take();
    if (Math.abs(cells[other]!) > Math.abs(cells[largest]!)) largest = other;
  }
  return largest;
}
