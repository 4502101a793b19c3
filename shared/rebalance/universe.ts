import { collect, type Failure, fail, failAt, type Outcome, succeed, toNumber } from '../foundation/index.ts';
import { notionalPerContract } from '../instruments/index.ts';
import { DEFAULT_VENUE, type Portfolio } from '../portfolio/index.ts';
import {
  type Book,
  baseRate,
  type Candidate,
  cashLineOf,
  type PositionLine,
  premiumPerContract,
  valuationOf,
} from '../risk/index.ts';
import type { TradeVariable } from './model.ts';
import type { RebalanceCosts, UniverseEntry } from './terms.ts';
import { tradeCostOf, twoSided } from './trade-costs.ts';

/** A tradable instrument of a book: the variable of the program, and the price it trades at. */
export type Tradable = TradeVariable & {
  readonly instrument: string;
  readonly venue: string;
  readonly midPrice: number;
};

export type Universe = { readonly tradables: readonly Tradable[]; readonly warnings: readonly string[] };

/** What may be traded: the entries asked for, else every position held; never what is to be kept. */
export function universeEntries(
  portfolio: Portfolio,
  asked: readonly UniverseEntry[] | undefined,
  keep: readonly string[],
): (UniverseEntry & Candidate)[] {
  const entries = asked?.map((entry, i) => ({ ...entry, pointer: `/universe/${i}/instrument` })) ?? [
    ...new Map(
      portfolio.positions.map(({ instrument, venue }, i) => [
        `${instrument}|${venue}`,
        { instrument, venue, pointer: `/portfolio/positions/${i}/instrument` },
      ]),
    ).values(),
  ];
  return entries
    .filter((entry) => !keep.includes(entry.instrument))
    .map((entry) => ({ ...entry, venue: entry.venue ?? DEFAULT_VENUE }));
}

/**
 * Trade variables of the entries: bounds, costs, premium.
 *
 * The default universe leaves out positions of zero, and where the market's spread is the cost those without a two-sided
 * quote, with a warning; an instrument that the request names is refused instead.
 */
export function readUniverse(
  book: Book,
  entries: readonly (UniverseEntry & Candidate)[],
  costs: RebalanceCosts,
  isDefault: boolean,
): Outcome<Universe> {
  const quoted = (entry: UniverseEntry) => {
    const { bid, ask } = valuationOf(book, entry.instrument).contract.quoted;
    return twoSided(bid, ask) !== null;
  };
  const held = isDefault ? entries.filter((entry) => heldQuantity(book, entry) !== 0) : entries;
  const kept = isDefault && costs.halfSpread === 'market' ? held.filter(quoted) : held;
  const dropped = held.filter((entry) => !kept.includes(entry));
  const tradables = collect(kept.map((entry) => tradableOf(book, entry, costs)));
  if (!tradables.ok) return tradables;
  const ids = new Set(tradables.value.map((each) => each.id));
  if (ids.size < tradables.value.length)
    return failAt('invalid-input', '/universe', 'the universe names an instrument twice');
  return succeed({
    tradables: tradables.value,
    warnings: dropped.map((entry) => `not-tradable: ${entry.instrument} has no two-sided quote`),
  });
}

function tradableOf(book: Book, entry: UniverseEntry & Candidate, costs: RebalanceCosts): Outcome<Tradable> {
  const line = book.lines.findIndex(
    (each) =>
      each.kind === 'position' && each.contract.instrument.id === entry.instrument && each.venue === entry.venue,
  );
  const position = book.lines[line] as PositionLine;
  const { instrument } = position.contract;
  const bounds = tradeBounds(entry, heldQuantity(book, entry));
  if (!bounds.ok) return bounds;
  const cost = tradeCostOf(valuationOf(book, instrument.id), costs);
  if (!cost.ok) return fail(cost.failure.reason, cost.failure.detail, errorAt(entry.pointer, cost.failure));
  const rate = baseRate(book, instrument.settlementCurrency);
  const { midPrice, spread, fees } = cost.value;
  if (spread + fees < 0) {
    return failAt(
      'unsupported',
      entry.pointer,
      `${instrument.id} pays to be traded: its rebate exceeds half its spread`,
    );
  }
  return succeed({
    id: entry.venue === DEFAULT_VENUE ? instrument.id : `${instrument.id}@${entry.venue}`,
    instrument: instrument.id,
    venue: entry.venue,
    midPrice,
    line,
    ...bounds.value,
    costPerUnit: { spread: spread * rate, fees: fees * rate },
    turnoverPerUnit: notionalPerContract(instrument, midPrice) * rate,
    cash: {
      line: cashLineOf(book, position),
      premiumPerUnit: premiumPerContract(position, midPrice),
      costsPerUnit: spread + fees,
    },
  });
}

function heldQuantity(book: Book, { instrument, venue }: UniverseEntry): number {
  return book.lines.reduce(
    (total, line) =>
      line.kind === 'position' && line.contract.instrument.id === instrument && line.venue === venue
        ? total + line.quantity
        : total,
    0,
  );
}

/** The bounds stated, else from closing to doubling what is held. What isn't held needs stated ones. */
function tradeBounds(entry: UniverseEntry & Candidate, held: number): Outcome<{ minTrade: number; maxTrade: number }> {
  const refuse = (field: string, detail: string) =>
    failAt('invalid-input', entry.pointer.replace(/instrument$/, field), `${entry.instrument}: ${detail}`);
  if (held === 0 && entry.minTrade === undefined && entry.maxTrade === undefined) {
    return refuse('maxTrade', 'an instrument that is not held needs minTrade or maxTrade');
  }
  const minTrade = entry.minTrade === undefined ? Math.min(0, -Math.abs(held)) : toNumber(entry.minTrade);
  const maxTrade = entry.maxTrade === undefined ? Math.abs(held) : toNumber(entry.maxTrade);
  return minTrade <= maxTrade ? succeed({ minTrade, maxTrade }) : refuse('minTrade', 'minTrade is above maxTrade');
}

function errorAt(pointer: string, failure: Failure) {
  return [{ pointer, detail: failure.detail }];
}
