import { failAt, type Outcome, succeed } from '../foundation/index.ts';
import { notionalPerContract } from '../instruments/index.ts';
import { type Book, baseRate, type PositionLine, valuationOf } from '../risk/index.ts';

/** What leaving every position would cost; both parts are added. */
export type CloseOut = {
  /** of the notional at the mark: of the premium for an option or spot, of the contract's size for a future or perpetual */
  readonly haircutFraction?: number | undefined;
  /** of the half-spread as a fraction of mid, as the market quotes it today */
  readonly halfSpreadMultiple?: number | undefined;
};

/**
 * Close-out cost of a book's positions in its base currency: `Σ |q|·notional·(haircut + multiple·(ask − bid)/(ask + bid))`. Cash and coins cost
 * nothing.
 *
 * Fails with `missing-market-data` where a multiple is asked for and a position isn't quoted on both sides.
 */
export function closeOutCost(book: Book, { haircutFraction = 0, halfSpreadMultiple = 0 }: CloseOut): Outcome<number> {
  let total = 0;
  for (const line of book.lines) {
    if (line.kind !== 'position' || line.quantity === 0) continue;
    const spread = halfSpreadMultiple === 0 ? succeed(0) : halfSpreadFraction(line);
    if (!spread.ok) return spread;
    total += notionalOf(book, line) * (haircutFraction + halfSpreadMultiple * spread.value);
  }
  return succeed(total);
}

function notionalOf(book: Book, { contract: { instrument }, quantity }: PositionLine): number {
  const notional = notionalPerContract(instrument, valuationOf(book, instrument.id).mark);
  return Math.abs(quantity) * notional * baseRate(book, instrument.settlementCurrency);
}

function halfSpreadFraction({ contract: { quoted }, pointer }: PositionLine): Outcome<number> {
  const { id, bid, ask } = quoted;
  if (typeof bid !== 'number' || typeof ask !== 'number') {
    return failAt('missing-market-data', pointer, `${id}: a multiple of the half-spread needs its bid and ask`);
  }
  return bid > ask
    ? failAt('invalid-input', pointer, `${id}: its bid ${bid} is above its ask ${ask}`)
    : succeed((ask - bid) / (ask + bid));
}
