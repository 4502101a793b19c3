import type { LinearProblem } from '../problem.ts';
import { fixedAt } from './incumbent.ts';
import { isWhole } from './most-fractional.ts';
import { NO_BOUNDS, type PartBounds, type PartOptimum } from './part.ts';
import type { PartRelaxations } from './part-relaxations.ts';

/** Of the columns that aren't whole yet, the part that is fixed at once. */
const FIXED_AT_ONCE = 0.25;

/**
 * A whole point in reach of a relaxation: a quarter of the columns that aren't whole, those nearest to it, are fixed at a whole number and the
 * others solved for again, until all are whole. Where nothing is left then, the nearest alone is fixed, and where that is too much, one whole
 * number further.
 *
 * @returns null where that leads nowhere
 */
export function dive(
  problem: LinearProblem,
  whole: readonly number[],
  relaxations: PartRelaxations,
  from: PartOptimum,
): PartOptimum | null {
  let [at, bounds] = [from, NO_BOUNDS];
  for (;;) {
    const open = byDistance(whole, at.values);
    if (open.length === 0) return at;
    const nearest = open.slice(0, Math.ceil(FIXED_AT_ONCE * open.length));
    const next = firstSolved(relaxations, at, candidates(problem, nearest, at, bounds));
    if (next === null) return null;
    [at, bounds] = [next.optimum, next.bounds];
  }
}

/** Columns that aren't whole, those nearest to a whole number first. */
function byDistance(whole: readonly number[], values: readonly number[]): number[] {
  const distance = (j: number) => Math.abs(values[j]! - Math.round(values[j]!));
  return whole.filter((j) => !isWhole(values[j]!)).toSorted((a, b) => distance(a) - distance(b));
}

function candidates(
  problem: LinearProblem,
  nearest: readonly number[],
  { values }: PartOptimum,
  bounds: PartBounds,
): PartBounds[] {
  const first = nearest[0]!;
  const [value, to] = [values[first]!, Math.round(values[first]!)];
  const beyond = values.with(first, to < value ? to + 1 : to - 1);
  const alone = fixedAt(problem, [first], values, bounds);
  const others = [alone, fixedAt(problem, [first], beyond, bounds)];
  return nearest.length > 1 ? [fixedAt(problem, nearest, values, bounds), ...others] : others;
}

function firstSolved(relaxations: PartRelaxations, { basis }: PartOptimum, tries: readonly PartBounds[]) {
  for (const bounds of tries) {
    const optimum = relaxations.solve(bounds, basis);
    if (optimum !== null && !optimum.isEmpty) return { bounds, optimum };
  }
  return null;
}
