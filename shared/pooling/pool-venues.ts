import { collect, type Outcome, succeed } from '../foundation/index.ts';
import type { Exactness } from '../margin/index.ts';
import { type PoolMargins, poolMargins } from './pool-margins.ts';
import { pooledCharge } from './pooled-charge.ts';
import type { Transferability } from './transfer-cone.ts';
import type { Amounts, MarginAt } from './weighted-margin.ts';

/** What a venue needs by itself, and what it has to do with the pool. */
export type VenueSaving = {
  readonly siloed: Amounts;
  /** of the pooled requirement: they add up to it */
  readonly contribution: Amounts;
  /** siloed − contribution */
  readonly saving: Amounts;
};

export type PairSaving = {
  readonly venues: readonly [string, string];
  /** what the two save when only they are pooled; of the initial requirement */
  readonly pairwise: number;
  /** its share of the whole saving, in proportion to the pairwise ones, or evenly where none saves: they add up to it */
  readonly attributed: number;
};

export type PooledVenues = {
  readonly siloed: Amounts;
  readonly pooled: Amounts;
  readonly saving: Amounts;
  /** in the order of the venues */
  readonly venues: readonly VenueSaving[];
  readonly pairs: readonly PairSaving[];
  /** what has to be paid in so that what the venues are worth covers the initial requirement */
  readonly shortfall: { readonly siloed: number; readonly pooled: number };
  /** `approximate` where transfers are partial and the method isn't proven convex and homogeneous, or is approximate itself */
  readonly exactness: Exactness;
  readonly warnings: readonly string[];
};

/**
 * The requirement of venues that stand apart, and of venues that can send each other part of what they have.
 *
 * @param worths of the venues, towards the initial requirement
 * @param transferability `[v][w]`, the fraction of what v sends that reaches w: 0 gives the silos, 1 the pool
 */
export function poolVenues(
  venues: readonly string[],
  marginAt: MarginAt,
  transferability: Transferability,
  worths: readonly number[],
): Outcome<PooledVenues> {
  const margins = collect(venues.map((_, v) => marginAt(venues.map((__, w) => (w === v ? 1 : 0)))));
  if (!margins.ok) return margins;
  const silos = margins.value.map(({ initial, maintenance }) => amounts(initial.amount, maintenance.amount));
  const pool = poolMargins([...venues.keys()], silos, marginAt, transferability);
  if (!pool.ok) return pool;
  const siloed = amounts(sumOf(silos.map((each) => each.initial)), sumOf(silos.map((each) => each.maintenance)));
  const saving = difference(siloed, pool.value.amounts);
  const pairs = pairSavings(venues, silos, marginAt, transferability);
  if (!pairs.ok) return pairs;
  const shortfall = shortfallOf(pool.value, silos, worths);
  if (!shortfall.ok) return shortfall;
  const { contributions } = pool.value;
  return succeed({
    siloed,
    pooled: pool.value.amounts,
    saving,
    venues: silos.map((own, v) => {
      const contribution = amounts(contributions.initial[v]!, contributions.maintenance[v]!);
      return { siloed: own, contribution, saving: difference(own, contribution) };
    }),
    pairs: attribute(pairs.value, saving.initial),
    shortfall: shortfall.value,
    ...standingOf(pool.value, transferability),
  });
}

function standingOf({ margins }: PoolMargins, transferability: Transferability) {
  const sublinear = margins.every((each) => each.sublinear);
  const isPartial = transferability.some((row, w) => row.some((each, v) => v !== w && each > 0 && each < 1));
  const isExact = margins.every(({ exactness }) => exactness === 'exact') && (sublinear || !isPartial);
  const warnings = margins.flatMap((each) => each.warnings);
  return {
    exactness: isExact ? ('exact' as const) : ('approximate' as const),
    warnings: [...new Set([...warnings, ...(sublinear ? [] : ['size-effects'])])],
  };
}

type Pair = { readonly venues: readonly [string, string]; readonly pairwise: number };

function pairSavings(
  venues: readonly string[],
  silos: readonly Amounts[],
  marginAt: MarginAt,
  transferability: Transferability,
): Outcome<Pair[]> {
  const pairs = venues.flatMap((_, a) => [...venues.keys()].slice(a + 1).map((b) => [a, b] as const));
  return collect(
    pairs.map(([a, b]): Outcome<Pair> => {
      const pool = poolMargins([a, b], silos, marginAt, transferability);
      if (!pool.ok) return pool;
      const pairwise = silos[a]!.initial + silos[b]!.initial - pool.value.amounts.initial;
      return succeed({ venues: [venues[a]!, venues[b]!], pairwise });
    }),
  );
}

function attribute(pairs: readonly Pair[], saving: number): PairSaving[] {
  const whole = sumOf(pairs.map((each) => each.pairwise));
  return pairs.map((pair) => ({
    ...pair,
    attributed: whole > 0 ? (saving * pair.pairwise) / whole : saving / pairs.length,
  }));
}

/** The same program with what the venues are worth on the covering side: collateral of one counts for another as far as it can be sent. */
function shortfallOf({ charges }: PoolMargins, silos: readonly Amounts[], worths: readonly number[]) {
  const uncovered = charges.map(({ weights, charge }) => ({
    weights,
    charge: charge - sumOf(weights.map((weight, v) => weight * worths[v]!)),
  }));
  const pooled = pooledCharge(worths.length, uncovered);
  if (!pooled.ok) return pooled;
  const siloed = sumOf(silos.map(({ initial }, v) => Math.max(0, initial - worths[v]!)));
  return succeed({ siloed, pooled: pooled.value.amount });
}

function amounts(initial: number, maintenance: number): Amounts {
  return { initial, maintenance };
}

function difference(a: Amounts, b: Amounts): Amounts {
  return amounts(a.initial - b.initial, a.maintenance - b.maintenance);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
