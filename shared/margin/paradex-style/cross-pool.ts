import { failAt, type Outcome, succeed } from '../../foundation/index.ts';
import { gainPerContract } from '../../instruments/index.ts';
import { SIGN } from '../../portfolio/index.ts';
import { type Expression, line, max, named, sum } from '../../requirement/index.ts';
import { type Book, baseRate, type Line, valuationOf } from '../../risk/index.ts';
import type { Component, Pool } from '../method.ts';
import { type Rates, ratesOf, type SideRates } from './cross-rates.ts';
import { isSpot } from './derivatives-pool.ts';
import type { CrossTier, ParadexParameters } from './parameters.ts';
import { feePerUnit, spotRequirement } from './provisions.ts';

export type CrossPoolSpec = {
  /** the underlying */
  readonly id: string;
  readonly lines: readonly number[];
  readonly tier: CrossTier;
  readonly parameters: ParadexParameters;
};

/**
 * Cross margin of one underlying: each of its markets by itself.
 *
 * `initial = Σ_m max(long_m·(q + buys), short_m·(−q + sells), 0) + open loss + fees of the larger side + spot balances`
 * `maintenance = Σ_m max(long_m·q, −short_m·q) + fees of what is held + spot balances`
 *
 * A future or perpetual has one fraction of its mark for both sides; a long option `min(multiplier·mark, fraction·S)`, a short one
 * `max(fraction·S − out of the money, minimum·S)`, a put at most its cap. Open loss is what orders would lose at the mark.
 */
export function crossPool(book: Book, { id, lines, tier, parameters }: CrossPoolSpec): Outcome<Pool> {
  const spot = lines.filter((index) => isSpot(book, index));
  const markets = marketsOf(book, lines);
  const unknown = markets.find(({ first }) => ratesOf(book, first.contract.instrument, tier) === null);
  if (unknown !== undefined) {
    const detail = `cross margin of ${unknown.id}: its tier states no deltaOneInitialFraction; give one in crossTiers`;
    return failAt('not-applicable', '/portfolio/positions', detail);
  }
  const components = [
    marketMargin(id, markets, (each) => ratesOf(book, each.first.contract.instrument, tier)!),
    openLoss(book, id, markets),
    feeOfLargerSide(book, id, markets, parameters),
    spotRequirement(book, id, spot, parameters),
  ];
  return succeed({
    id,
    initial: sum(components.flatMap((each) => each.initial ?? [])),
    maintenance: sum(components.flatMap((each) => each.maintenance ?? [])),
    components,
    scan: null,
  });
}

/** The lines of one instrument that isn't spot. */
type CrossMarket = {
  readonly id: string;
  readonly first: TradedLine;
  readonly held: readonly number[];
  readonly buys: readonly number[];
  readonly sells: readonly number[];
};
type TradedLine = Exclude<Line, { readonly kind: 'asset' }>;

function marketsOf(book: Book, lines: readonly number[]): CrossMarket[] {
  const traded = lines.filter((index) => !isSpot(book, index));
  const byId = Map.groupBy(traded, (index) => (book.lines[index] as TradedLine).contract.instrument.id);
  const sided = (indices: readonly number[], side: 'buy' | 'sell') =>
    indices.filter((index) => {
      const each = book.lines[index]!;
      return each.kind === 'order' && each.side === side;
    });
  return [...byId].map(([id, indices]) => ({
    id,
    first: book.lines[indices[0]!] as TradedLine,
    held: indices.filter((index) => book.lines[index]!.kind === 'position'),
    buys: sided(indices, 'buy'),
    sells: sided(indices, 'sell'),
  }));
}

function marketMargin(
  id: string,
  markets: readonly CrossMarket[],
  ratesOfMarket: (each: CrossMarket) => Rates,
): Component {
  return {
    id: 'markets',
    label: "Each market's larger side",
    initial: named(`${id}/markets`, sum(markets.map((each) => largerSide(each, ratesOfMarket(each).initial)))),
    maintenance: named(
      `${id}/markets-held`,
      sum(markets.map((each) => largerSide(heldOnly(each), ratesOfMarket(each).maintenance))),
    ),
  };
}

function heldOnly(each: CrossMarket): CrossMarket {
  return { ...each, buys: [], sells: [] };
}

/** `max(0, long·(q + buys), short·(−q + sells))` */
function largerSide({ held, buys, sells }: CrossMarket, { long, short }: SideRates): Expression {
  return max([line([], []), sideLine(held, buys, long), sideLine(held, sells, short, -1)]);
}

function sideLine(held: readonly number[], orders: readonly number[], rate: number, sign = 1): Expression {
  const coefficients = new Map<number, number>();
  for (const index of held) coefficients.set(index, sign * rate);
  for (const index of orders) coefficients.set(index, rate);
  const indices = [...coefficients.keys()].toSorted((a, b) => a - b);
  return line(
    indices,
    indices.map((index) => coefficients.get(index)!),
  );
}

function openLoss(book: Book, id: string, markets: readonly CrossMarket[]): Component {
  const orders = markets.flatMap(({ buys, sells }) => [...buys, ...sells]).toSorted((a, b) => a - b);
  const losses = orders.map((index) => openLossPerUnit(book, book.lines[index]!));
  return {
    id: 'open-loss',
    label: 'Loss of open orders at the mark',
    initial: named(`${id}/open-loss`, sum([line(orders, losses)])),
    maintenance: null,
  };
}

function openLossPerUnit(book: Book, each: Line): number {
  if (each.kind !== 'order') return 0;
  const { instrument } = each.contract;
  const gain = SIGN[each.side] * gainPerContract(instrument, each.price, valuationOf(book, instrument.id).mark);
  return Math.max(0, -gain) * baseRate(book, instrument.settlementCurrency);
}

function feeOfLargerSide(
  book: Book,
  id: string,
  markets: readonly CrossMarket[],
  parameters: ParadexParameters,
): Component {
  const fees = (name: string, chosen: readonly CrossMarket[]) =>
    named(
      `${id}/${name}`,
      sum(
        chosen.map((each) => {
          const fee = feePerUnit(book, each.first, parameters);
          return largerSide(each, { long: fee, short: fee });
        }),
      ),
    );
  return {
    id: 'fees',
    label: 'Fee provision on the larger side',
    initial: fees('fees', markets),
    maintenance: fees('fees-held', markets.map(heldOnly)),
  };
}
