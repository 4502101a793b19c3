import { describe, expect, it } from 'vitest';
import { DEMO_AS_OF, demoMarket } from '../../infra/local/demo/index.ts';
import type { RebalanceAnswer, VerifyAnswer, WhatIfAnswer } from '../../shared/usecases/index.ts';
import { historyBook } from '../support/history-book.ts';
import { Random } from '../support/random.ts';
import { useTermApi } from '../support/term-api.ts';

const { post } = useTermApi();

const random = new Random(7);
const RETURNS = Array.from({ length: 250 }, () => {
  const common = random.between(-0.03, 0.03);
  return [0, 1, 2, 3].map((i) => common * (1 - i / 4) + random.between(-0.02, 0.02));
});
const { market, portfolio } = historyBook([60_000, 40_000, 20_000, 10_000], RETURNS);
const BOOK = {
  portfolio,
  market,
  universe: ['A0', 'A1', 'A2', 'A3'].map((instrument) => ({ instrument, minTrade: '-50000', maxTrade: '50000' })),
  costs: { halfSpread: 0.0005 },
};
const QUANTILES = ['value-at-risk-historical', 'value-at-risk-filtered'] as const;
const QUADRATICS = ['value-at-risk-delta-gamma', 'expected-shortfall-delta-gamma'] as const;

async function rebalance(request: object): Promise<RebalanceAnswer> {
  const answer = await post<RebalanceAnswer>('/rebalance', { ...BOOK, ...request });
  const verified = await post<VerifyAnswer>('/verify', {
    request: { ...BOOK, ...request },
    certificate: answer.certificate,
  });
  expect(verified).toMatchObject({ valid: true, refuted: [] });
  return answer;
}

function objectiveOf({ after, cost }: RebalanceAnswer): number {
  return after[0]!.initial + cost.total;
}

describe('the least margin by a rule that is not convex', () => {
  it.each([...QUANTILES, ...QUADRATICS])('%s falls, marked approximate, with a bound that holds', async (method) => {
    const answer = await rebalance({ objective: { minimise: 'margin', method } });
    expect(answer.status).toEqual({ termination: 'local-optimum', exactness: 'approximate' });
    expect(objectiveOf(answer)).toBeLessThan(0.7 * answer.before[0]!.initial);
    expect(answer.certificate!.bound).toBeLessThanOrEqual(objectiveOf(answer));
    expect(answer.warnings.some((warning) => warning.startsWith('approximate: the objective of these trades is'))).toBe(
      true,
    );
  });

  it('is lower than what the mean beyond the quantile alone leads to', async () => {
    const quantile = await rebalance({ objective: { minimise: 'margin', method: 'value-at-risk-historical' } });
    const tail = await rebalance({ objective: { minimise: 'margin', method: 'expected-shortfall-historical' } });
    const trades = tail.trades.map(({ instrument, quantity }) => ({ instrument, quantity }));
    const done = await post<WhatIfAnswer>('/what-if', {
      portfolio,
      market,
      methods: [{ id: 'value-at-risk-historical' }],
      trades,
    });
    expect(objectiveOf(quantile)).toBeLessThanOrEqual(done.changes[0]!.after.initial + tail.cost.total + 1e-6);
  });

  it('keeps a limit on such a margin by its own rule, at the least cost found', async () => {
    const method = 'value-at-risk-historical';
    const { before } = await rebalance({ objective: { minimise: 'margin', method } });
    const amount = before[0]!.initial * 0.8;
    const cured = await rebalance({
      objective: [{ minimise: 'cost' }],
      constraints: { marginLimit: { method, amount } },
    });
    expect(cured.after.find((each) => each.method === method)!.initial).toBeLessThanOrEqual(amount * (1 + 1e-6));
    expect(cured.cost.total).toBeGreaterThan(0);
  });

  it.each([...QUANTILES, ...QUADRATICS])('%s takes trades that must be made', async (method) => {
    const universe = BOOK.universe.map((entry, i) =>
      i === 0 ? { ...entry, minTrade: '5000', maxTrade: '6000' } : entry,
    );
    const answer = await rebalance({ objective: { minimise: 'margin', method }, universe });
    const quantity = Number(answer.trades.find(({ instrument }) => instrument === 'A0')!.quantity);
    expect(quantity).toBeGreaterThanOrEqual(5000);
    expect(quantity).toBeLessThanOrEqual(6000);
  });

  it('says approximate of the least cost under a limit by such a rule, which nothing proves', async () => {
    const method = 'value-at-risk-historical';
    const { before } = await rebalance({ objective: { minimise: 'margin', method } });
    const amount = before[0]!.initial * 0.8;
    const { status } = await rebalance({
      objective: [{ minimise: 'cost' }],
      constraints: { marginLimit: { method, amount } },
    });
    expect(status).toEqual({ termination: 'local-optimum', exactness: 'approximate' });
  });

  it('gives equal answers to equal requests', async () => {
    const request = { objective: { minimise: 'margin', method: 'value-at-risk-delta-gamma' } };
    expect(await rebalance(request)).toEqual(await rebalance(request));
  });
});

