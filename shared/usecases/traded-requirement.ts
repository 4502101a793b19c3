import { collect, fail, failAt, type Outcome, succeed, toNumber } from '../foundation/index.ts';
import { type ChosenMethod, hasManyMeasures } from '../margin/index.ts';
import { DEFAULT_VENUE } from '../portfolio/index.ts';
import { evaluate, valueOf } from '../requirement/index.ts';
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
import { stateRule, stateRules } from './state-rules.ts';

/** A book and what it would take and be worth after some of the trades. */
export type TradedRequirement = {
  readonly book: Book;
  readonly trades: readonly DoneTrade[];
  /** of the requirement in its quantities, whichever of them are 0 */
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
 * Writes the rule for the book with room for the trades, so that each state after some of them is one evaluation; again only for states that
 * are measured otherwise, as by history are those of fewer underlyings. Trades are done at their price, the mark unless stated, and their premium
 * moves cash.
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
  const whole = stateRule(formulated.value);
  const ruleFor = stateRules(method, book, whole);
  return succeed({
    book,
    trades: done.value,
    convex: whole.initial.curvature.convex && !hasManyMeasures([method], book),
    at: (multiples) => {
      const traded = applyTrades(
        book,
        done.value.map((trade, leg) => ({ ...trade, quantity: multiples[leg]! * trade.quantity })),
      );
      const { both, initial, maintenance } = ruleFor(traded);
      const evaluation = evaluate(both, quantitiesOf(traded));
      const equity = equityOf(traded).amount;
      return { initial: valueOf(evaluation, initial), maintenance: valueOf(evaluation, maintenance), equity };
    },
    initialAfter: (legs) => {
      const traded = applyTrades(
        book,
        legs.map((leg) => done.value[leg]!),
      );
      const { alone, initial } = ruleFor(traded);
      return valueOf(evaluate(alone, quantitiesOf(traded)), initial);
    },
    readPerState: whole.alone.vertices.reduce((sum, { node }) => sum + ('matrix' in node ? node.matrix.length : 1), 0),
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
