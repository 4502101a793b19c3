import { type Decimal, decimal, failAt, type Outcome, succeed, toNumber } from '../foundation/index.ts';

/** The sizes that one trade may have. */
export type TradeSizes = {
  /** the trade is a whole multiple of it; null: of any size */
  readonly lotSize: number | null;
  /** the trade is at least this large, or none; null where any size will do. Whose rule it is names it in a conflict. */
  readonly ticket: { readonly rule: 'minTicket' | 'closeOnly'; readonly size: number } | null;
};

/** What a request says of a trade's sizes. */
export type SizeRules = {
  readonly inLots: boolean;
  readonly lotSize: number;
  readonly minTicket: Decimal;
  /** the position is closed wholly or left */
  readonly closeOnly: boolean;
};

export type TradeBounds = { readonly minTrade: Decimal; readonly maxTrade: Decimal };

/** A trade's bounds, on its grid, and its sizes. */
export type SizedTrade = {
  readonly minTrade: number;
  readonly maxTrade: number;
  readonly sizes: TradeSizes;
  /** it would have to be closed wholly, and can't be in whole lots */
  readonly isOddLot: boolean;
};

/** Past this many lots a solver's tolerance no longer tells one from the next. */
const MOST_LOTS = 1e9;

/**
 * Bounds moved inwards to whole lots, the smallest ticket upwards; a position that may only be closed has a ticket of its whole size. Exact:
 * decimals until the end.
 *
 * @param held what is held, signed
 * @param pointer of the bound in the request, for a refusal
 * @returns `invalid-input` where no size is left, or more than 1e9 lots are
 */
export function sizedTrade(bounds: TradeBounds, held: Decimal, rules: SizeRules, pointer: string): Outcome<SizedTrade> {
  const { inLots, lotSize, closeOnly } = rules;
  const isOddLot = closeOnly && inLots && !isOnGrid(held, lotSize);
  const { minTrade, maxTrade } = narrowed(bounds, held, rules, isOddLot);
  if (minTrade.gt(maxTrade)) return failAt('invalid-input', pointer, `no size ${noneLeft(rules)} is within the bounds`);
  if (inLots && [minTrade, maxTrade].some((bound) => bound.abs().gt(decimal(lotSize).times(MOST_LOTS))))
    return failAt('invalid-input', pointer, `more than ${MOST_LOTS} lots of ${lotSize}`);
  return succeed({
    minTrade: toNumber(minTrade),
    maxTrade: toNumber(maxTrade),
    sizes: { lotSize: inLots ? lotSize : null, ticket: ticketOf(held, rules) },
    isOddLot,
  });
}

/** How many whole lots a quantity is, nearest. */
export function lotsOf(quantity: number, lotSize: number): number {
  return Math.round(quantity / lotSize) + 0;
}

/** The quantity of some lots, exactly. */
export function quantityOfLots(lots: number, lotSize: number): Decimal {
  return decimal(lotSize).times(decimal(lots));
}

/** A part of a trade, rounded up to a size that it may have; never more than the trade. */
export function partOfTrade(trade: number, fraction: number, { lotSize, ticket }: TradeSizes): number {
  const whole = Math.abs(trade);
  const least = Math.max(fraction * whole, fraction > 0 ? (ticket?.size ?? 0) : 0);
  const size = lotSize === null ? least : toNumber(quantityOfLots(lotsUp(least, lotSize), lotSize));
  return Math.sign(trade) * Math.min(whole, size);
}

/** What is nearer to a whole lot than rounding is one. */
function lotsUp(quantity: number, lotSize: number): number {
  return Math.ceil(quantity / lotSize - LOT_ROUNDING);
}

/** What the sizes of some trades are, and how many may be made. */
export type SizesToKeep = { readonly ofTrades: readonly TradeSizes[]; readonly maxTrades: number | null };

/** True where each trade has one of its sizes, exactly where they are lots, and no more are made than may be. */
export function keepsSizes({ ofTrades, maxTrades }: SizesToKeep, trades: readonly number[]): boolean {
  const made = trades.filter((trade) => trade !== 0).length;
  return made <= (maxTrades ?? Infinity) && trades.every((trade, j) => trade === 0 || isSize(ofTrades[j]!, trade));
}

/** In lots: 20 halvings of a fraction are coarser. */
const LOT_ROUNDING = 1e-9;

/** Rounding of a ticket of any size; lots have none. */
const TICKET_ROUNDING = 1e-9;

function isSize({ lotSize, ticket }: TradeSizes, trade: number): boolean {
  const size = Math.abs(trade);
  if (lotSize !== null && size !== toNumber(quantityOfLots(lotsOf(size, lotSize), lotSize))) return false;
  if (ticket === null) return true;
  return ticket.rule === 'closeOnly' ? size === ticket.size : size >= ticket.size * (1 - TICKET_ROUNDING);
}

function narrowed(bounds: TradeBounds, held: Decimal, rules: SizeRules, isOddLot: boolean): TradeBounds {
  if (rules.closeOnly) return closingOrNone(bounds, isOddLot ? [decimal(0)] : [decimal(0), held.times(-1)]);
  if (!rules.inLots) return bounds;
  return {
    minTrade: lotsBelow(bounds.minTrade.times(-1), rules.lotSize).times(-1),
    maxTrade: lotsBelow(bounds.maxTrade, rules.lotSize),
  };
}

/** The least and the largest of the trades that are within the bounds; crossed where none is. */
function closingOrNone({ minTrade, maxTrade }: TradeBounds, trades: readonly Decimal[]): TradeBounds {
  const allowed = trades.filter((trade) => trade.gte(minTrade) && trade.lte(maxTrade)).toSorted((a, b) => a.cmp(b));
  return { minTrade: allowed[0] ?? decimal(1), maxTrade: allowed.at(-1) ?? decimal(0) };
}

function ticketOf(held: Decimal, { inLots, lotSize, minTicket, closeOnly }: SizeRules): TradeSizes['ticket'] {
  if (closeOnly && minTicket.lte(held.abs())) return { rule: 'closeOnly', size: toNumber(held.abs()) };
  const least = inLots ? lotsBelow(minTicket.times(-1), lotSize).times(-1) : minTicket;
  const isNoLimit = least.lte(inLots ? lotSize : 0);
  return isNoLimit ? null : { rule: 'minTicket', size: toNumber(least) };
}

/** The largest whole number of lots that isn't above a quantity. */
function lotsBelow(quantity: Decimal, lotSize: number): Decimal {
  const towardsZero = quantity.div(lotSize).round(0, 0).times(lotSize);
  return towardsZero.gt(quantity) ? towardsZero.minus(lotSize) : towardsZero;
}

function isOnGrid(quantity: Decimal, lotSize: number): boolean {
  return lotsBelow(quantity, lotSize).eq(quantity);
}

function noneLeft({ closeOnly, inLots, lotSize }: SizeRules): string {
  if (closeOnly) return 'that closes or keeps the position';
  return inLots ? `in whole lots of ${lotSize}` : 'at all';
}
