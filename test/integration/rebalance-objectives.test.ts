import { describe, expect, it } from 'vitest';
import type { RebalanceAnswer, VerifyAnswer } from '../../shared/usecases/index.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../support/option-book.ts';
import { Random } from '../support/random.ts';
import { useTermApi } from '../support/term-api.ts';

const { post } = useTermApi();

const random = new Random(11);
const dates = Array.from({ length: 250 }, (_, t) =>
  new Date(Date.UTC(2025, 7, 1) + t * 86_400_000).toISOString().slice(0, 10),
);
let close = 80_000;
const closes = dates.map(() => (close *= 1 + random.between(-0.04, 0.04)));
const market = {
  ...OPTION_MARKET,
  underlyings: OPTION_MARKET.underlyings.map((each) => ({ ...each, adv: 2_000 })),
  history: { dates, closes: { BTC: closes } },
};
const BOOK = {
  portfolio: OPTION_BOOK,
  market,
  universe: ['BTC-PERP', 'BTC-26JUN26-90000-C', 'BTC-26JUN26-70000-P'].map((instrument) => ({
    instrument,
    minTrade: '-20',
    maxTrade: '20',
  })),
  costs: { halfSpread: 0.0002 },
};
const CURVED = { approximation: 'delta-gamma', capital: 10_000 } as const;
const GIVEN = { names: ['BTC'], matrix: [[0.0016]] };

/** Options, in lots of 0.1. */
const ENTRIES = ['BTC-26JUN26-90000-C', 'BTC-26JUN26-70000-P'].map((instrument) => ({
  instrument,
  minTrade: '-0.8',
  maxTrade: '0.8',
}));
const LOTS = Array.from({ length: 17 }, (_, i) => i - 8);

/** The answer, its certificate verified, and refused with one number of it changed. */
async function rebalance(change: object): Promise<RebalanceAnswer> {
  const request = { ...BOOK, ...change };
  const answer = await post<RebalanceAnswer>('/rebalance', request);
  const { certificate } = answer;
  expect(await post<VerifyAnswer>('/verify', { request, certificate })).toMatchObject({ valid: true, refuted: [] });
  const primal = certificate!.primal.map((each, j) => (j === 0 ? { ...each, value: each.value + 2 ** -20 } : each));
  const altered = await post<VerifyAnswer>('/verify', { request, certificate: { ...certificate, primal } });
  expect(altered.valid).toBe(false);
  expect(altered.refuted).toContain('the certificate is unaltered');
  return answer;
}

const quantityOf = ({ trades }: RebalanceAnswer, instrument: string) =>
  Number(trades.find((each) => each.instrument === instrument)?.quantity ?? 0);

