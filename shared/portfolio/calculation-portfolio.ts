import { ensureThat } from '../foundation/index.ts';
import { applyMovements } from './balances.ts';
import { isSettledInCash } from './contract-terms.ts';
import type { CollateralHolding, DecimalText, OpenOrder, Portfolio, Position } from './portfolio.ts';
import type { LedgerPosition } from './position-fold.ts';

/** Everything a stored book holds, as of one revision. */
export type BookOfRecord = {
  readonly id: string;
  readonly baseCurrency: string;
  readonly marketId: string;
  readonly positions: readonly LedgerPosition[];
  readonly balances: readonly CollateralHolding[];
  readonly orders: readonly OpenOrder[];
};

/**
 * The portfolio that calculations take: the realised P&L of futures and perpetuals, and what options paid at expiry, is
 * settled cash and counts beside the balances; premiums are in the balances already. Positions that netted to zero are
 * left out, and so are orders in what was settled.
 */
export function calculationPortfolio(book: BookOfRecord): Portfolio {
  const over = new Set(
    book.positions.filter(({ settlement }) => settlement !== null).map(({ instrument }) => instrument),
  );
  const settled = settledCash(book.positions).map(({ asset, venue, quantity }) => ({ asset, venue, amount: quantity }));
  return {
    id: book.id,
    baseCurrency: book.baseCurrency,
    marketId: book.marketId,
    positions: book.positions.filter(({ quantity }) => quantity !== '0').map(asPosition),
    collateral: applyMovements(book.balances, settled),
    orders: book.orders.filter(({ instrument }) => !over.has(instrument)),
  };
}

/** Realised P&L of futures and perpetuals, and what options paid at expiry, by settlement currency and venue. */
export function settledCash(positions: readonly LedgerPosition[]): CollateralHolding[] {
  const movements = positions.map((position) => {
    const { terms, venue } = position;
    return { asset: terms.settlementCurrency, venue, amount: settledOf(position) };
  });
  return applyMovements(
    [],
    movements.filter(({ amount }) => amount !== '0'),
  );
}

function settledOf({ instrument, terms, realised, paidAtExpiry }: LedgerPosition): DecimalText {
  if (!isSettledInCash(terms)) return paidAtExpiry;
  ensureThat(realised !== null, 'futures and perpetuals are opened at a known price', { instrument });
  return realised;
}

/** The position as it is sent over the wire. */
export function asPosition(position: LedgerPosition): Position {
  const { instrument, quantity, averagePrice, unrealisedFunding, venue } = position;
  const entry = averagePrice === null ? {} : { averagePrice };
  return { instrument, quantity, ...entry, unrealisedFunding, venue };
}
