import type { CombinedCommodity, SpanContract, SpanFile, Tier } from '../../../shared/margin/span-style/span-file.ts';

export type Holding = { readonly contract: SpanContract; readonly quantity: number };
export type NaiveCommodity = {
  readonly scan: number;
  readonly intra: number;
  readonly delivery: number;
  readonly credit: number;
  readonly minimum: number;
  readonly optionValue: number;
};

type Desk = {
  readonly commodity: CombinedCommodity;
  readonly held: readonly Holding[];
  readonly before: Map<string, number>;
  readonly left: Map<string, number>;
  credit: number;
  intra: number;
  delivery: number;
};

/** The reference text's steps (tradfi-margin.md §2.2) on plain numbers, one after the other; it shares nothing with the method. */
export function naiveSpan(file: SpanFile, holdings: readonly Holding[]): Map<string, NaiveCommodity> {
  const desks = new Map<string, Desk>();
  for (const [code, held] of Map.groupBy(
    holdings,
    ({ contract }) => file.commodityOf.get(`${contract.type}:${contract.product}`)!,
  )) {
    const before = new Map<string, number>();
    for (const { contract, quantity } of held) {
      before.set(contract.deltaPeriod, (before.get(contract.deltaPeriod) ?? 0) + quantity * contract.delta);
    }
    const sorted = new Map([...before].sort(([a], [b]) => (a < b ? -1 : 1)));
    const commodity = file.commodities.get(code)!;
    desks.set(code, { commodity, held, before: sorted, left: new Map(sorted), credit: 0, intra: 0, delivery: 0 });
  }
  formCredits(file, desks, 'super');
  for (const desk of desks.values()) {
    formIntra(desk);
    chargeDelivery(desk);
  }
  formCredits(file, desks, 'normal');
  return new Map([...desks].map(([code, desk]) => [code, resultOf(desk)]));
}

function within(period: string, { start, end }: Pick<Tier, 'start' | 'end'>): boolean {
  return period >= start && period <= end;
}

function lossesOf(held: readonly Holding[]): number[] {
  return Array.from({ length: 16 }, (_, s) =>
    held.reduce((sum, { contract, quantity }) => sum + quantity * contract.losses[s]!, 0),
  );
}

function tiersOf({ commodity, held }: Desk): Holding[][] {
  const { scanTiers } = commodity;
  if (scanTiers.length === 1) return [[...held]];
  return scanTiers.map((tier) => held.filter(({ contract }) => within(contract.deltaPeriod, tier)));
}

function formIntra(desk: Desk): void {
  const { intraSpreads, intraTiers } = desk.commodity;
  for (const { legs, rate } of intraSpreads) {
    for (const orientation of [1, -1]) {
      const drawn = legs.map(({ of, ratio, side }) => ({
        ratio,
        sign: (side === 'A' ? 1 : -1) * orientation,
        periods: [...desk.left.keys()].filter((period) =>
          'period' in of ? period === of.period : within(period, intraTiers.find(({ number }) => number === of.tier)!),
        ),
      }));
      const counts = drawn.map(
        ({ periods, sign, ratio }) =>
          periods.reduce((sum, period) => sum + Math.max(0, sign * desk.left.get(period)!), 0) / ratio,
      );
      const count = Math.min(...counts);
      if (!(count > 1e-9)) continue;
      desk.intra += count * rate;
      for (const { periods, sign, ratio } of drawn) take(desk, periods, sign, count * ratio);
    }
  }
}

function take(desk: Desk, periods: readonly string[], sign: number, amount: number): void {
  let needed = amount;
  for (const period of periods) {
    const taken = Math.min(Math.max(0, sign * desk.left.get(period)!), needed);
    desk.left.set(period, desk.left.get(period)! - sign * taken);
    needed -= taken;
  }
}

function chargeDelivery(desk: Desk): void {
  for (const { period, spreadRate, outrightRate } of desk.commodity.delivery) {
    const [before, left] = [desk.before.get(period) ?? 0, desk.left.get(period) ?? 0];
    desk.delivery += Math.abs(before - left) * spreadRate + Math.abs(left) * outrightRate;
  }
}

function formCredits(file: SpanFile, desks: Map<string, Desk>, stage: string): void {
  for (const spread of file.interSpreads) {
    const held = spread.legs.every((leg) => desks.has(leg.commodity));
    if (!held || spread.stage !== stage) continue;
    const legs = spread.legs.map((leg) => {
      const desk = desks.get(leg.commodity)!;
      const tiers = desk.commodity.scanTiers;
      const isWhole = leg.tier === null || tiers.length === 1;
      const chosen = isWhole ? tiers : tiers.filter(({ number }) => number === leg.tier);
      const periods = [...desk.left.keys()].filter(
        (period) => tiers.length === 1 || chosen.some((tier) => within(period, tier)),
      );
      const parts = tiersOf(desk).filter((_, t) => isWhole || tiers[t]!.number === leg.tier);
      const risk = parts.map(lossesOf).reduce((sum, losses) => sum + priceRiskOf(losses), 0);
      const delta = periods.reduce((sum, period) => sum + desk.before.get(period)!, 0);
      const net = periods.reduce((sum, period) => sum + desk.left.get(period)!, 0);
      return { leg, desk, periods, net, perDelta: delta === 0 ? 0 : risk / Math.abs(delta) };
    });
    const sides = new Set(
      legs.map(({ leg, net }) => Math.sign(Math.abs(net) < 1e-9 ? 0 : net) * (leg.side === 'A' ? 1 : -1)),
    );
    if (sides.size !== 1 || sides.has(0) || legs.some(({ perDelta }) => !(perDelta > 0))) continue;
    const count = Math.min(...legs.map(({ leg, net }) => Math.abs(net) / leg.ratio));
    for (const { leg, desk, periods, net, perDelta } of legs) {
      desk.credit += count * leg.ratio * perDelta * leg.creditFraction;
      take(desk, periods, Math.sign(net), count * leg.ratio);
    }
  }
}

function priceRiskOf(losses: readonly number[]): number {
  const active = losses.indexOf(Math.max(...losses));
  const pair = active >= 14 ? active : active % 2 === 0 ? active + 1 : active - 1;
  return (losses[active]! + losses[pair]!) / 2 - (losses[0]! + losses[1]!) / 2;
}

function resultOf(desk: Desk): NaiveCommodity {
  const { commodity, held, intra, delivery, credit } = desk;
  const scan = tiersOf(desk).reduce((sum, tier) => sum + Math.max(0, ...lossesOf(tier)), 0);
  const short = (right: string) =>
    held
      .filter(({ contract, quantity }) => contract.right === right && quantity < 0)
      .reduce((sum, { contract, quantity }) => {
        const tier = commodity.shortOptions?.tiers.find((each) => within(contract.deltaPeriod, each));
        return sum - quantity * (tier?.rate ?? 0);
      }, 0);
  const [calls, puts] = [short('call'), short('put')];
  const minimum = commodity.shortOptions?.method === 'greater' ? Math.max(calls, puts) : calls + puts;
  const optionValue = held
    .filter(({ contract }) => contract.carriesValue)
    .reduce((sum, { contract, quantity }) => sum + quantity * contract.price! * contract.valueFactor, 0);
  return { scan, intra, delivery, credit, minimum, optionValue };
}