describe('POST /v1/rebalance minimises', () => {
  it.each([
    ['variance by delta', { minimise: 'variance', capital: 1_000 }],
    ['variance with curvature', { minimise: 'variance', ...CURVED }],
    ['variance by a covariance of the caller', { minimise: 'variance', covariance: GIVEN, capital: 1_000 }],
    ['mean-variance', { minimise: 'mean-variance', riskAversion: 4, expectedReturns: { BTC: 0.001 }, ...CURVED }],
    ['tracking of weights', { minimise: 'tracking', target: { weights: { BTC: 0.5 } }, capital: 1_000 }],
    ['tracking of holdings', { minimise: 'tracking', target: { quantities: { 'BTC-PERP': '1' } }, ...CURVED }],
    ['expected shortfall', { minimise: 'expected-shortfall', confidence: 0.95 }],
    ['the margin of a method', { minimise: 'margin', method: 'paradex-style' }],
  ] as const)('%s and costs, proven', async (_, objective) => {
    const answer = await rebalance({ objective });
    expect(answer.status).toEqual({ termination: 'optimal', exactness: 'exact' });
    const { before, after, terms } = answer.objective;
    expect(terms.map(({ minimise }) => minimise)).toEqual([objective.minimise, 'cost']);
    expect(after).toBeLessThan(before);
    expect(Math.abs(after / answer.certificate!.objective - 1)).toBeLessThan(1e-6);
    expect(terms[1]!.after).toBeCloseTo(answer.cost.total, 9);
    expect(terms.reduce((sum, term) => sum + term.weight * term.after, 0)).toBeCloseTo(after, 6);
  });

  it.each([
    ['linear', 1e-4],
    ['three-halves', 0.05],
    ['quadratic', 0.05],
  ] as const)('mean-variance with %s impact, and trades less for it', async (kind, coefficient) => {
    const objective = { minimise: 'mean-variance', riskAversion: 4, expectedReturns: { BTC: 0.001 }, ...CURVED };
    const free = await rebalance({ objective });
    const dear = await rebalance({ objective, costs: { ...BOOK.costs, impact: { kind, coefficient } } });
    expect(dear.status).toEqual({ termination: 'optimal', exactness: 'exact' });
    expect(dear.cost.impact).toBeGreaterThan(0);
    expect(dear.cost.turnover).toBeLessThan(free.cost.turnover);
  });

  it('the costs alone of keeping a band', async () => {
    const greeks = [{ underlying: 'BTC', greek: 'delta', min: -0.5, max: 0.5 }];
    const answer = await rebalance({ objective: { minimise: 'cost' }, constraints: { greeks } });
    expect(answer.objective).toEqual({
      before: 0,
      after: answer.cost.total,
      terms: [{ minimise: 'cost', method: null, weight: 1, before: 0, after: answer.cost.total }],
    });
    expect(answer.trades.length).toBe(1);
  });

  it('a variance under a limit on margin, at its price', async () => {
    const objective = { minimise: 'variance', ...CURVED };
    const free = await rebalance({ objective, constraints: { marginLimit: { method: 'paradex-style', amount: 1e9 } } });
    const limit = 0.9 * free.after[0]!.initial;
    const under = (amount: number) =>
      rebalance({ objective, constraints: { marginLimit: { method: 'paradex-style', amount } } });
    const [tight, tighter] = [await under(limit), await under(limit - 1)];
    expect(tight.after[0]!.initial / limit).toBeCloseTo(1, 6);
    expect(tight.objective.after).toBeGreaterThan(free.objective.after);
    const price = tight.prices.find(({ constraint }) => constraint === 'marginLimit/paradex-style')!.objectivePerUnit;
    expect((tight.objective.after - tighter.objective.after) / price).toBeCloseTo(1, 2);
  });

  it('within a limit on a sum of quantities, which binds, and says when two contradict each other', async () => {
    const objective = { minimise: 'variance', capital: 1_000 };
    const linear = [{ id: 'short', coefficients: { 'BTC-26JUN26-90000-C': 1, 'BTC-26JUN26-70000-P': 2 }, max: -30 }];
    const answer = await rebalance({ objective, constraints: { linear } });
    const after =
      -10 + quantityOf(answer, 'BTC-26JUN26-90000-C') + 2 * (-8 + quantityOf(answer, 'BTC-26JUN26-70000-P'));
    expect(after).toBeCloseTo(-30, 6);
    expect(answer.prices.map(({ constraint }) => constraint)).toContain('linear/short/max');
    const opposite = { id: 'long', coefficients: { 'BTC-26JUN26-90000-C': 1, 'BTC-26JUN26-70000-P': 2 }, min: -29 };
    const none = await post<RebalanceAnswer>('/rebalance', {
      ...BOOK,
      objective,
      constraints: { linear: [...linear, opposite] },
    });
    expect(none.infeasible!.conflict.toSorted()).toEqual(['linear/long', 'linear/short']);
  });

  it('a variance in one trade of whole lots, the best of all that can be made', async () => {
    const objective = { minimise: 'variance', capital: 1_000 };
    const one = await rebalance({ objective, universe: ENTRIES, lots: 'integer', constraints: { maxTrades: 1 } });
    expect(['optimal', 'gap-limit']).toContain(one.status.termination);
    expect(one.trades.length).toBe(1);
    const fixed = ENTRIES.flatMap(({ instrument }) =>
      LOTS.map((lots) => ({ instrument, quantity: (lots / 10).toFixed(1) })),
    );
    const each = await Promise.all(
      fixed.map(async ({ instrument, quantity }) => {
        const universe = [{ instrument, minTrade: quantity, maxTrade: quantity }];
        return (await post<RebalanceAnswer>('/rebalance', { ...BOOK, objective, universe })).objective.after;
      }),
    );
    const best = Math.min(...each);
    expect(best).toBeLessThan(one.objective.before);
    expect(one.objective.after / best).toBeLessThan(1 + 1e-3);
    expect(one.objective.after / best).toBeGreaterThan(1 - 1e-6);
  });
});
