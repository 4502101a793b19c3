import { collect, fail, failAt, type Outcome, succeed, toNumber } from '../foundation/index.ts';
import type { ChosenMethod } from '../margin/index.ts';
import { DEFAULT_VENUE } from '../portfolio/index.ts';
import { evaluate, graphOf, valueOf } from '../requirement/index.ts';
import {
  applyTrades,
  type Book,
  type DoneTrade,
  equityOf,
  partOf,
  quantitiesOf,
  readBook,
  valuationOf,
} from '../risk/index.ts';
import type { Trade } from './requests.ts';
import type { ResolvedSubject } from './resolve-subject.ts';

/** A book and what it would take and be worth after some of the trades. */
export type TradedRequirement = {
  readonly book: Book;
  readonly trades: readonly DoneTrade[];
  /** of the requirement in its quantities */
  readonly convex: boolean;
  /** after `multiples[i]` times trade i */
  readonly at: (multiples: readonly number[]) => {
    readonly initial: number;
    readonly maintenance: number;
    readonly equity: number;
  };
  /** the initial requirement alone, once some of the trades are done */
  readonly initialAfter: (done: readonly number[]) => number;
  /** scenario values that `initialAfter` reads */
  readonly readPerState: number;
};

/**
 * Writes the rule once for the book with room for the trades, so that each state after some of them is one evaluation. Trades are done at
 * their price, the mark unless stated, and their premium moves cash.
 */
export function tradedRequirement(
  subject: ResolvedSubject,
  trades: readonly (Trade & { readonly pointer: string })[],
  method: ChosenMethod,
): Outcome<TradedRequirement> {
  const candidates = trades.map(({ instrument, venue, pointer }) => ({
    instrument,
    venue: venue ?? DEFAULT_VENUE,
    pointer,
  }));
  const read = readBook(subject.portfolio, subject.market, candidates);
  if (!read.ok) return read;
  const book = partOf(read.value, method.reads);
  const done = collect(trades.map((trade) => doneTrade(book, trade)));
  if (!done.ok) return done;
  const formulated = method.formulate(book);
  if (!formulated.ok) return formulated;
  const { initial, maintenance } = formulated.value;
  const graph = graphOf([initial, maintenance]);
  const ofInitial = graphOf([initial]);
  return succeed({
    book,
    trades: done.value,
    convex: initial.curvature.convex,
    at: (multiples) => {
      const after = applyTrades(
        book,
        done.value.map((trade, i) => ({ ...trade, quantity: multiples[i]! * trade.quantity })),
      );
      const evaluation = evaluate(graph, quantitiesOf(after));
      const equity = equityOf(after).amount;
      return { initial: valueOf(evaluation, initial), maintenance: valueOf(evaluation, maintenance), equity };
    },
    initialAfter: (legs) => {
      const after = applyTrades(
        book,
        legs.map((leg) => done.value[leg]!),
      );
      return valueOf(evaluate(ofInitial, quantitiesOf(after)), initial);
    },
    readPerState: ofInitial.vertices.reduce((sum, { node }) => sum + ('matrix' in node ? node.matrix.length : 1), 0),
  });
}

function doneTrade(
  book: Book,
  { instrument, quantity, price, venue = DEFAULT_VENUE, pointer }: Trade & { readonly pointer: string },
): Outcome<DoneTrade> {
  const line = book.lines.findIndex(
    (each) => each.kind === 'position' && each.contract.instrument.id === instrument && each.venue === venue,
  );
  if (line < 0)
    return fail('not-applicable', `the method does not read ${instrument}`, [
      { pointer, detail: 'not read by the method' },
    ]);
  const { mark, contract } = valuationOf(book, instrument);
  if (price === 0 && contract.instrument.payoff === 'inverse')
    return failAt('invalid-input', pointer, 'an inverse contract has a price above zero');
  return succeed({ line, quantity: toNumber(quantity), price: price ?? mark, costs: 0 });
}
