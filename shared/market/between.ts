import type { CurrencyPrice, ExpiryPoint, MarketSnapshot, QuotedInstrument, Underlying } from './snapshot.ts';

/** Annual vols of options by instrument. */
export type VolsOf = ReadonlyMap<string, number>;

/** The market with what only `other` lists; an option that is new states its vol of `vols`, where it has one. */
export function withListings(market: MarketSnapshot, other: MarketSnapshot, vols: VolsOf): MarketSnapshot {
  const added = missing(market.instruments, other.instruments, idOf).map((each) => {
    const impliedVol = vols.get(each.id) ?? each.impliedVol;
    return impliedVol === undefined ? each : { ...each, impliedVol };
  });
  return {
    ...market,
    underlyings: [...market.underlyings, ...missing(market.underlyings, other.underlyings, idOf)],
    expiries: [...market.expiries, ...missing(market.expiries, other.expiries, pointOf)],
    instruments: [...market.instruments, ...added],
    currencies: [...market.currencies, ...missing(market.currencies, other.currencies, idOf)],
  };
}

/** The market with options quoted by their vols alone: their marks follow from the model. */
export function quotedByVol(market: MarketSnapshot, vols: VolsOf): MarketSnapshot {
  const instruments = market.instruments.map((each) => {
    if (each.kind !== 'option') return each;
    const impliedVol = vols.get(each.id) ?? each.impliedVol;
    return impliedVol === undefined ? each : { ...each, impliedVol, mark: undefined, bid: undefined, ask: undefined };
  });
  return { ...market, instruments };
}

/** The market at another instant; prices, stated forwards and vols stay. */
export function atInstant(market: MarketSnapshot, asOf: string): MarketSnapshot {
  return { ...market, asOf };
}

/** The market at the prices of `other`: of underlyings, currencies and all but options; a forward that only one of them states keeps its ratio to spot. */
export function atPricesOf(market: MarketSnapshot, other: MarketSnapshot): MarketSnapshot {
  const underlyings = byKey(other.underlyings, idOf);
  const expiries = byKey(other.expiries, pointOf);
  const instruments = byKey(other.instruments, idOf);
  const currencies = byKey(other.currencies, idOf);
  const before = byKey(market.underlyings, idOf);
  const growthOf = (id: string) => (underlyings.get(id)?.price ?? 1) / (before.get(id)?.price ?? 1);
  const growths = new Map([...before].map(([id, { price }]) => [id, price === undefined ? 1 : growthOf(id)]));
  const move = (stated: number | undefined, then: number | undefined, underlying: string) =>
    stated === undefined ? undefined : (then ?? stated * (growths.get(underlying) ?? 1));
  return {
    ...market,
    underlyings: market.underlyings.map((each) => ({ ...each, price: underlyings.get(each.id)?.price ?? each.price })),
    expiries: market.expiries.map((each) => ({
      ...each,
      forward: move(each.forward, expiries.get(pointOf(each))?.forward, each.underlying),
    })),
    instruments: market.instruments.map((each) => {
      const then = instruments.get(each.id);
      const forward = move(each.forward, then?.forward, each.underlying);
      if (each.kind === 'option' || then === undefined) return { ...each, forward };
      return { ...each, forward, mark: then.mark ?? each.mark, bid: then.bid, ask: then.ask };
    }),
    currencies: market.currencies.map((each) => ({ ...each, price: currencies.get(each.id)?.price ?? each.price })),
  };
}

/** The market at the vols of `other`: of underlyings and options, those of `vols` before what `other` states. */
export function atVolsOf(market: MarketSnapshot, other: MarketSnapshot, vols: VolsOf): MarketSnapshot {
  const underlyings = byKey(other.underlyings, idOf);
  const instruments = byKey(other.instruments, idOf);
  return {
    ...market,
    underlyings: market.underlyings.map((each) => ({
      ...each,
      volAnnual: underlyings.get(each.id)?.volAnnual ?? each.volAnnual,
    })),
    instruments: market.instruments.map((each) => {
      if (each.kind !== 'option' || each.impliedVol === undefined) return each;
      return { ...each, impliedVol: vols.get(each.id) ?? instruments.get(each.id)?.impliedVol ?? each.impliedVol };
    }),
  };
}

function idOf({ id }: Underlying | QuotedInstrument | CurrencyPrice): string {
  return id;
}

function pointOf({ underlying, expiry }: ExpiryPoint): string {
  return `${underlying}@${Date.parse(expiry)}`;
}

function byKey<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [keyOf(item), item]));
}

function missing<T>(present: readonly T[], wanted: readonly T[], keyOf: (item: T) => string): T[] {
  const have = byKey(present, keyOf);
  return wanted.filter((item) => !have.has(keyOf(item)));
}
