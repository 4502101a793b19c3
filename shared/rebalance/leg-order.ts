import { requireThat } from '../foundation/index.ts';
import { isOutOfTime, RatioQueue } from '../optimise/index.ts';
import { LegStates } from './leg-states.ts';

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
  /** false where the wall clock ended the search */
  readonly reproducible: boolean;
};

export type LegLimits = {
  /** of the requirement; an order itself takes up to legs² / 2 whatever is left of them */
  readonly evaluations: number;
  /** of the wall clock, a safety net */
  readonly leftMs?: () => number;
};

/** As many as 14 legs have sets: up to so many legs it is enough whatever the requirement is. */
export const EVALUATIONS_MOST = 16_384;
/** Sets of each size that go on where evaluations end before the lowest peak is found, at most. */
const BEAM_WIDTH_MOST = 64;

/**
 * The order of legs with the lowest peak requirement on the way.
 *
 * The requirement depends on which legs are done, not on their order: the lowest peak is the least level at which a way leads from no legs to
 * all of them over sets that need no more. The level starts at what every order needs and rises to the next set that is in the way, so that sets
 * above the answer are never gone on from. Exact where that ends, as it does to 14 legs with `EVALUATIONS_MOST`; else the level is a bound, and
 * the order the best that a beam comes by. Of equal peaks the way that is found first, which tries what needs least, of equals the lowest leg.
 *
 * @param requirementAfter of the legs that are done, ascending
 */
export function bestLegOrder(
  legs: number,
  requirementAfter: (done: readonly number[]) => number,
  limits: LegLimits = { evaluations: EVALUATIONS_MOST },
): LegOrder {
  requireThat(legs >= 1, 'at least one leg', { legs });
  const states = new LegStates(legs, requirementAfter);
  const share = states.all < limits.evaluations ? 1 : 1 / 2;
  const goesOn = () => states.evaluations < share * limits.evaluations && !isOutOfTime(limits);
  const { bound, order: way } = lowestPeak(states, goesOn);
  const order = way ?? beamOrder(states, limits);
  const path = pathOf(states, order);
  const peak = Math.max(...path);
  const exactness = peak === bound ? 'exact' : 'approximate';
  const reproducible = way !== null || !isOutOfTime(limits);
  return { order, peak, path, bound, exactness, evaluations: states.evaluations, reproducible };
}

/** The least level at which all legs are reached, and the way there; only a bound of it, and no way, where the search was ended. */
function lowestPeak(
  states: LegStates,
  goesOn: () => boolean,
): { readonly bound: number; readonly order: readonly number[] | null } {
  let bound = states.leastPeak();
  const reached = [0];
  const lastLegs = new Map<number, number>();
  const waiting = new RatioQueue();
  const sets: number[] = [];
  for (;;) {
    for (let set = reached.pop(); set !== undefined; set = reached.pop()) {
      if (set === states.all) return { bound, order: orderBy(states, lastLegs) };
      if (!goesOn()) return { bound, order: null };
      const next = states.after(set).filter((each) => !lastLegs.has(each.set));
      for (const each of next.toReversed()) {
        lastLegs.set(each.set, each.leg);
        if (each.requirement <= bound) reached.push(each.set);
        else waiting.add(each.requirement, sets.push(each.set) - 1);
      }
    }
    bound = waiting.least;
    reached.push(sets[waiting.take()]!);
  }
}

function orderBy({ all, bits }: LegStates, lastLegs: ReadonlyMap<number, number>): number[] {
  const order: number[] = [];
  for (let set = all; set > 0; set -= bits[order[0]!]!) order.unshift(lastLegs.get(set)!);
  return order;
}

type Way = { readonly set: number; readonly peak: number; readonly last: number; readonly order: readonly number[] };

/** By the best ways to sets of each size, as many as half of the evaluations are enough for. */
function beamOrder(states: LegStates, limits: LegLimits): readonly number[] {
  const { legs } = states;
  const width = Math.max(1, Math.min(BEAM_WIDTH_MOST, Math.floor(limits.evaluations / (legs * legs))));
  let ways: Way[] = [{ set: 0, peak: Number.NEGATIVE_INFINITY, last: 0, order: [] }];
  for (let size = 1; size <= legs; size++) ways = extended(states, ways).slice(0, isOutOfTime(limits) ? 1 : width);
  return ways[0]!.order;
}

/** The best way to each set that is one leg larger, lowest peak first. */
function extended(states: LegStates, ways: readonly Way[]): Way[] {
  const best = new Map<number, Way>();
  for (const way of ways) {
    for (const { leg, set, requirement } of states.after(way.set)) {
      const peak = Math.max(way.peak, requirement);
      if (peak < (best.get(set)?.peak ?? Infinity))
        best.set(set, { set, peak, last: requirement, order: [...way.order, leg] });
    }
  }
  return [...best.values()].toSorted((a, b) => a.peak - b.peak || a.last - b.last);
}

function pathOf(states: LegStates, order: readonly number[]): number[] {
  let set = 0;
  return order.map((leg) => {
    set += states.bits[leg]!;
    return states.requirement(set);
  });
}
