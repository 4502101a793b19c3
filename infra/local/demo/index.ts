import type { MarketSnapshot } from '../../../shared/market/index.ts';
import type { Portfolio } from '../../../shared/portfolio/index.ts';
import { marketMakerBook } from './market-maker-book.ts';
import { treasuryBook } from './treasury-book.ts';

export { DEMO_AS_OF, DEMO_MARKET_ID, demoMarket } from './demo-market.ts';

export type DemoBook = { readonly id: string; readonly description: string; readonly portfolio: Portfolio };

/** The two books that the demo loads, on a market that `demoMarket` made. */
export function demoBooks(market: MarketSnapshot): readonly DemoBook[] {
  return [
    {
      id: 'market-maker',
      description: 'short vol in BTC and ETH with bought wings, flat in delta',
      portfolio: marketMakerBook(market),
    },
    {
      id: 'treasury',
      description: 'covered calls and collars on coins and shares, with open orders',
      portfolio: treasuryBook(market),
    },
  ];
}
