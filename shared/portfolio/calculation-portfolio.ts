import { ensureThat } from '../foundation/index.ts';
import { applyMovements } from './balances.ts';
import { isSettledInCash } from './contract-terms.ts';
import type { CollateralHolding, OpenOrder, Portfolio, Position } from './portfolio.ts';
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
 * The portfolio that calculations take: the realised P&L of futures and perpetuals is settled cash and counts beside the
 * balances, that of options and spot went through the premium already. Positions that netted to zero are left out.
 */
export function calculationPortfolio(book: BookOfRecord): Portfolio {
  const settled = settledCash(book.positions).map(({ asset, venue, quantity }) => ({ asset, venue, amount: quantity }));
  return {
    id: book.id,
    baseCurrency: book.baseCurrency,
    marketId: book.marketId,
    positions: book.positions.filter(({ quantity }) => quantity !== '0').map(asPosition),
    collateral: applyMovements(book.balances, settled),
    orders: book.orders,
  };
}

/** Realised P&L of futures and perpetuals by settlement currency and venue. */
export function settledCash(positions: readonly LedgerPosition[]): CollateralHolding[] {
  const movements = positions
    .filter((position) => isSettledInCash(position.terms))
    .map(({ instrument, terms, venue, realised }) => {
      ensureThat(realised !== null, 'futures and perpetuals are opened at a known price', { instrument });
      return { asset: terms.settlementCurrency, venue, amount: realised };
    });
  return applyMovements(
    [],
    movements.filter(({ amount }) => amount !== '0'),
  );
}

/** The position as it is sent over the wire. */
export function asPosition(position: LedgerPosition): Position {
  const { instrument, quantity, averagePrice, unrealisedFunding, venue } = position;
  const entry = averagePrice === null ? {} : { averagePrice };
  return { instrument, quantity, ...entry, unrealisedFunding, venue };
}
