import {
  collect,
  type Decimal,
  decimal,
  type Failure,
  fail,
  failAt,
  type Outcome,
  succeed,
} from '../foundation/index.ts';
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
import { impactOf } from './impact.ts';
import type { TradeVariable } from './model.ts';
import type { RebalanceConstraints, RebalanceCosts, UniverseEntry } from './terms.ts';
import { tradeCostOf, twoSided } from './trade-costs.ts';
import { type SizedTrade, sizedTrade } from './trade-sizes.ts';

/** A tradable instrument of a book: the variable of the program, and the price it trades at. */
export type Tradable = TradeVariable & {
  readonly instrument: string;
  readonly venue: string;
  readonly midPrice: number;
  /** it may only be closed wholly, and no whole number of lots does that */
  readonly isOddLot: boolean;
};

/** What sizes trades may have, for all of them. */
export type SizeLimits = Pick<RebalanceConstraints, 'minTicket' | 'closeOnly'> & { readonly inLots: boolean };

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

/** Of which terms a trade is made, beside the market. */
export type TradeTerms = {
  readonly costs: RebalanceCosts;
  readonly sizes: SizeLimits;
  /** the request names no universe */
  readonly isDefault: boolean;
};

type Entry = UniverseEntry & Candidate;

/**
 * Trade variables of the entries: bounds, sizes, costs, premium.
 *
 * The default universe leaves out positions of zero, and where the market's spread is the cost those without a two-sided
 * quote, with a warning; an instrument that the request names is refused instead.
 */
export function readUniverse(book: Book, entries: readonly Entry[], terms: TradeTerms): Outcome<Universe> {
  const { costs, sizes, isDefault } = terms;
  const quoted = (entry: UniverseEntry) => {
    const { bid, ask } = valuationOf(book, entry.instrument).contract.quoted;
    return twoSided(bid, ask) !== null;
  };
  const held = isDefault ? entries.filter((entry) => !heldQuantity(book, entry).eq(0)) : entries;
  const kept = isDefault && costs.halfSpread === 'market' ? held.filter(quoted) : held;
  const dropped = held.filter((entry) => !kept.includes(entry));
  const unknown = unknownToClose(sizes, entries);
  if (unknown !== null) return unknown;
  const tradables = collect(kept.map((entry) => tradableOf(book, entry, terms)));
  if (!tradables.ok) return tradables;
  const ids = new Set(tradables.value.map((each) => each.id));
  if (ids.size < tradables.value.length)
    return failAt('invalid-input', '/universe', 'the universe names an instrument twice');
  const oddLots = tradables.value.filter(({ isOddLot }) => isOddLot);
  return succeed({
    tradables: tradables.value,
    warnings: [
      ...dropped.map((entry) => `not-tradable: ${entry.instrument} has no two-sided quote`),
      ...oddLots.map(
        ({ instrument, sizes: { lotSize } }) => `not-closable: ${instrument} is no whole lots of ${lotSize}`,
      ),
    ],
  });
}

/** Refuses a name to keep that is neither held nor in the universe: a position would be traded away for a slip of the pen. */
export function unknownToKeep(
  { positions }: Portfolio,
  asked: readonly UniverseEntry[] | undefined,
  keep: readonly string[],
): Outcome<never> | null {
  const known = new Set([...positions, ...(asked ?? [])].map(({ instrument }) => instrument));
  const index = keep.findIndex((id) => !known.has(id));
  if (index < 0) return null;
  return failAt('invalid-input', `/constraints/keep/${index}`, `${keep[index]} is neither held nor in the universe`);
}

function unknownToClose({ closeOnly }: SizeLimits, entries: readonly Entry[]): Outcome<never> | null {
  if (!Array.isArray(closeOnly)) return null;
  const index = closeOnly.findIndex((id) => entries.every(({ instrument }) => instrument !== id));
  if (index < 0) return null;
  return failAt('invalid-input', `/constraints/closeOnly/${index}`, `${closeOnly[index]} is not in the universe`);
}

function tradableOf(book: Book, entry: Entry, { costs, sizes }: TradeTerms): Outcome<Tradable> {
  const line = book.lines.findIndex(
    (each) =>
      each.kind === 'position' && each.contract.instrument.id === entry.instrument && each.venue === entry.venue,
  );
  const position = book.lines[line] as PositionLine;
  const { instrument } = position.contract;
  const sized = sizedEntry(book, entry, sizes);
  if (!sized.ok) return sized;
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
  const valueTraded = notionalPerContract(instrument, midPrice);
  const impact = impactIn(book, instrument.id, valueTraded, costs);
  if (!impact.ok) return impact;
  return succeed({
    id: entry.venue === DEFAULT_VENUE ? instrument.id : `${instrument.id}@${entry.venue}`,
    instrument: instrument.id,
    venue: entry.venue,
    midPrice,
    line,
    ...sized.value,
    costPerUnit: { spread: spread * rate, fees: fees * rate },
    impact: impact.value === null ? null : { ...impact.value, coefficient: impact.value.coefficient * rate },
    turnoverPerUnit: valueTraded * rate,
    cash: {
      line: cashLineOf(book, position),
      premiumPerUnit: premiumPerContract(position, midPrice),
      unitsPerCost: 1 / rate,
    },
  });
}

function impactIn(book: Book, id: string, valueTraded: number, { impact }: RebalanceCosts) {
  if (impact === undefined || impact.coefficient === 0) return succeed(null);
  const valuation = valuationOf(book, id);
  const { adv } = book.market.underlyings.get(valuation.contract.instrument.underlying) ?? {};
  return impactOf(valuation, valueTraded, impact, adv);
}

function heldQuantity(book: Book, { instrument, venue }: UniverseEntry): Decimal {
  return book.lines.reduce(
    (total, line) =>
      line.kind === 'position' && line.contract.instrument.id === instrument && line.venue === venue
        ? total.plus(decimal(line.quantity))
        : total,
    decimal(0),
  );
}

/** The bounds stated, else from closing to doubling what is held; on the grid of the sizes. What isn't held needs stated ones. */
function sizedEntry(book: Book, entry: Entry, sizes: SizeLimits): Outcome<SizedTrade> {
  const { instrument, pointer } = entry;
  const held = heldQuantity(book, entry);
  const at = (field: string) => pointer.replace(/instrument$/, field);
  const refuse = (where: string, detail: string) => failAt('invalid-input', where, `${instrument}: ${detail}`);
  const closeOnly = Array.isArray(sizes.closeOnly) ? sizes.closeOnly.includes(instrument) : sizes.closeOnly === true;
  if (held.eq(0) && closeOnly) return refuse(pointer, 'what is not held cannot be closed');
  if (held.eq(0) && entry.minTrade === undefined && entry.maxTrade === undefined)
    return refuse(at('maxTrade'), 'an instrument that is not held needs minTrade or maxTrade');
  const minTrade = decimal(entry.minTrade ?? held.abs().times(-1));
  const maxTrade = decimal(entry.maxTrade ?? held.abs());
  if (minTrade.gt(maxTrade)) return refuse(at('minTrade'), 'minTrade is above maxTrade');
  const { lotSize } = valuationOf(book, instrument).contract.quoted;
  const minTicket = decimal(entry.minTicket ?? sizes.minTicket ?? 0);
  return sizedTrade(
    { minTrade, maxTrade },
    held,
    { inLots: sizes.inLots, lotSize, minTicket, closeOnly },
    at('minTrade'),
  );
}

function errorAt(pointer: string, failure: Failure) {
  return [{ pointer, detail: failure.detail }];
}
