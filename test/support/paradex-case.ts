import type { MarketSnapshot, QuotedInstrument } from '../../shared/market/index.ts';
import type { OpenOrder, Portfolio } from '../../shared/portfolio/index.ts';
import { marketSnapshot } from './markets.ts';
import { ownVectors } from './vectors.ts';

type Leg = { market: string; side: 'BUY' | 'SELL'; size: number; price?: number };
type Quote = {
  mark_price: number;
  mark_iv: number | null;
  underlying_price: number;
  funding_rate: number;
  interest_rate: number;
  fee_rate: number;
};

/** A portfolio with what the venue's open engine (paradex-py) makes of it. */
export type ParadexCase = {
  name: string;
  now: string;
  positions: Leg[];
  orders: Leg[];
  market_data: Record<string, Quote>;
  expected: Record<string, number> & { worst_scenario: [number, number, number] };
};

type ParadexFile = {
  config: { scenarios: { spot_shock: number; vol_shock: number; weight: number }[] };
  cases: ParadexCase[];
};
const FILE = JSON.parse(ownVectors('margin/paradex/pm_vectors_generated.json')) as ParadexFile;

/** 20 portfolios on our own inputs. */
export const PARADEX_CASES = FILE.cases;

/** The venue's scenarios in its order. */
export const PARADEX_TABLE = FILE.config.scenarios.map(({ spot_shock, vol_shock, weight }) => ({
  spotShockFraction: spot_shock,
  volShockFraction: vol_shock,
  weight,
}));

/** The version of the method whose table the engine had. */
export const PARADEX_CASE_VERSION = '2026-04-22';

/** The case as a request's book and market. */
export function paradexSubject(each: ParadexCase): { readonly portfolio: Portfolio; readonly market: MarketSnapshot } {
  const quotes = Object.entries(each.market_data);
  const [, first] = quotes[0]!;
  const market = marketSnapshot({
    asOf: each.now.replace('+00:00', 'Z'),
    underlyings: [
      {
        id: 'BTC',
        price: first.underlying_price,
        assetClass: 'crypto-major',
        rate: first.interest_rate,
        dividendYield: 0,
      },
    ],
    instruments: quotes.map(([id, quote]) => instrumentOf(id, quote)),
  });
  const portfolio: Portfolio = {
    baseCurrency: 'USD',
    positions: each.positions.map((leg) => ({
      instrument: leg.market,
      quantity: String(leg.side === 'BUY' ? leg.size : -leg.size),
      venue: 'main',
    })),
    collateral: [],
    orders: each.orders.map(orderOf),
  };
  return { portfolio, market };
}

function orderOf(leg: Leg): OpenOrder {
  const side = leg.side === 'BUY' ? 'buy' : 'sell';
  return { instrument: leg.market, side, quantity: String(leg.size), price: leg.price!, venue: 'main' };
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** `BTC-USD-8MAY26-80000-C` expires at 08:00 UTC. */
function instrumentOf(id: string, quote: Quote): QuotedInstrument {
  const common = {
    id,
    underlying: 'BTC',
    multiplier: 1,
    lotSize: 0.001,
    mark: quote.mark_price,
    feeFraction: quote.fee_rate,
  };
  const parts = /^BTC-USD-(\d+)([A-Z]{3})(\d\d)-(\d+)-([CP])$/.exec(id);
  if (parts === null) return { ...common, kind: 'perpetual', fundingRate: quote.funding_rate };
  const [, day, month, year, strike, right] = parts;
  const monthNumber = String(MONTHS.indexOf(month!) + 1).padStart(2, '0');
  return {
    ...common,
    kind: 'option',
    expiry: `20${year}-${monthNumber}-${day!.padStart(2, '0')}T08:00:00Z`,
    strike: Number(strike),
    right: right === 'C' ? 'call' : 'put',
    impliedVol: quote.mark_iv!,
  };
}
