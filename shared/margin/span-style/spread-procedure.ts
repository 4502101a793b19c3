import { DeltaPool } from './delta-pool.ts';
import { type Dual, plus, times, variables } from './dual.ts';
import { type CreditParty, type FormedCredit, formInterCredits } from './inter-credits.ts';
import { deliveryCharge, type FormedSpread, formIntraSpreads } from './intra-spreads.ts';
import { type CombinedCommodity, type InterSpread, type Period, SCENARIO_COUNT } from './span-file.ts';

/** A commodity among those whose spreads depend on one another. */
export type Member = {
  readonly commodity: CombinedCommodity;
  /** from the front */
  readonly periods: readonly Period[];
  /** base currency per unit of the commodity's currency */
  readonly rate: number;
};

/** Commodities that inter-commodity spreads link, and those spreads; one alone has none. */
export type Cluster = {
  readonly members: readonly Member[];
  readonly spreads: readonly InterSpread[];
  readonly pairedScenarios: readonly number[];
};

export type MemberOutcome = {
  readonly intra: Dual;
  readonly delivery: Dual;
  readonly credit: Dual | null;
  readonly formed: readonly FormedSpread[];
};

/** How many arguments a member has: its deltas by period, then, where there are credits, 16 losses by scan tier. */
function argumentsOf({ commodity, periods }: Member, withLosses: boolean): number {
  return periods.length + (withLosses ? commodity.scanTiers.length * SCENARIO_COUNT : 0);
}

/**
 * The spreads of a cluster, in the order in which they take the deltas: super inter-commodity spreads, then the
 * intra-commodity spreads of each member with its delivery charge, then the other inter-commodity spreads.
 *
 * @param x the arguments of the members, one after the other
 */
export function runSpreads(
  { members, spreads, pairedScenarios }: Cluster,
  x: Float64Array,
): { readonly members: readonly MemberOutcome[]; readonly credits: readonly FormedCredit[] } {
  const size = x.length;
  const parties = partiesOf(members, spreads.length > 0, variables(x), size);
  const byCode = new Map(parties.map((party) => [party.code, party]));
  const inStage = (stage: InterSpread['stage']) =>
    formInterCredits(
      byCode,
      spreads.filter((spread) => spread.stage === stage),
      pairedScenarios,
      size,
    );
  const early = inStage('super');
  const own = members.map(({ commodity, rate }, k) => {
    const { pool } = parties[k]!;
    const { charge, formed } = formIntraSpreads(pool, commodity, size);
    const delivery = deliveryCharge(pool, commodity.delivery, size);
    return { intra: times(rate, charge), delivery: times(rate, delivery), formed };
  });
  const late = inStage('normal');
  return {
    members: own.map((each, k) => {
      const { code } = parties[k]!;
      const credit = spreads.length === 0 ? null : plus(early.credits.get(code)!, late.credits.get(code)!);
      return { ...each, credit };
    }),
    credits: [...early.formed, ...late.formed],
  };
}

function partiesOf(members: readonly Member[], withLosses: boolean, all: readonly Dual[], size: number): CreditParty[] {
  let start = 0;
  return members.map((member) => {
    const { commodity, periods } = member;
    const own = all.slice(start, start + argumentsOf(member, withLosses));
    start += own.length;
    const pool = new DeltaPool(periods, own.slice(0, periods.length), size);
    const losses = withLosses
      ? commodity.scanTiers.map((_, t) => {
          const from = periods.length + t * SCENARIO_COUNT;
          return own.slice(from, from + SCENARIO_COUNT);
        })
      : [];
    return { code: commodity.code, scanTiers: commodity.scanTiers, pool, losses };
  });
}
