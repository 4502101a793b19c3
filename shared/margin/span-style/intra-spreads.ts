import type { DeltaPool } from './delta-pool.ts';
import { absolute, type Dual, fixed, plus, smaller, times } from './dual.ts';
import {
  type CombinedCommodity,
  type DeliveryRate,
  type IntraSpread,
  type Side,
  type SpreadLeg,
  tierOf,
} from './span-file.ts';

/** A spread that was formed, and what it costs in the commodity's currency. */
export type FormedSpread = {
  readonly kind: IntraSpread['kind'];
  readonly priority: number;
  readonly legs: readonly string[];
  readonly count: number;
  readonly rate: number;
};

/** The legs of a spread as periods of a pool. */
type Leg = { readonly periods: readonly number[]; readonly ratio: number; readonly side: Side };

/**
 * Forms the spreads of one commodity, series before tiers, each by priority, and consumes the deltas that they take:
 *
 * `n = min over legs of available(leg) / ratio`, side A long and side B short, then the reverse; `charge = Σ n · rate`.
 *
 * Deltas left over keep their scan only. A sequential rule, neither convex nor an optimum: the same deltas may form
 * cheaper spreads. Source: tradfi-margin.md §2.2; 12 portfolios in test/conformance/margin/span-style.
 */
export function formIntraSpreads(
  pool: DeltaPool,
  { intraSpreads, intraTiers }: Pick<CombinedCommodity, 'intraSpreads' | 'intraTiers'>,
  size: number,
): { readonly charge: Dual; readonly formed: readonly FormedSpread[] } {
  let charge = fixed(0, size);
  const formed: FormedSpread[] = [];
  for (const spread of intraSpreads) {
    const legs = joinLegs(spread.legs, pool, intraTiers);
    for (const orientation of [1, -1] as const) {
      const count = formOnce(pool, legs, orientation);
      if (count === null) continue;
      charge = plus(charge, count, spread.rate);
      const { kind, priority, rate } = spread;
      formed.push({ kind, priority, rate, legs: spread.legs.map(nameOf), count: count.value });
    }
  }
  return { charge, formed };
}

function formOnce(pool: DeltaPool, legs: readonly Leg[], orientation: 1 | -1): Dual | null {
  let count: Dual | null = null;
  for (const leg of legs) {
    const possible = times(1 / leg.ratio, pool.available(leg.periods, signOf(leg, orientation)));
    count = count === null ? possible : smaller(count, possible);
  }
  if (count === null || !(count.value > 0)) return null;
  for (const leg of legs) pool.consume(leg.periods, signOf(leg, orientation), times(leg.ratio, count));
  return count;
}

function signOf({ side }: Leg, orientation: 1 | -1): 1 | -1 {
  return (side === 'A') === (orientation === 1) ? 1 : -1;
}

/** Legs on one side that draw on the same periods are one leg: what is there is there once. */
function joinLegs(legs: readonly SpreadLeg[], pool: DeltaPool, tiers: CombinedCommodity['intraTiers']): Leg[] {
  const joined = new Map<string, Leg>();
  for (const { of, ratio, side } of legs) {
    const periods = pool.periods.flatMap((period, m) => {
      const belongs = 'period' in of ? period === of.period : tierOf(tiers, period)?.number === of.tier;
      return belongs ? [m] : [];
    });
    const key = `${side}${periods.join()}`;
    joined.set(key, { periods, side, ratio: ratio + (joined.get(key)?.ratio ?? 0) });
  }
  return [...joined.values()];
}

function nameOf({ of }: SpreadLeg): string {
  return 'period' in of ? of.period : `T${of.tier}`;
}

/**
 * The delivery (spot month) charge: `Σ |δ consumed by spreads| · spread rate + |δ remaining| · outright rate`, over the
 * delivery months; the spreads are the intra-commodity ones. Source: tradfi-margin.md §2.2, from memory there.
 */
export function deliveryCharge(pool: DeltaPool, rates: readonly DeliveryRate[], size: number): Dual {
  let charge = fixed(0, size);
  for (const { period, spreadRate, outrightRate } of rates) {
    const m = pool.periods.indexOf(period);
    if (m < 0) continue;
    const left = pool.remaining[m]!;
    charge = plus(charge, absolute(plus(pool.initial[m]!, left, -1)), spreadRate);
    charge = plus(charge, absolute(left), outrightRate);
  }
  return charge;
}
