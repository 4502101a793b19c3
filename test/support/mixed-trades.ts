import { exposureOf } from '../../shared/exposure/index.ts';
import type { Portfolio } from '../../shared/portfolio/index.ts';
import type { Book } from '../../shared/risk/index.ts';
import type { RebalanceRequest } from '../../shared/usecases/index.ts';
import { bookOf } from './margins.ts';
import { marketOf } from './markets.ts';
import { MIXED_MARKET } from './mixed-market.ts';

const MARKET = marketOf(MIXED_MARKET);

/** What a trade is charged in the tests. */
export const HALF_SPREAD = 0.002;
export const FEE = 0.0004;

/** What one contract costs in dollars, by hand: the price paid up front, the value traded, the value that fees are on. */
export const CONTRACTS: Readonly<Record<string, { premium: number; traded: number; feeBase: number; coin: boolean }>> =
  {
    'BTC-PERP': { premium: 0, traded: 80_040, feeBase: 80_040, coin: false },
    'BTC-INV': { premium: 0, traded: (10 / 80_010) * 80_000, feeBase: (10 / 80_010) * 80_000, coin: true },
    'BTC-JUN': { premium: 0, traded: 80_500, feeBase: 80_500, coin: false },
    'BTC-70-P': { premium: 2_450, traded: 2_450, feeBase: 80_000, coin: false },
    'BTC-75-P-COIN': { premium: 0.048 * 80_000, traded: 0.048 * 80_000, feeBase: 80_000, coin: true },
    'ETH-PERP': { premium: 0, traded: 2_499, feeBase: 2_499, coin: false },
  };
export const UNIVERSE_IDS = Object.keys(CONTRACTS);
export const costOf = (id: string) => HALF_SPREAD * CONTRACTS[id]!.traded + FEE * CONTRACTS[id]!.feeBase;

export type TradeLimits = {
  readonly deltaWidth: number;
  readonly vegaWidth: number;
  readonly cost: number;
  readonly turnover: number;
};

export type RebalanceCase = {
  readonly portfolio: Portfolio;
  readonly ids: readonly string[];
  readonly bound: number;
  readonly limits: TradeLimits;
};

/** In coins, and per 1.00 of vol. */
export function btcGreeks(book: Book): { delta: number; vega: number } {
  return exposureOf(book).byUnderlying.find(({ underlying }) => underlying === 'BTC')?.raw ?? { delta: 0, vega: 0 };
}

/** The book after the trades, by hand. */
export function traded(portfolio: Portfolio, trades: ReadonlyMap<string, number>): Portfolio {
  let [usd, btc] = [0, 0];
  const positions = new Map(portfolio.positions.map((each) => [`${each.instrument}|${each.venue}`, each]));
  for (const [instrument, quantity] of trades) {
    const key = `${instrument}|main`;
    const before = Number(positions.get(key)?.quantity ?? 0);
    positions.set(key, { instrument, venue: 'main', quantity: String(before + quantity) });
    const paid = quantity * CONTRACTS[instrument]!.premium + Math.abs(quantity) * costOf(instrument);
    if (CONTRACTS[instrument]!.coin) btc -= paid / 80_000;
    else usd -= paid;
  }
  const cash = [
    { asset: 'USD', quantity: usd.toFixed(12), venue: 'main' },
    { asset: 'BTC', quantity: btc.toFixed(18), venue: 'main' },
  ];
  return { ...portfolio, positions: [...positions.values()], collateral: cash };
}

/** Coins paid for a trade that settles in coin, which the book's delta loses. */
function coinDelta(id: string, quantity: number): number {
  const { premium, coin } = CONTRACTS[id]!;
  return coin ? -(quantity * premium + Math.abs(quantity) * costOf(id)) / 80_000 : 0;
}

function sum(trades: ReadonlyMap<string, number>, amount: (id: string, quantity: number) => number): number {
  return [...trades].reduce((total, [id, quantity]) => total + amount(id, quantity), 0);
}

/** Whether some trades keep to the bounds and limits of a case, by hand and to a tolerance. */
export function limitsOf({ portfolio, ids, bound, limits }: RebalanceCase, request: RebalanceRequest) {
  const book = bookOf(portfolio, MARKET);
  const now = btcGreeks(book);
  const units = new Map(
    ids.map((id) => [
      id,
      btcGreeks(
        bookOf({ ...portfolio, orders: [], positions: [{ instrument: id, quantity: '1', venue: 'main' }] }, MARKET),
      ),
    ]),
  );
  return (trades: ReadonlyMap<string, number>, tolerance: number): boolean => {
    const within = (value: number, low: number, high: number) => {
      const slack = tolerance * Math.max(1, ...[low, high].map(Math.abs).filter(Number.isFinite));
      return value >= low - slack && value <= high + slack;
    };
    const [delta, vega] = request.constraints!.greeks!;
    return (
      [...trades.values()].every((quantity) => within(quantity, -bound, bound)) &&
      within(
        sum(trades, (id, quantity) => Math.abs(quantity) * costOf(id)),
        -Infinity,
        limits.cost,
      ) &&
      within(
        sum(trades, (id, quantity) => Math.abs(quantity) * CONTRACTS[id]!.traded),
        -Infinity,
        limits.turnover,
      ) &&
      (delta === undefined ||
        within(
          now.delta + sum(trades, (id, quantity) => quantity * units.get(id)!.delta + coinDelta(id, quantity)),
          delta.min!,
          delta.max!,
        )) &&
      (vega === undefined ||
        within(now.vega + sum(trades, (id, quantity) => quantity * units.get(id)!.vega), vega.min!, vega.max!))
    );
  };
}
