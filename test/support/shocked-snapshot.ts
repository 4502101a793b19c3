import type { MarketSnapshot } from '../../shared/market/index.ts';

export type SnapshotShock = {
  readonly spot?: number | Readonly<Record<string, number>>;
  readonly vol?: number;
  readonly days?: number;
};

/**
 * The snapshot that a client would send from a shocked world: every price and forward times 1 + spot, vols times 1 + vol, an instant some days
 * later, at which the forwards are as they were. Its options must state their vols and no marks.
 */
export function shockedSnapshot(
  snapshot: MarketSnapshot,
  { spot = 0, vol = 0, days = 0 }: SnapshotShock,
): MarketSnapshot {
  const growth = (id: string) => 1 + (typeof spot === 'number' ? spot : (spot[id] ?? 0));
  const times = (value: number | null | undefined, id: string) =>
    typeof value === 'number' ? value * growth(id) : undefined;
  return {
    ...snapshot,
    asOf: new Date(Date.parse(snapshot.asOf) + days * 86_400_000).toISOString(),
    underlyings: snapshot.underlyings.map((each) => ({ ...each, price: times(each.price, each.id) })),
    expiries: snapshot.expiries.map((each) => ({ ...each, forward: times(each.forward, each.underlying) })),
    instruments: snapshot.instruments.map((each) => {
      const moved = { ...each, forward: times(each.forward, each.underlying), bid: undefined, ask: undefined };
      if (each.kind !== 'option') return { ...moved, mark: times(each.mark, each.underlying) };
      if (each.mark !== undefined) throw new Error(`${each.id} states a mark`);
      return { ...moved, impliedVol: each.impliedVol! * (1 + vol) };
    }),
  };
}
