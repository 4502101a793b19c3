import { constant, type Expression, local, named, scale, sum } from '../../requirement/index.ts';
import type { CommodityRisk } from './commodity-risk.ts';
import type { InterSpread, IntraSpread } from './span-file.ts';
import { type Cluster, type MemberOutcome, runSpreads } from './spread-procedure.ts';

/** Commodities with the spreads between them, as expressions. */
export type SpreadCluster = { readonly cluster: Cluster; readonly risks: readonly CommodityRisk[] };

export type SpreadCharges = {
  readonly intra: Expression | null;
  readonly delivery: Expression | null;
  /** 0 or below */
  readonly credit: Expression | null;
  /** the scan less the credit */
  readonly scanLessCredit: Expression;
};

/** Groups commodities that the spreads link, each alone that none does. */
export function clustersOf(
  risks: readonly CommodityRisk[],
  spreads: readonly InterSpread[],
  pairedScenarios: readonly number[],
): SpreadCluster[] {
  const groupOf = new Map(risks.map(({ commodity }) => [commodity.code, commodity.code]));
  for (const { legs } of spreads) {
    const groups = new Set(legs.map((leg) => groupOf.get(leg.commodity)!));
    const [first] = groups;
    for (const [code, group] of groupOf) if (groups.has(group)) groupOf.set(code, first!);
  }
  const groups = Map.groupBy(risks, ({ commodity }) => groupOf.get(commodity.code)!);
  return [...groups].map(([group, members]) => ({
    risks: members,
    cluster: {
      members: members.map(({ commodity, periods, rate }) => ({ commodity, periods, rate })),
      spreads: spreads.filter(({ legs }) => groupOf.get(legs[0]!.commodity) === group),
      pairedScenarios,
    },
  }));
}

/** The arguments of a cluster's procedure, in its order. */
export function argumentsOfCluster({ cluster, risks }: SpreadCluster): Expression[] {
  const withLosses = cluster.spreads.length > 0;
  return risks.flatMap(({ deltas, scans }) => [...deltas, ...(withLosses ? scans.flatMap((each) => each.losses) : [])]);
}

/**
 * Intra-commodity spread charge, delivery charge and inter-commodity credit of one member, each a named procedure behind a
 * `local` node. In a program the two charges are at least 0, and scan less credit at least
 * `(1 − r)·scan + r·(L₁ + L₂)/2`, r the largest credit fraction: a credit is at most r of the price risk, as long as
 * intra-commodity spreads leave the net delta as it was.
 */
export function spreadCharges(spreadCluster: SpreadCluster, k: number): SpreadCharges {
  const { cluster, risks } = spreadCluster;
  const risk = risks[k]!;
  const { code, intraSpreads, delivery } = risk.commodity;
  const hasSuper = cluster.spreads.some((spread) => spread.stage === 'super');
  const whole = { scope: spreadCluster, index: k };
  const own = hasSuper ? whole : { scope: alone(spreadCluster, k), index: 0 };
  const charge = (id: string, of: (outcome: MemberOutcome) => Gradient) =>
    named(`${code}/${id}`, procedure(own.scope, own.index, 1, of, [constant(0)]));
  const credit =
    cluster.spreads.length === 0
      ? null
      : named(
          `${code}/inter-commodity-credit`,
          procedure(spreadCluster, k, -1, (outcome) => outcome.credit!, []),
        );
  return {
    intra: intraSpreads.length === 0 ? null : charge('intra-commodity', (outcome) => outcome.intra),
    delivery: delivery.length === 0 ? null : charge('delivery', (outcome) => outcome.delivery),
    credit,
    scanLessCredit: credit === null ? risk.scan : lessCredit(spreadCluster, k, credit),
  };
}

type Gradient = MemberOutcome['intra'];

function alone({ cluster, risks }: SpreadCluster, k: number): SpreadCluster {
  return { risks: [risks[k]!], cluster: { ...cluster, members: [cluster.members[k]!], spreads: [] } };
}

function procedure(
  scope: SpreadCluster,
  k: number,
  sign: 1 | -1,
  of: (outcome: MemberOutcome) => Gradient,
  below: readonly Expression[],
): Expression {
  return local({
    children: argumentsOfCluster(scope),
    fn: (x) => {
      const { value, gradient } = of(runSpreads(scope.cluster, x).members[k]!);
      return { value: sign * value || 0, partials: gradient.map((partial) => sign * partial) };
    },
    homogeneous: true,
    below,
  });
}

function lessCredit({ cluster, risks }: SpreadCluster, k: number, credit: Expression): Expression {
  const { scan, scans, commodity } = risks[k]!;
  const legs = cluster.spreads.flatMap((spread) => spread.legs).filter((leg) => leg.commodity === commodity.code);
  const largest = Math.max(0, ...legs.map((leg) => leg.creditFraction));
  const byTier = scans.length > 1 && legs.some((leg) => leg.tier !== null);
  const isBounded = !byTier && largest <= 1 && commodity.intraSpreads.every(isBalanced);
  const timeRisk = scans.flatMap(({ losses }) => [scale(largest / 2, losses[0]!), scale(largest / 2, losses[1]!)]);
  return local({
    children: [scan, credit],
    fn: (x) => ({ value: x[0]! + x[1]!, partials: [1, 1] }),
    homogeneous: true,
    below: !isBounded ? [] : [sum([scale(1 - largest, scan), ...timeRisk])],
  });
}

/** Takes as much on one side as on the other. */
function isBalanced({ legs }: IntraSpread): boolean {
  return legs.reduce((net, { side, ratio }) => net + (side === 'A' ? ratio : -ratio), 0) === 0;
}