describe('a short strangle whose wings help only together', () => {
  const WINGS = { 'BTC-27MAR26-84000-C': '18', 'BTC-27MAR26-54000-P': '15' };
  const demo = demoMarket(DEMO_AS_OF);
  const short = {
    baseCurrency: 'USD',
    positions: ['BTC-27MAR26-76000-C', 'BTC-27MAR26-60000-P'].map((instrument) => ({ instrument, quantity: '-10' })),
    collateral: [{ asset: 'USDC', quantity: '400000' }],
  };
  const universe = Object.keys(WINGS).map((instrument) => ({ instrument, minTrade: '-20', maxTrade: '20' }));
  const asked = { portfolio: short, market: demo, universe, costs: { halfSpread: 'market' } };
  const trades = Object.entries(WINGS).map(([instrument, quantity]) => ({ instrument, quantity }));

  it.each(QUADRATICS)('needs no more by %s than with wings that a trader would buy', async (method) => {
    const answer = await post<RebalanceAnswer>('/rebalance', { ...asked, objective: { minimise: 'margin', method } });
    const done = await post<WhatIfAnswer>('/what-if', {
      portfolio: short,
      market: demo,
      methods: [{ id: method }],
      trades,
    });
    expect(answer.after[0]!.initial).toBeLessThan(done.changes[0]!.after.initial);
  });

  it('is cured of a margin call by them', async () => {
    const marginLimit = { method: 'value-at-risk-delta-gamma', amount: 5000 };
    const answer = await post<RebalanceAnswer>('/rebalance', {
      ...asked,
      objective: [{ minimise: 'cost' }],
      constraints: { marginLimit },
    });
    expect(answer.after.find(({ method }) => method === marginLimit.method)!.initial).toBeLessThanOrEqual(5000.005);
  });
});

describe('a universe whose histories share fewer days than the book has', () => {
  const method = 'expected-shortfall-historical';
  const demo = demoMarket(DEMO_AS_OF);
  const futures = {
    baseCurrency: 'USD',
    positions: [{ instrument: 'BTC-PERP', quantity: '3' }],
    collateral: [{ asset: 'USDC', quantity: '400000' }],
  };
  const asked = (other: string) => ({
    portfolio: futures,
    market: demo,
    objective: { minimise: 'margin', method },
    universe: [
      { instrument: 'BTC-PERP', minTrade: '-1', maxTrade: '0' },
      { instrument: other, minTrade: '0', maxTrade: '0.001' },
    ],
  });

  it('is told of, and the margin is what the method requires of the trades alone', async () => {
    const { trades, after, warnings } = await post<RebalanceAnswer>('/rebalance', asked('SPY'));
    const sold = trades.filter(({ instrument }) => instrument === 'BTC-PERP');
    expect(trades).toEqual(sold);
    const legs = sold.map(({ instrument, quantity, midPrice }) => ({ instrument, quantity, price: midPrice }));
    const done = await post<WhatIfAnswer>('/what-if', {
      portfolio: futures,
      market: demo,
      methods: [{ id: method }],
      trades: legs,
    });
    expect(after[0]!.initial).toBeCloseTo(done.changes[0]!.after.initial, 6);
    expect(warnings).toEqual([expect.stringContaining('universe-days: margins by history are of what BTC share')]);
  });

  it('is not told of where the days are the same', async () => {
    expect((await post<RebalanceAnswer>('/rebalance', asked('ETH-PERP'))).warnings).toEqual([]);
  });
});
