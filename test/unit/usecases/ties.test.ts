import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../shared/foundation/index.ts';
import { calculateRebalance, type RebalanceRequest } from '../../../shared/usecases/index.ts';
import { valueIn } from '../../support/margins.ts';
import { instrument, marketOf, marketSnapshot } from '../../support/markets.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../../support/option-book.ts';
import { Random } from '../../support/random.ts';

const perpetual = (id: string) =>
  instrument({ id, kind: 'perpetual', underlying: 'BTC', mark: 80_000, bid: 79_990, ask: 80_010, fundingRate: 0 });
/** Four contracts that differ in nothing but their names, and a long position in a fifth. */
const MARKET = marketSnapshot({
  asOf: '2026-04-22T00:00:00Z',
  underlyings: [{ id: 'BTC', price: 80_000, assetClass: 'crypto-major', rate: 0, dividendYield: 0 }],
  instruments: ['HELD', 'P1', 'P2', 'P3', 'P4'].map(perpetual),
});
const portfolio = {
  baseCurrency: 'USD',
  positions: [{ instrument: 'HELD', quantity: '5', averagePrice: '80000', venue: 'main' }],
  collateral: [{ asset: 'USDC', quantity: '500000', venue: 'main' }],
  orders: [],
};
const SUBJECT = { portfolio, market: marketOf(MARKET), marketDigest: 'ties' };

function solve(method: string, halfSpread: number, order: readonly string[], extra: Partial<RebalanceRequest>) {
  return valueIn(
    calculateRebalance(SUBJECT, {
      objective: { minimise: 'margin', method },
      universe: order.map((id) => ({ instrument: id, minTrade: '-2', maxTrade: '2' })),
      costs: { halfSpread },
      ...extra,
    }),
  );
}

describe.each(['delta', 'scenario-grid', 'paradex-style'])('ties under %s', (method) => {
  it.each([
    ['P1', 'P2', 'P3', 'P4'],
    ['P4', 'P3', 'P2', 'P1'],
    ['P2', 'P4', 'P1', 'P3'],
  ])('go to what is earlier in the universe: %s, %s, %s, %s', (...order) => {
    const [first, second, third] = order;
    for (const halfSpread of [0, 0.001]) {
      const { trades } = solve(method, halfSpread, order, {});
      expect(trades.map(({ instrument: id, quantity }) => [id, Number(quantity)])).toEqual([
        [first, -2],
        [second, -2],
        [third, -1],
      ]);
    }
  });

  it('equal requests have equal answers, byte for byte', () => {
    for (const lots of ['continuous', 'integer'] as const) {
      const [one, other] = [1, 2].map(() => canonicalJson(solve(method, 0, ['P3', 'P1', 'P2'], { lots })));
      expect(one).toBe(other);
    }
  });
});

describe('of equally good trades', () => {
  const ids = ['BTC-PERP', 'BTC-26JUN26-100000-C', 'BTC-26JUN26-60000-P', 'BTC-26JUN26-80000-C', 'BTC-26JUN26-90000-P'];
  /** Any trades that leave no delta are as good. */
  const margin = { minimise: 'margin', method: 'delta' } as const;
  const ask = (positions: typeof OPTION_BOOK.positions, request: Partial<RebalanceRequest>) =>
    valueIn(
      calculateRebalance(
        { portfolio: { ...OPTION_BOOK, positions }, market: marketOf(OPTION_MARKET), marketDigest: 'option' },
        {
          objective: margin,
          universe: ids.map((id) => ({ instrument: id, minTrade: '-20', maxTrade: '20' })),
          costs: { halfSpread: 0.002, feeFraction: 0 },
          ...request,
        },
      ),
    );

  it('none are made where nothing is asked for', () => {
    expect(ask(OPTION_BOOK.positions, { objective: [{ ...margin, weight: 0 }] }).trades).toEqual([]);
  });

  it('the cheapest are made, where the objective leaves the cost out: none with that margin cost less', () => {
    const random = new Random(7);
    for (let book = 0; book < 25; book++) {
      const positions = ids.slice(1, 4).map((id) => ({
        instrument: id,
        quantity: random.between(-8, 8).toFixed(1),
        venue: 'main',
      }));
      const { cost, after } = ask(positions, { objective: [margin] });
      const amount = after[0]!.initial + 1e-6;
      const cheapest = ask(positions, {
        objective: { minimise: 'cost' },
        constraints: { marginLimit: { method: 'delta', amount } },
      });
      expect(cost.total).toBeLessThanOrEqual(cheapest.cost.total + 1e-4);
    }
  });
});
