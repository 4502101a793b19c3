import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import type { Option } from '../../instruments/index.ts';
import { type Expression, grossLong, grossShort, named, sum } from '../../requirement/index.ts';
import { type Book, baseRate, type Line, valuationOf } from '../../risk/index.ts';
import type { Formulation, Pool } from '../method.ts';
import { addPools, linesWhere } from '../pools.ts';
import type { DeribitParameters } from './parameters.ts';
import { isBalance } from './pool-plan.ts';

/**
 * Standard margin (S:SM) of coin-settled options, contract by contract, in coin:
 *
 * short call: `initial = max(0.15 − OTM/S, 0.10) + mark`, `maintenance = 0.075 + mark`
 * short put:  `maintenance = max(0.075, 0.075·mark) + mark`, `initial = max(max(0.15 − OTM/S, 0.10) + mark, maintenance)`
 *
 * A long option needs nothing beyond its premium. A sell order needs what the position would, a buy order its price. Nothing
 * offsets anything. Source: crypto-margin.md §1.9, its check in test/unit/margin/deribit-style.
 */
export function formulateStandard(book: Book, parameters: DeribitParameters): Outcome<Formulation> {
  for (const line of book.lines) {
    if (isBalance(line) || optionOf(line) !== null) continue;
    const pointer = `/portfolio/${line.kind === 'order' ? 'orders' : 'positions'}`;
    const id = line.kind === 'asset' ? line.asset : line.contract.instrument.id;
    return failAt('not-applicable', pointer, `${id} is no coin-settled option: its standard margin is not known here`);
  }
  const lines = linesWhere(book, (line) => optionOf(line) !== null);
  const coins = [...new Set(lines.map((index) => optionOf(book.lines[index]!)!.underlying))].toSorted();
  const orders = book.lines.some((line) => line.kind === 'order' && optionOf(line) !== null);
  return succeed({
    ...addPools(coins.map((coin) => coinPool(book, coin, parameters))),
    scenarios: [],
    warnings: orders ? ['open-orders-as-positions: the venue does not publish its rule'] : [],
  });
}

function coinPool(book: Book, coin: string, parameters: DeribitParameters): Pool {
  const own = (passes: (line: Line) => boolean) =>
    linesWhere(book, (line) => optionOf(line)?.underlying === coin && passes(line));
  const held = own((line) => line.kind === 'position');
  const orders = own((line) => line.kind === 'order');
  const short = (name: 'initial' | 'maintenance'): Expression =>
    named(
      `${coin}/short_options/${name}`,
      grossShort(
        held,
        held.map((index) => shortOption(book, index, parameters)[name]),
      ),
    );
  const waiting = named(
    `${coin}/open_orders_margin`,
    grossLong(
      orders,
      orders.map((index) => orderCharge(book, index, parameters)),
    ),
  );
  const [initial, maintenance] = [short('initial'), short('maintenance')];
  return {
    id: coin,
    initial: sum([initial, waiting]),
    maintenance: sum([maintenance]),
    components: [
      { id: 'short_options', label: 'Short options, each by itself', initial, maintenance },
      { id: 'open_orders_margin', label: 'Open orders', initial: waiting, maintenance: null },
    ],
    scan: null,
  };
}

/** An option that pays in its own coin; null of anything else. */
function optionOf(line: Line): Option | null {
  if (line.kind === 'asset') return null;
  const { instrument } = line.contract;
  return instrument.kind === 'option' && instrument.payoff === 'inverse' ? instrument : null;
}

/** Margin of one short contract, in base currency. */
function shortOption(book: Book, index: number, { standardOptions }: DeribitParameters) {
  const option = optionOf(book.lines[index]!)!;
  const { mark, spot } = valuationOf(book, option.id);
  const { initialFraction, minInitialFraction, maintenanceFraction } = standardOptions;
  const isCall = option.right === 'call';
  const outOfTheMoney = Math.max(0, isCall ? option.strike - spot : spot - option.strike) / spot;
  const maintenance = maintenanceFraction * (isCall ? 1 : Math.max(1, mark)) + mark;
  const initial = Math.max(initialFraction - outOfTheMoney, minInitialFraction) + mark;
  const perCoin = option.multiplier * baseRate(book, option.settlementCurrency);
  return { initial: perCoin * (isCall ? initial : Math.max(initial, maintenance)), maintenance: perCoin * maintenance };
}

function orderCharge(book: Book, index: number, parameters: DeribitParameters): number {
  const line = book.lines[index]!;
  if (line.kind !== 'order') return 0;
  if (line.side === 'sell') return shortOption(book, index, parameters).initial;
  const { multiplier, settlementCurrency } = line.contract.instrument;
  return Math.max(0, line.price) * multiplier * baseRate(book, settlementCurrency);
}
