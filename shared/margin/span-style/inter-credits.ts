import type { DeltaPool } from './delta-pool.ts';
import { absolute, type Dual, fixed, plus, product, quotient, smaller, times, total } from './dual.ts';
import { type InterLeg, type InterSpread, type Period, type Tier, tierOf } from './span-file.ts';

/** One commodity's loss by scenario in each of its scan tiers, and its deltas. */
export type CreditParty = {
  readonly code: string;
  readonly scanTiers: readonly Tier[];
  readonly pool: DeltaPool;
  /** by tier: 16 losses */
  readonly losses: readonly (readonly Dual[])[];
};

export type FormedCredit = {
  readonly priority: number;
  readonly count: number;
  readonly legs: readonly { readonly commodity: string; readonly credit: number }[];
};

/** Scenarios this close, as a part of the largest loss, tie: the lowest is the active one. */
const TIE_FRACTION = 2 ** -40;

/** The active scenario: the largest loss, the first of those that tie. */
export function activeScenario(losses: readonly { readonly value: number }[]): number {
  const largest = Math.max(...losses.map(({ value }) => value));
  const scale = Math.max(...losses.map(({ value }) => Math.abs(value)));
  return losses.findIndex(({ value }) => value >= largest - TIE_FRACTION * scale);
}

/**
 * Price risk of one tier: `(L[s*] + L[pair of s*])/2 − (L[1] + L[2])/2`, s* the active scenario; the loss to the move of the
 * price alone.
 */
function priceRisk(losses: readonly Dual[], paired: readonly number[]): Dual {
  const active = activeScenario(losses);
  const volAdjusted = times(0.5, plus(losses[active]!, losses[paired[active]!]!));
  const timeRisk = times(0.5, plus(losses[0]!, losses[1]!));
  return plus(volAdjusted, timeRisk, -1);
}

/** What a leg draws on: periods, their delta and the price risk per delta. */
type Leg = {
  readonly party: CreditParty;
  readonly periods: readonly number[];
  readonly perDelta: Dual | null;
  readonly leg: InterLeg;
};

/**
 * Forms the credits between commodities by priority, on the deltas that are left, and consumes them:
 *
 * `n = min over legs |net δ left| / ratio`, where A and B legs are on opposite sides;
 * `credit of a leg = n · ratio · WFPR · fraction`, `WFPR = price risk / |Σ δ|`, given only where every WFPR is above 0.
 *
 * Source: tradfi-margin.md §2.2. Homogeneous, but it jumps where the active scenario changes.
 */
export function formInterCredits(
  parties: ReadonlyMap<string, CreditParty>,
  spreads: readonly InterSpread[],
  paired: readonly number[],
  size: number,
): { readonly credits: ReadonlyMap<string, Dual>; readonly formed: readonly FormedCredit[] } {
  const credits = new Map([...parties.keys()].map((code) => [code, fixed(0, size)]));
  const formed: FormedCredit[] = [];
  for (const { priority, legs } of spreads) {
    const drawn = legs.map((leg) => drawOn(parties.get(leg.commodity)!, leg, paired, size));
    const count = countOf(drawn);
    if (count === null) continue;
    const shares = drawn.map((each) => takeCredit(each, count));
    for (const [k, credit] of shares.entries()) {
      const { commodity } = legs[k]!;
      credits.set(commodity, plus(credits.get(commodity)!, credit));
    }
    const legCredits = shares.map((credit, k) => ({ commodity: legs[k]!.commodity, credit: credit.value }));
    formed.push({ priority, count: count.value, legs: legCredits });
  }
  return { credits, formed };
}

function drawOn(party: CreditParty, leg: InterLeg, paired: readonly number[], size: number): Leg {
  const { pool, scanTiers, losses } = party;
  const isWhole = leg.tier === null || scanTiers.length === 1;
  const tiers = scanTiers.flatMap((tier, t) => (isWhole || tier.number === leg.tier ? [t] : []));
  const periods = pool.periods.flatMap((period, m) => (isIn(period, tiers, scanTiers) ? [m] : []));
  const risk = total(
    tiers.map((t) => priceRisk(losses[t]!, paired)),
    size,
  );
  const delta = total(
    periods.map((m) => pool.initial[m]!),
    size,
  );
  const perDelta = delta.value === 0 || !(risk.value > 0) ? null : quotient(risk, absolute(delta));
  return { party, periods, perDelta, leg };
}

function isIn(period: Period, tiers: readonly number[], scanTiers: readonly Tier[]): boolean {
  if (scanTiers.length === 1) return tiers.length === 1;
  const tier = tierOf(scanTiers, period);
  return tier !== null && tiers.includes(scanTiers.indexOf(tier));
}

/** null where no spread can be formed: a leg is flat, on the wrong side, or has no price risk. */
function countOf(legs: readonly Leg[]): Dual | null {
  let count: Dual | null = null;
  let orientation = 0;
  for (const { party, periods, perDelta, leg } of legs) {
    const net = party.pool.net(periods);
    const side = Math.sign(net.value) * (leg.side === 'A' ? 1 : -1);
    if (perDelta === null || side === 0 || (orientation !== 0 && side !== orientation)) return null;
    orientation = side;
    const possible = times(1 / leg.ratio, absolute(net));
    count = count === null ? possible : smaller(count, possible);
  }
  return count;
}

function takeCredit({ party, periods, perDelta, leg }: Leg, count: Dual): Dual {
  const delta = times(leg.ratio, count);
  const sign = party.pool.net(periods).value < 0 ? -1 : 1;
  party.pool.consume(periods, sign, delta);
  return times(leg.creditFraction, product(delta, perDelta!));
}
