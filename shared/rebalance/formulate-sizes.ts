import { type Affine, columnAffine, combineAffine, type ProblemBuilder } from '../optimise/index.ts';
import type { RebalanceModel, TradeVariable } from './model.ts';
import { lotsOf, type SizesToKeep } from './trade-sizes.ts';

/** The two columns of a trade, both ≥ 0, in contracts. */
export type TradeColumns = { readonly buy: number; readonly sell: number };

/** What every trade's sizes came to in the program. */
export type SizeColumns = {
  /** columns that must be whole: lots, and switches that are 0 or 1 */
  readonly whole: readonly number[];
  /** per trade, the column of its lots, signed; null where it has none */
  readonly lots: readonly (number | null)[];
  /** per trade, whether switches decide that it is made */
  readonly switched: readonly boolean[];
} & SizesToKeep;

/** Implied by the bounds of buy and sell, but finite. */
const BY_TRADE = { lower: true, upper: true };

/**
 * Rows that leave each trade only the sizes it may have: `buy − sell = lot·n` with n whole, and where a ticket or the number of trades
 * is limited, a switch y per direction, whole, at most one of them on:
 *
 *   buy ≤ most·y₊,   sell ≤ most·y₋,   buy + sell ≥ ticket·(y₊ + y₋),   y₊ + y₋ ≤ 1,   Σ y ≤ maxTrades
 *
 * A position that may only be closed has a ticket of its whole size, so its switch decides and it needs no lots.
 */
export function addSizes(
  builder: ProblemBuilder,
  model: RebalanceModel,
  columns: readonly TradeColumns[],
): SizeColumns {
  const { maxTrades, trades } = model;
  const isCounted = maxTrades !== null && maxTrades < trades.length;
  const lots = trades.map((trade, j) => addLots(builder, trade, columns[j]!));
  const switched = trades.map(({ sizes }) => isCounted || sizes.ticket !== null);
  const switches = trades.flatMap((trade, j) => (switched[j] ? addSwitches(builder, trade, columns[j]!) : []));
  if (isCounted) builder.addRow('limit:maxTrades', total(switches), -Infinity, maxTrades);
  const whole = [...lots.filter((column) => column !== null), ...switches];
  return { whole, lots, switched, ofTrades: trades.map(({ sizes }) => sizes), maxTrades };
}

function addLots(builder: ProblemBuilder, trade: TradeVariable, { buy, sell }: TradeColumns): number | null {
  const { lotSize, ticket } = trade.sizes;
  if (lotSize === null || ticket?.rule === 'closeOnly') return null;
  const [least, most] = [lotsOf(trade.minTrade, lotSize), lotsOf(trade.maxTrade, lotSize)];
  const lots = builder.addColumn(`lots/${trade.id}`, least, most, BY_TRADE);
  const excess = weighted([1, buy], [-1, sell], [-lotSize, lots]);
  builder.addRow(`size:lots/${trade.id}`, excess, 0, 0);
  return lots;
}

/** @returns the switches of the directions that the bounds allow */
function addSwitches(builder: ProblemBuilder, trade: TradeVariable, { buy, sell }: TradeColumns): number[] {
  const sides = [
    { name: 'buys', column: buy },
    { name: 'sells', column: sell },
  ].filter(({ column }) => builder.columns[column]!.upper > 0);
  const switches = sides.map(({ name, column }) => {
    const isOn = builder.addColumn(`${name}/${trade.id}`, 0, 1);
    const { upper } = builder.columns[column]!;
    builder.addRow(`size:most/${name}/${trade.id}`, weighted([1, column], [-upper, isOn]), -Infinity, 0);
    return isOn;
  });
  const { ticket } = trade.sizes;
  if (ticket !== null && sides.length > 0) {
    const short = [
      ...sides.map(({ column }) => [1, column] as const),
      ...switches.map((each) => [-ticket.size, each] as const),
    ];
    builder.addRow(`size:${ticket.rule}/${trade.id}`, weighted(...short), 0, Infinity);
  }
  if (switches.length > 1) builder.addRow(`size:oneSide/${trade.id}`, total(switches), -Infinity, 1);
  return switches;
}

function total(columns: readonly number[]): Affine {
  return weighted(...columns.map((column) => [1, column] as const));
}

function weighted(...terms: readonly (readonly [number, number])[]): Affine {
  return combineAffine(terms.map(([weight, column]) => [weight, columnAffine(column)] as const));
}
