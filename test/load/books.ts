import { AS_OF, optionMarket, SPOT } from '../bench/option-market.ts';
import type { Shot } from './fire.ts';

export const N_INSTRUMENTS = 1000;
const N_POSITIONS = 10;

const MARKET = optionMarket(N_INSTRUMENTS);

/** The same instruments at another spot price: what moves in a move of the market. */
export function movedMarket(marketId: string, version: number): Shot {
  const underlyings = MARKET.underlyings.map((each) => ({ ...each, price: SPOT * (1 + 0.001 * version) }));
  return { method: 'PUT', path: `/markets/${marketId}`, body: { ...MARKET, underlyings } };
}

/** Ten options each; together the portfolios of a market hold all of its instruments. */
export function openingOf(marketId: string, index: number): Shot {
  const positions = Array.from({ length: N_POSITIONS }, (_, j) => ({
    instrument: instrumentAt(7 * index + 101 * j),
    quantity: `${(j % 3 === 0 ? 1 : -1) * (1 + (index % 4))}`,
  }));
  const collateral = [{ asset: 'USD', quantity: '10000000' }];
  return {
    method: 'PUT',
    path: `/portfolios/${portfolioId(marketId, index)}`,
    body: { baseCurrency: 'USD', marketId, positions, collateral },
  };
}

/** Fill `n`, one contract of what the portfolio holds, bought and sold in turn. */
export function fillOf(marketId: string, index: number, n: number): Shot {
  const fill = {
    fillId: `fill-${n}`,
    instrument: instrumentAt(7 * index),
    side: n % 2 === 0 ? 'buy' : 'sell',
    quantity: '1',
    price: `${SPOT / 50}`,
    executedAt: new Date(Date.parse(AS_OF) + n).toISOString(),
  };
  return { method: 'POST', path: `/portfolios/${portfolioId(marketId, index)}/fills`, body: { fills: [fill] } };
}

export function portfolioId(marketId: string, index: number): string {
  return `${marketId}-${index}`;
}

function instrumentAt(index: number): string {
  return MARKET.instruments[index % N_INSTRUMENTS]!.id;
}
