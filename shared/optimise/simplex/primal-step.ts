import { addLine, addLines } from './compressed-matrix.ts';
import type { Dictionary } from './dictionary.ts';
import { PIVOT_LEAST } from './dual-step.ts';
import type { KinkedProgram } from './kinked-program.ts';
import type { RatioQueue } from './ratio-queue.ts';
import { addCosts } from './reduced-costs.ts';
import type { RowActivities } from './row-activities.ts';

/** A reduced cost outside of what is admissible by no more than this is inside. */
export const COST_WITHIN = 1e-9;
/** Ends may be overstepped by this: steps that close are equal, and the largest pivot is taken. */
const STEP_SLACK = 1e-9;

export type Edge = { readonly k: number; readonly rises: boolean };

/** The move of a nonbasic variable that saves most, saving² / (1 + |column|²), the steepest edge; null where none saves. */
export function steepestEdge(dictionary: Dictionary): Edge | null {
  const { program, reducedCosts, floors, ceilings } = dictionary;
  const norms = columnNorms(dictionary);
  let edge: Edge | null = null;
  let most = 0;
  for (let k = 0; k < program.nColumns; k += 1) {
    const raising = reducedCosts[k]! - floors[k]!;
    const lowering = ceilings[k]! - reducedCosts[k]!;
    const cost = Math.min(raising, lowering);
    const gain = (cost * cost) / norms[k]!;
    if (cost >= -COST_WITHIN || gain <= most) continue;
    most = gain;
    edge = { k, rises: raising < lowering };
  }
  return edge;
}

function columnNorms({ program, cells, height }: Dictionary): Float64Array {
  const { nColumns } = program;
  const norms = new Float64Array(nColumns).fill(1);
  for (let b = 0, at = 0; b < height; b += 1)
    for (let k = 0; k < nColumns; k += 1, at += 1) norms[k]! += cells[at]! * cells[at]!;
  return norms;
}

/** How fast each variable, basic or out, moves along an edge. */
function ratesAlong({ program, cells, basic, nonbasic, height }: Dictionary, { k, rises }: Edge): Float64Array {
  const { nColumns, nRows, byColumn } = program;
  const direction = rises ? 1 : -1;
  const rates = new Float64Array(nColumns + nRows);
  const ofRows = rates.subarray(nColumns);
  if (nonbasic[k]! < nColumns) rates[nonbasic[k]!] = direction;
  for (let b = 0; b < height; b += 1) if (basic[b]! < nColumns) rates[basic[b]!] = direction * cells[b * nColumns + k]!;
  addLines(byColumn(), rates.subarray(0, nColumns), ofRows);
  return rates;
}

/**
 * Moves along an edge as far as that saves, over the kinks of rows that are worth passing (the dual counterpart of flipping bounds),
 * to the first kink or limit that isn't, and pivots there.
 *
 * @param reach how far the step is guessed to go at most: only the kinks up to there are put in order at first
 * @returns the length of the step; null where nothing ends the saving
 */
export function primalStep(
  dictionary: Dictionary,
  activities: RowActivities,
  edge: Edge,
  reach: number,
  queue: RatioQueue,
): number | null {
  const { program, nonbasic, value } = dictionary;
  const moved = nonbasic[edge.k]!;
  const from = value[moved]!;
  const walk: Walk = {
    edge,
    rates: ratesAlong(dictionary, edge),
    costs: new Float64Array(program.nColumns),
    slope: edgeCost(dictionary, edge),
  };
  collect(dictionary, activities, walk, reach, queue);
  let stop = walkKinks(dictionary, walk, queue);
  if (stop < 0 && reach < Infinity) {
    collect(dictionary, activities, walk, Infinity, queue);
    stop = walkKinks(dictionary, walk, queue);
  }
  if (stop < 0) return null;
  addCosts(dictionary, walk.costs);
  if (stop >> 1 === moved) dictionary.flip(edge.k);
  else arrive(dictionary, edge, stop);
  const length = Math.abs(value[moved]! - from);
  activities.advance(length, walk.rates.subarray(program.nColumns), value);
  return length;
}

type Walk = {
  readonly edge: Edge;
  readonly rates: Float64Array;
  /** what the kinks that were passed add to the columns' costs */
  readonly costs: Float64Array;
  /** what the objective changes by per unit of the way */
  slope: number;
};

