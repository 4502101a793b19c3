import { decimal, decimalText, digest } from '../foundation/index.ts';
import { expiryKey, type Market } from '../market/index.ts';
import type { LedgerPosition, Portfolio, SettlementAdjustment } from '../portfolio/index.ts';

/**
 * The settlements that a market's final prices call for: of every position still held in a contract that has expired by
 * the market's instant. Their ids follow from the position, so that rivals book each once.
 */
export function dueSettlements(positions: readonly LedgerPosition[], market: Market): SettlementAdjustment[] {
  return positions.flatMap(({ instrument, venue, quantity, terms }) => {
    const { expiry, underlying } = terms;
    if (quantity === '0' || expiry === null || Date.parse(expiry) > market.asOfMs) return [];
    const price = market.expiries.get(expiryKey(underlying, Date.parse(expiry)))?.settlementPrice;
    if (price === undefined || price === null) return [];
    const adjustmentId = `settlement:${digest({ instrument, venue })}`;
    const settlementPrice = decimalText(decimal(price));
    return [{ adjustmentId, kind: 'settlement' as const, instrument, venue, settlementPrice, effectiveAt: expiry }];
  });
}

/** A stored book without its orders in contracts that have expired by the market's instant: nothing can come of them. */
export function withoutExpiredOrders(portfolio: Portfolio, market: Market): Portfolio {
  const isAlive = ({ instrument: id }: Portfolio['orders'][number]): boolean => {
    const instrument = market.contracts.get(id)?.instrument;
    return instrument === undefined || !('expiryMs' in instrument) || instrument.expiryMs >= market.asOfMs;
  };
  const orders = portfolio.orders.filter(isAlive);
  return orders.length === portfolio.orders.length ? portfolio : { ...portfolio, orders };
}
