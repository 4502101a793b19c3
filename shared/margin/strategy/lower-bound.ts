import { type Expression, outcomes, worst } from '../../requirement/index.ts';
import type { Candidates } from './candidates.ts';
import type { Measure, Series } from './series.ts';
import { payoffAt } from './series.ts';
import { kinksOf } from './spread-loss.ts';

/** Moves of the underlying that are tried beside the strikes. */
const MOVES = [-0.25, -0.2, -0.15, -0.1, -0.05, 0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3];

/**
 * A convex bound that no pairing is below, to stand for the pairing in a program: the worst, over prices of the underlying, of what
 * the book would lose if everything were exercised or sold there. A price is used only where no single position and no offset of
 * the candidates asks for less than its own loss at that price; a spread never does. So the bound is proven for these candidates, whatever
 * is held (test/property/margin/strategy.test.ts). It sees no premium: a short option's is in its requirement and not here.
 *
 * @returns null where no price passes, as with long options that have a loan value
 */
export function lowerBound(candidates: Candidates, measure: Measure): Expression | null {
  const { series } = candidates;
  const prices = pricesOf(series).filter((price) => isNeverAbove(candidates, price, measure));
  if (prices.length === 0) return null;
  const rows = series
    .flatMap((each, row) => each.lines.map((index) => ({ index, row })))
    .toSorted((a, b) => a.index - b.index);
  const matrix = Float64Array.from(series.flatMap((each) => prices.map((price) => gainAt(each, price))));
  return worst(
    outcomes({
      axis: prices.map((price) => `@${price}`),
      lines: rows.map(({ index }) => index),
      rows: rows.map(({ row }) => row),
      matrix,
    }),
  );
}

function pricesOf(series: readonly Series[]): number[] {
  const [first] = series;
  const strikes = kinksOf(series.filter((each) => each.kind === 'option'));
  const moved = MOVES.map((move) => (1 + move) * first!.spot);
  return [...new Set([...strikes, ...moved])].toSorted((a, b) => a - b);
}

/** What one contract gains if the underlying goes to `price`, premiums left out. */
function gainAt(series: Series, price: number): number {
  if (series.kind === 'option') return series.multiplier * payoffAt(series, price);
  return series.multiplier * series.price * (price / series.spot - 1);
}

function isNeverAbove({ series, single, offsets }: Candidates, price: number, measure: Measure): boolean {
  const gains = series.map((each) => gainAt(each, price));
  const singles = gains.every((gain, index) => {
    return -gain <= single(index, 'long', measure) && gain <= single(index, 'short', measure);
  });
  return (
    singles &&
    offsets.every(({ offset, legs }) => {
      return -legs.reduce((total, leg) => total + leg.quantity * gains[leg.index]!, 0) <= offset.requirement[measure];
    })
  );
}