/** Passes kinks while that saves, and returns the one that doesn't; −1 where there is none. */
function walkKinks(dictionary: Dictionary, walk: Walk, queue: RatioQueue): number {
  const { edge, rates, costs } = walk;
  const moved = dictionary.nonbasic[edge.k]!;
  while (queue.size > 0) {
    const step = queue.least;
    const kink = queue.take();
    const rate = Math.abs(rates[kink >> 1]!);
    const charge = kink >> 1 === moved ? Infinity : chargeAhead(dictionary, kink >> 1, rates);
    walk.slope += rate * charge;
    if (walk.slope >= -COST_WITHIN) return fastestNear(queue, step + STEP_SLACK / rate, rates, kink);
    pass(dictionary, kink >> 1, rates, charge, costs);
  }
  return -1;
}

/** What the objective changes by per unit along the edge, at its beginning. */
function edgeCost({ reducedCosts, floors, ceilings }: Dictionary, { k, rises }: Edge): number {
  return rises ? reducedCosts[k]! - floors[k]! : ceilings[k]! - reducedCosts[k]!;
}

/** A kink is numbered 2 · variable, + 1 at its upper end. Those beyond one that can't be passed are left out. */
function collect(
  dictionary: Dictionary,
  activities: RowActivities,
  { edge, rates }: Walk,
  reach: number,
  queue: RatioQueue,
): void {
  const { program, columnOf, side, value, nonbasic } = dictionary;
  const { nColumns, nRows, lower, upper } = program;
  queue.clear();
  const moved = nonbasic[edge.k]!;
  const width = edge.rises === side[moved]! < 0 ? upper[moved]! - lower[moved]! : Infinity;
  let most = reach;
  if (width > 0 && width < Infinity) meet(2 * moved + (edge.rises ? 1 : 0), width, 1);
  for (let variable = 0; variable < nColumns + nRows; variable += 1) {
    const rate = rates[variable]!;
    const now = variable < nColumns ? value[variable]! : activities.values[variable - nColumns]!;
    const [toLower, toUpper] = [lower[variable]! - now, upper[variable]! - now];
    const near = most * Math.abs(rate) + STEP_SLACK;
    if (Math.abs(toLower) >= near && Math.abs(toUpper) >= near) continue;
    if (columnOf[variable]! >= 0 || Math.abs(rate) < PIVOT_LEAST) continue;
    const at = side[variable]!;
    if (rate > 0 ? at < 0 : at >= 0) meet(2 * variable, rate > 0 ? toLower : -toLower, Math.abs(rate));
    if (rate > 0 ? at <= 0 : at > 0) meet(2 * variable + 1, rate > 0 ? toUpper : -toUpper, Math.abs(rate));
  }

  function meet(kink: number, way: number, speed: number): void {
    if (way >= most * speed) return;
    const step = Math.max(0, way / speed);
    queue.add(step, kink);
    if (kink >> 1 === moved || chargeAt(program, kink) === Infinity) most = Math.min(most, step + STEP_SLACK / speed);
  }
}

function chargeAt({ below, above }: KinkedProgram, kink: number): number {
  return kink & 1 ? above[kink >> 1]! : below[kink >> 1]!;
}

/** By how much the slope of a variable's charge changes at the next kink on its way: of two at one place, either may be taken first. */
function chargeAhead({ program, side }: Dictionary, variable: number, rates: Float64Array): number {
  const at = side[variable]!;
  return (rates[variable]! > 0 ? at < 0 : at <= 0) ? program.below[variable]! : program.above[variable]!;
}

/** The row goes over to the next part of its charge. */
function pass(
  { program, side }: Dictionary,
  variable: number,
  rates: Float64Array,
  charge: number,
  costs: Float64Array,
): void {
  const direction = rates[variable]! > 0 ? 1 : -1;
  side[variable] = side[variable]! + direction;
  addLine(program.byRow, variable - program.nColumns, direction * charge, costs);
}

/** Of a kink and those up to a step, the one that is met fastest. */
function fastestNear(queue: RatioQueue, stepMost: number, rates: Float64Array, kink: number): number {
  let fastest = kink;
  while (queue.size > 0 && queue.least <= stepMost) {
    const other = queue.take();
    if (Math.abs(rates[other >> 1]!) > Math.abs(rates[fastest >> 1]!)) fastest = other;
  }
  return fastest;
}

function arrive(dictionary: Dictionary, { k, rises }: Edge, kink: number): void {
  const variable = kink >> 1;
  if (dictionary.rowOf[variable]! < 0) dictionary.include(variable - dictionary.program.nColumns);
  dictionary.pivot(dictionary.rowOf[variable]!, k, kink & 1 ? 1 : -1, rises);
}
