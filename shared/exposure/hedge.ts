import { decimal, decimalText } from '../foundation/index.ts';
import type { Market } from '../market/index.ts';
import { type Book, deltaPerContract } from '../risk/index.ts';
import type { UnderlyingExposure } from './exposure.ts';

/** What brings one underlying's delta to its target, within a lot. */
export type DeltaHedge = {
  readonly underlying: string;
  readonly targetDelta: number;
  /** delta − target, in units of the underlying */
  readonly distance: number;
  /** null where the market has no future, perpetual or spot of it */
  readonly instrument: string | null;
  /** signed, in whole lots */
  readonly quantity: string | null;
  /** what is left of the distance */
  readonly residual: number | null;
};

/** The contract that hedges an underlying unless the caller names one: its linear perpetual, spot or nearest future, else an inverse one. */
export function hedgeInstrument(market: Market, underlying: string): string | null {
  const order = { perpetual: 0, spot: 1, future: 2, option: 3 };
  const linear = [...market.contracts.values()]
    .map(({ instrument }) => instrument)
    .filter((each) => each.underlying === underlying && each.kind !== 'option' && expiryOf(each) > market.asOfMs);
  const [first] = linear.toSorted(
    (a, b) =>
      Number(a.payoff === 'inverse') - Number(b.payoff === 'inverse') ||
      order[a.kind] - order[b.kind] ||
      expiryOf(a) - expiryOf(b) ||
      (a.id < b.id ? -1 : 1),
  );
  return first?.id ?? null;
}

/**
 * The trade in whole lots that brings the delta nearest to its target.
 *
 * @param book holds a line for the instrument, of quantity 0 where it isn't held
 */
export function deltaHedge(
  book: Book,
  { underlying, raw }: UnderlyingExposure,
  instrument: string | null,
  targetDelta: number,
): DeltaHedge {
  const distance = raw.delta - targetDelta;
  if (instrument === null) return { underlying, targetDelta, distance, instrument, quantity: null, residual: null };
  const perContract = deltaPerContract(book, instrument);
  const { lotSize } = book.market.contracts.get(instrument)!.quoted;
  const lots = Math.round(-distance / (perContract * lotSize));
  const quantity = decimalText(decimal(String(lots)).times(lotSize));
  return {
    underlying,
    targetDelta,
    distance,
    instrument,
    quantity,
    residual: distance + perContract * Number(quantity),
  };
}

function expiryOf(each: { readonly kind: string; readonly expiryMs?: number }): number {
  return each.expiryMs ?? Number.POSITIVE_INFINITY;
}
