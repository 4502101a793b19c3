import { SIGN } from '../../portfolio/index.ts';
import { type Expression, line, long, max, named, short, sum } from '../../requirement/index.ts';
import { type Book, deltaPerContract, type Line, underlyingPrice } from '../../risk/index.ts';
import { linesByInstrument } from '../lines-by-instrument.ts';
import type { ParadexTier } from './parameters.ts';

export type MinimumDeltaSpec = {
  readonly underlying: string;
  /** of the node */
  readonly name: string;
  /** positions and orders on the underlying */
  readonly lines: readonly number[];
  readonly tier: ParadexTier;
};

/**
 * The least that a book needs for its delta, hedged or not:
 *
 * `S·(h·max(L+B, Sh+Sl) + (u−h)·max(0, net+B, Sl−net))`
 *
 * L and Sh are the long and short deltas of what is held, by instrument; B and Sl those that open orders would add; net is
 * L − Sh; u and h the unhedged and hedged fractions. Convex iff u ≥ h. Without orders it is
 * `S·(u·|net| + h·(L + Sh − |net|)/2)`.
 */
export function minimumDelta(book: Book, { underlying, name, lines, tier }: MinimumDeltaSpec): Expression {
  const orders = lines.filter((index) => book.lines[index]!.kind === 'order');
  const held = lines.filter((index) => book.lines[index]!.kind === 'position');
  const net = line(
    held,
    held.map((index) => signedDelta(book, book.lines[index]!)),
  );
  const byInstrument = linesByInstrument(book, held).map((indices) =>
    line(
      indices,
      indices.map((index) => signedDelta(book, book.lines[index]!)),
    ),
  );
  const bought = orderDelta(book, orders, 1);
  const sold = orderDelta(book, orders, -1);
  const longs = sum([...byInstrument.map(long), bought]);
  const shorts = sum([...byInstrument.map(short), sold]);
  const unhedged = max([line([], []), sum([net, bought]), sum([negated(net), sold])]);
  const spot = underlyingPrice(book, underlying);
  const { hedgedFraction, unhedgedFraction } = tier;
  const hedgedCharge = max([longs, shorts]);
  return named(
    name,
    sum([hedgedCharge, unhedged], [spot * hedgedFraction, spot * (unhedgedFraction - hedgedFraction)]),
  );
}

function signedDelta(book: Book, each: Line): number {
  if (each.kind === 'asset') return 0;
  const delta = deltaPerContract(book, each.contract.instrument.id);
  return each.kind === 'order' ? SIGN[each.side] * delta : delta;
}

/** The delta that orders would add on one side, positive; an order's quantity is positive too. */
function orderDelta(book: Book, orders: readonly number[], side: 1 | -1): Expression {
  return line(
    orders,
    orders.map((index) => Math.max(0, side * signedDelta(book, book.lines[index]!))),
  );
}

function negated(net: { readonly lines: readonly number[]; readonly coefficients: ArrayLike<number> }): Expression {
  return line(
    net.lines,
    Array.from(net.coefficients, (coefficient) => -coefficient),
  );
}
