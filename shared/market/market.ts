import { collect, fail, failAt, type Outcome, succeed } from '../foundation/index.ts';
import type { Instrument } from '../instruments/index.ts';
import { readInstrument } from './read-instrument.ts';
import type { ExpiryPoint, MarketSnapshot, QuotedInstrument, Underlying } from './snapshot.ts';

/** A contract beside what the market says of it. */
export type QuotedContract = { readonly instrument: Instrument; readonly quoted: QuotedInstrument };

/** A snapshot whose references hold, with its look-ups built. */
export type Market = {
  readonly snapshot: MarketSnapshot;
  readonly asOfMs: number;
  readonly baseCurrency: string;
  readonly contracts: ReadonlyMap<string, QuotedContract>;
  readonly underlyings: ReadonlyMap<string, Underlying>;
  readonly expiries: ReadonlyMap<string, ExpiryPoint>;
  readonly currencyPrices: ReadonlyMap<string, number>;
};

/**
 * Checks a snapshot's references and builds its look-ups.
 *
 * Fails with `invalid-input` and a pointer for each id that stands twice and each contract fact that is missing (a future
 * without expiry, an option without strike). Prices may be missing: what needs one fails when it is used.
 */
export function indexMarket(snapshot: MarketSnapshot): Outcome<Market> {
  const underlyings = byId('underlyings', snapshot.underlyings, (each) => each.id);
  const expiries = byId('expiries', snapshot.expiries, (each) => expiryKey(each.underlying, Date.parse(each.expiry)));
  const currencies = byId('currencies', snapshot.currencies, (each) => each.id);
  const instruments = byId('instruments', snapshot.instruments, (each) => each.id);
  for (const table of [underlyings, expiries, currencies, instruments]) if (!table.ok) return table;
  if (!underlyings.ok || !expiries.ok || !currencies.ok) return fail('invalid-input', 'market tables');

  const contracts = collect(snapshot.instruments.map((quoted, i) => readInstrument(quoted, i, snapshot.baseCurrency)));
  if (!contracts.ok) return contracts;
  return succeed({
    snapshot,
    asOfMs: Date.parse(snapshot.asOf),
    baseCurrency: snapshot.baseCurrency,
    contracts: new Map(
      contracts.value.map((instrument, i) => [instrument.id, { instrument, quoted: snapshot.instruments[i]! }]),
    ),
    underlyings: underlyings.value,
    expiries: expiries.value,
    currencyPrices: new Map(snapshot.currencies.map((each) => [each.id, each.price])),
  });
}

export function expiryKey(underlying: string, expiryMs: number): string {
  return `${underlying}@${expiryMs}`;
}

/** Price of an underlying in the market's base currency: its own, else the mark of the spot instrument of that id. */
export function underlyingPriceIn(market: Market, id: string): number | undefined {
  const stated = market.underlyings.get(id)?.price;
  if (stated !== undefined) return stated;
  const spot = market.contracts.get(id);
  return spot?.instrument.kind === 'spot' ? spot.quoted.mark : undefined;
}

/** The contract with this id, or `unknown-instrument` at the request's `pointer`. */
export function findContract(market: Market, id: string, pointer: string): Outcome<QuotedContract> {
  const contract = market.contracts.get(id);
  return contract === undefined
    ? failAt('unknown-instrument', pointer, `the market has no instrument ${id}`)
    : succeed(contract);
}

function byId<T>(table: string, items: readonly T[], idOf: (item: T) => string): Outcome<Map<string, T>> {
  const map = new Map<string, T>();
  for (const [i, item] of items.entries()) {
    const id = idOf(item);
    if (map.has(id)) return failAt('invalid-input', `/market/${table}/${i}`, `${table} lists ${id} twice`);
    map.set(id, item);
  }
  return succeed(map);
}
