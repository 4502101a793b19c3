import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../../shared/foundation/index.ts';
import { calculateRebalance, type RebalanceRequest } from '../../../shared/usecases/index.ts';
import { valueIn } from '../../support/margins.ts';
import { instrument, marketOf, marketSnapshot } from '../../support/markets.ts';

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
