import { describe, expect, it } from 'vitest';
import type { LegOrderAnswer, MaxSizeAnswer, RebalanceAnswer, WhatIfAnswer } from '../../shared/usecases/index.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../support/option-book.ts';
import { useTermApi } from '../support/term-api.ts';

const { post } = useTermApi();
const BOOK = { portfolio: OPTION_BOOK, market: OPTION_MARKET };
const METHOD = { id: 'paradex-style' };

async function whatIf(trades: readonly object[]) {
  const answer = await post<WhatIfAnswer>('/what-if', { ...BOOK, methods: [METHOD], trades });
  return answer.changes[0]!;
}

/** The book with so much in cash. */
function withCash(cash: number) {
  return { ...BOOK, portfolio: { ...OPTION_BOOK, collateral: [{ asset: 'USDC', quantity: String(cash) }] } };
}

describe('POST /v1/max-size', () => {
  it.each([
    ['BTC-PERP', 'buy'],
    ['BTC-PERP', 'sell'],
    ['BTC-26JUN26-90000-C', 'sell'],
    ['BTC-26JUN26-60000-P', 'buy'],
  ] as const)('%s, %s: what-if says that it fits, and that one lot more does not', async (instrument, side) => {
    const largest = await post<MaxSizeAnswer>('/max-size', { ...BOOK, method: METHOD, instrument, side });
    expect(largest).toMatchObject({ ending: 'found', exactness: 'exact' });
    const lot = OPTION_MARKET.instruments.find(({ id }) => id === instrument)!.lotSize;
    const sign = side === 'buy' ? 1 : -1;
    const at = await whatIf([{ instrument, quantity: String(sign * Number(largest.quantity)) }]);
    const beyond = await whatIf([{ instrument, quantity: String(sign * (Number(largest.quantity) + lot)) }]);
    expect(at.fits).toBe(true);
    expect(beyond.fits).toBe(false);
    expect(at.after.initial).toBeCloseTo(largest.after!.initial, 4);
  });

  it.each(['buy', 'sell'] as const)(
    'where none fits: what %s is short of, which is enough and no less is',
    async (side) => {
      const ask = (cash: number) =>
        post<MaxSizeAnswer>('/max-size', { ...withCash(cash), method: METHOD, instrument: 'BTC-PERP', side });
      const none = await ask(1000);
      expect(none).toMatchObject({ ending: 'none-fits', quantity: null, after: null });
      const { shortfall, quantity, initial, equity } = none.nearest!;
      expect(shortfall).toBe(initial - equity);
      expect(shortfall).toBeGreaterThan(0);
      const enough = await ask(1000 + shortfall * (1 + 1e-9));
      expect(enough).toMatchObject({ ending: 'found', nearest: null });
      expect(Number(enough.quantity)).toBeGreaterThanOrEqual(Number(quantity));
      expect((await ask(1000 + shortfall * 0.9999)).ending).toBe('none-fits');
    },
  );

  it('names what it does not know', async () => {
    const unknown = await post('/max-size', { ...BOOK, method: METHOD, instrument: 'NOTHING', side: 'buy' }, 422);
    expect(unknown).toMatchObject({ errors: [{ pointer: '/instrument' }] });
  });
});

describe('POST /v1/leg-order', () => {
  it('buys the wings before it sells the body, and what-if agrees after each leg', async () => {
    const trades = [
      { instrument: 'BTC-26JUN26-80000-C', quantity: '-5' },
      { instrument: 'BTC-26JUN26-80000-P', quantity: '-5' },
      { instrument: 'BTC-26JUN26-100000-C', quantity: '5' },
      { instrument: 'BTC-26JUN26-60000-P', quantity: '5' },
    ];
    const best = await post<LegOrderAnswer>('/leg-order', { ...BOOK, method: METHOD, trades });
    expect(best.peak).toBeLessThan(best.peakAsSent);
    expect(best.exactness).toBe('exact');
    expect(best.peak).toBe(Math.max(...best.path));
    for (const [i, requirement] of best.path.entries()) {
      const { after } = await whatIf(best.order.slice(0, i + 1).map((leg) => trades[leg]!));
      expect(after.initial).toBeCloseTo(requirement, 4);
    }
  });

  it('comes with a rebalance that asks for it', async () => {
    const request = {
      ...BOOK,
      objective: { minimise: 'margin', method: METHOD.id },
      universe: ['BTC-PERP', 'BTC-26JUN26-100000-C', 'BTC-26JUN26-60000-P'].map((instrument) => ({
        instrument,
        minTrade: '-20',
        maxTrade: '20',
      })),
      costs: { halfSpread: 0.002 },
    };
    const plain = await post<RebalanceAnswer>('/rebalance', request);
    const { legOrder, trades } = await post<RebalanceAnswer>('/rebalance', { ...request, legOrder: true });
    expect([plain.legOrder, trades]).toEqual([null, plain.trades]);
    const legs = trades.map(({ instrument, quantity, midPrice }) => ({ instrument, quantity, price: midPrice }));
    const {
      provenance: _,
      method,
      version,
      ...order
    } = await post<LegOrderAnswer>('/leg-order', {
      ...BOOK,
      method: METHOD,
      trades: legs,
    });
    expect(legOrder).toEqual(order);
    expect([method, version]).toEqual([plain.before[0]!.method, plain.before[0]!.version]);
    const noMargin = { ...request, objective: [{ minimise: 'cost' }], legOrder: true };
    expect(await post('/rebalance', noMargin, 422)).toMatchObject({ errors: [{ pointer: '/legOrder' }] });
  });
});
