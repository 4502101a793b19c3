import { requireThat } from '../foundation/index.ts';

/** An order of legs, and the requirement after each. */
export type LegOrder = {
  /** indices of the legs */
  readonly order: readonly number[];
  readonly peak: number;
  /** the requirement after each leg of the order */
  readonly path: readonly number[];
  /** no order has a peak below this */
  readonly bound: number;
  readonly exactness: 'exact' | 'approximate';
  readonly evaluations: number;
};

/** Up to this many legs every set of them is looked at. */
const EXACT_LEGS = 14;
/** Beyond it, so many of the best sets of each size are kept. */
const BEAM_WIDTH = 64;

type Partial = { readonly done: readonly number[]; readonly peak: number; readonly path: readonly number[] };

/**
 * The order of legs with the lowest peak requirement on the way.
 *
 * The requirement depends on which legs are done, not on their order, so the best peak of a set is
 * `max(requirement(set), min over its last leg of the peak without it)`: exact over all 2^n sets to 14 legs. Beyond, the best 64 sets of
 * each size go on, and the bound is the larger of the requirement at the end and the cheapest first leg. Ties go to the order
 * with the lowest legs first.
 *
 * @param requirementAfter of the legs that are done, ascending
 */
export function bestLegOrder(legs: number, requirementAfter: (done: readonly number[]) => number): LegOrder {
  requireThat(legs >= 1, 'at least one leg', { legs });
  let evaluations = 0;
  const known = new Map<string, number>();
  const after = (done: readonly number[]) => {
    const key = done.toSorted((a, b) => a - b);
    const name = key.join(',');
    const value = known.get(name) ?? requirementAfter(key);
    if (!known.has(name)) evaluations++;
    known.set(name, value);
    return value;
  };
  const width = legs <= EXACT_LEGS ? Number.POSITIVE_INFINITY : BEAM_WIDTH;
  let front: Partial[] = [{ done: [], peak: Number.NEGATIVE_INFINITY, path: [] }];
  for (let size = 1; size <= legs; size++) front = extend(front, legs, after).slice(0, width);
  const [{ done: order, peak, path }] = front as [Partial];
  const last = path.at(-1)!;
  const cheapestFirst = Math.min(...Array.from({ length: legs }, (_, leg) => after([leg])));
  const bound = legs <= EXACT_LEGS ? peak : Math.max(last, cheapestFirst);
  return { order, peak, path, bound, exactness: peak === bound ? 'exact' : 'approximate', evaluations };
}

/** The best way to each set that is one leg larger, lowest peak first. */
function extend(front: readonly Partial[], legs: number, after: (done: readonly number[]) => number): Partial[] {
  const best = new Map<string, Partial>();
  for (const { done, peak, path } of front) {
    for (let leg = 0; leg < legs; leg++) {
      if (done.includes(leg)) continue;
      const next = [...done, leg];
      const requirement = after(next);
      const candidate = { done: next, peak: Math.max(peak, requirement), path: [...path, requirement] };
      const key = next.toSorted((a, b) => a - b).join(',');
      const before = best.get(key);
      if (before === undefined || compare(candidate, before) < 0) best.set(key, candidate);
    }
  }
  return [...best.values()].toSorted(compare);
}

function compare(a: Partial, b: Partial): number {
  if (a.peak !== b.peak) return a.peak - b.peak;
  const i = a.done.findIndex((leg, j) => leg !== b.done[j]);
  return i < 0 ? 0 : a.done[i]! - b.done[i]!;
}
