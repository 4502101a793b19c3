import { requireThat } from '../foundation/index.ts';
import { gainPerContract, isDeltaOne } from '../instruments/index.ts';
import { type Book, valuationOf } from './book.ts';
import type { Line, PositionLine } from './line.ts';
import { asHeld } from './moving-underlyings.ts';

/** A trade that is taken as done: signed quantity of the position line at `line`, and costs in its settlement currency. */
export type DoneTrade = {
  readonly line: number;
  readonly quantity: number;
  readonly price: number;
  readonly costs: number;
};

/**
 * The book after the trades, as it is held then. Premiums of options and spot and all costs move the cash line of the settlement currency at the
 * position's venue; a future or perpetual bought at another price than its mark gains the difference.
 *
 * @throws DefectError unless the book was read with the traded instruments as candidates
 */
export function applyTrades(book: Book, trades: readonly DoneTrade[]): Book {
  const lines: Line[] = [...book.lines];
  for (const trade of trades) {
    const line = lines[trade.line];
    requireThat(line?.kind === 'position', 'a trade of a position line', { line: trade.line });
    lines[trade.line] = positionAfter(book, line, trade);
    const cash = cashLineOf(book, line);
    lines[cash] = { ...lines[cash]!, quantity: lines[cash]!.quantity - cashOut(line, trade) };
  }
  return asHeld({ ...book, lines });
}

/** The asset line that pays for trades of this position. */
export function cashLineOf(book: Book, { contract, venue }: PositionLine): number {
  const asset = contract.instrument.settlementCurrency;
  const index = book.lines.findIndex((each) => each.kind === 'asset' && each.asset === asset && each.venue === venue);
  requireThat(index >= 0, 'a cash line for every traded position', { asset, venue });
  return index;
}

/** Cash per contract that a purchase at `price` takes, costs aside: the premium, or nothing for a future or perpetual. */
export function premiumPerContract({ contract: { instrument } }: PositionLine, price: number): number {
  return isDeltaOne(instrument) ? 0 : instrument.multiplier * price;
}

function cashOut(line: PositionLine, trade: DoneTrade): number {
  return trade.quantity * premiumPerContract(line, trade.price) + trade.costs;
}

function positionAfter(book: Book, line: PositionLine, { quantity, price }: DoneTrade): PositionLine {
  const { instrument } = line.contract;
  const { mark } = valuationOf(book, instrument.id);
  const gain = isDeltaOne(instrument) ? quantity * gainPerContract(instrument, price, mark) : 0;
  return { ...line, quantity: line.quantity + quantity, gainSinceEntry: line.gainSinceEntry + gain };
}
