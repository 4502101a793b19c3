import { fail, type Outcome, succeed } from '../foundation/index.ts';
import { gainPerContract, type Instrument, notionalPerContract } from '../instruments/index.ts';
import type { Valuation } from '../risk/index.ts';
import type { RebalanceCosts } from './terms.ts';

/** What one contract costs to trade, in its settlement currency. */
export type TradeCost = { readonly midPrice: number; readonly spread: number; readonly fees: number };

/**
 * Cost of trading one contract: half the spread plus the fee.
 *
 * A trade is booked at the middle of bid and ask (at the mark where one is missing) and pays half the spread on top. The fee is
 * a fraction of the notional of the underlying, as derivatives venues charge it.
 *
 * @returns `missing-market-data` where the market's spread is asked for and a side of it is missing
 */
export function tradeCostOf({ contract, mark, spot }: Valuation, costs: RebalanceCosts): Outcome<TradeCost> {
  const { instrument, quoted } = contract;
  const { halfSpread = 0, feeFraction = quoted.feeFraction ?? 0 } = costs;
  const quote = twoSided(quoted.bid, quoted.ask);
  const midPrice = quote === null ? mark : (quote.bid + quote.ask) / 2;
  const fees = feeFraction * feeBase(instrument, mark, spot);
  if (halfSpread !== 'market') {
    return succeed({ midPrice, spread: halfSpread * notionalPerContract(instrument, midPrice), fees });
  }
  if (quote === null)
    return fail('missing-market-data', `${instrument.id} has no two-sided quote to take a spread from`);
  return succeed({ midPrice, spread: gainPerContract(instrument, quote.bid, quote.ask) / 2, fees });
}

/** Bid and ask where both are there and in order. */
export function twoSided(
  bid: number | null | undefined,
  ask: number | null | undefined,
): { readonly bid: number; readonly ask: number } | null {
  return typeof bid === 'number' && typeof ask === 'number' && bid > 0 && ask >= bid ? { bid, ask } : null;
}

/** Notional of the underlying in settlement currency: an inverse contract's coin, else money. */
function feeBase(instrument: Instrument, mark: number, spot: number): number {
  if (instrument.kind !== 'option') return notionalPerContract(instrument, mark);
  return instrument.payoff === 'inverse' ? instrument.multiplier : instrument.multiplier * spot;
}
