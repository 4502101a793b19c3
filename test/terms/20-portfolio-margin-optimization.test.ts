import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExposureAnswer, MarginAnswer, RebalanceAnswer, VerifyAnswer } from '../../shared/usecases/index.ts';
import { type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../support/option-book.ts';

const UNIVERSE = ['BTC-PERP', 'BTC-26JUN26-100000-C', 'BTC-26JUN26-60000-P', 'BTC-26JUN26-80000-C'].map(
  (instrument) => ({
    instrument,
    minTrade: '-20',
    maxTrade: '20',
  }),
);
const REQUEST = {
  portfolio: OPTION_BOOK,
  market: OPTION_MARKET,
  objective: { minimise: 'margin', method: 'paradex-style', requirement: 'initial' },
  universe: UNIVERSE,
  constraints: {
    greeks: [
      { underlying: 'BTC', greek: 'delta', min: -0.5, max: 0.5 },
      { underlying: 'BTC', greek: 'vega', min: -150_000 },
    ],
    costBudget: 600,
    turnoverBudget: 2_000_000,
  },
  costs: { halfSpread: 0.002 },
};

let api: InProcessApi;
beforeAll(async () => {
  api = await startInProcessApi();
});
afterAll(() => api.close());

async function post<T>(path: string, body: unknown, status = 200): Promise<T> {
  const answer = await api.call({ method: 'POST', path: `/v1${path}`, headers: { 'x-api-key': KEYS.local }, body });
  expect({ status: answer.status, text: answer.status === status ? '' : answer.text }).toEqual({ status, text: '' });
  return answer.json as T;
}

/** The book that the trades lead to, built by hand: positions, premium and costs in cash. */
function tradedBook(trades: RebalanceAnswer['trades']) {
  const positions = new Map(OPTION_BOOK.positions.map((each) => [each.instrument, { ...each }]));
  let cash = 500_000;
  for (const { instrument, quantity, midPrice, cost } of trades) {
    const held = positions.get(instrument);
    const before = Number(held?.quantity ?? 0);
    const after = before + Number(quantity);
    const isPerpetual = instrument === 'BTC-PERP';
    const entry = isPerpetual ? (before * 79_000 + Number(quantity) * midPrice) / after : undefined;
    positions.set(instrument, {
      instrument,
      quantity: String(after),
      venue: 'main',
      ...(entry === undefined ? {} : { averagePrice: String(entry) }),
    });
    cash -= (isPerpetual ? 0 : Number(quantity) * midPrice) + cost.spread + cost.fees;
  }
  return {
    ...OPTION_BOOK,
    positions: [...positions.values()],
    collateral: [{ asset: 'USDC', quantity: cash.toFixed(8), venue: 'main' }],
  };
}

type Trade = RebalanceAnswer['trades'][number];

/** One contract as it is priced and charged: what a rebalance that must buy it answers. */
async function unitTrade(instrument: string): Promise<Trade> {
  const universe = [{ instrument, minTrade: '1', maxTrade: '1' }];
  const { trades } = await post<RebalanceAnswer>('/rebalance', { ...REQUEST, constraints: {}, universe });
  return trades[0]!;
}

function times({ cost, ...unit }: Trade, quantity: number): Trade {
  const size = Math.abs(quantity);
  return {
    ...unit,
    quantity: String(quantity),
    cost: { spread: size * cost.spread, fees: size * cost.fees, impact: 0 },
  };
}

describe('20 portfolio margin optimization', () => {
  it("post-trade margin recomputed by the margin engine equals the optimiser's figure to 1e-6", async () => {
    const answer = await post<RebalanceAnswer>('/rebalance', REQUEST);
    expect(answer.status).toEqual({ termination: 'optimal', exactness: 'exact' });
    const [before, after] = [answer.before[0]!, answer.after[0]!];
    expect(after.initial).toBeLessThan(0.7 * before.initial);
    const cost = answer.trades.reduce((total, each) => total + each.cost.spread + each.cost.fees, 0);
    expect(Math.abs(after.initial + cost - answer.certificate!.objective)).toBeLessThanOrEqual(1e-6 * after.initial);

    const portfolio = tradedBook(answer.trades);
    const methods = [{ id: 'paradex-style' }];
    const margin = await post<MarginAnswer>('/margin', { portfolio, market: OPTION_MARKET, methods });
    expect(Math.abs(margin.margins[0]!.initial - after.initial)).toBeLessThanOrEqual(1e-6 * after.initial);
    expect(Math.abs(margin.equity - after.equity)).toBeLessThanOrEqual(1e-6 * after.equity);
    expect(after.equity).toBeCloseTo(before.equity - cost, 6);
  });

  it('no better integer solution exists on brute-forced small books, and the certificate proves it', async () => {
    const [call, put] = ['BTC-26JUN26-100000-C', 'BTC-26JUN26-60000-P'] as const;
    const universe = [
      { instrument: 'BTC-PERP', minTrade: '-2.5', maxTrade: '0.5' },
      { instrument: call, minTrade: '0', maxTrade: '0.4' },
      { instrument: put, minTrade: '-0.1', maxTrade: '0.2' },
    ];
    const market = {
      ...OPTION_MARKET,
      instruments: OPTION_MARKET.instruments.map((each) => (each.id === 'BTC-PERP' ? { ...each, lotSize: 0.5 } : each)),
    };
    const limits = { gapFraction: 0 };
    const request = { ...REQUEST, market, universe, lots: 'integer', constraints: { costBudget: 400 }, limits };
    const answer = await post<RebalanceAnswer>('/rebalance', request);
    const { objective, bound } = answer.certificate!;
    expect(answer.status).toEqual({ termination: 'optimal', exactness: 'exact' });
    for (const { quantity, lots, lotSize } of answer.trades)
      expect(lots! * Number(lotSize)).toBeCloseTo(Number(quantity), 12);

    const grid = [-2.5, -2, -1.5, -1, -0.5, 0, 0.5].flatMap((perpetual) =>
      [0, 0.1, 0.2, 0.3, 0.4].flatMap((calls) => [-0.1, 0, 0.1, 0.2].map((puts) => [perpetual, calls, puts] as const)),
    );
    const units = await Promise.all(universe.map(({ instrument }) => unitTrade(instrument)));
    const objectives: number[] = [];
    for (const quantities of grid) {
      const trades = units.flatMap((unit, j) => (quantities[j] === 0 ? [] : [times(unit, quantities[j]!)]));
      const cost = trades.reduce((total, each) => total + each.cost.spread + each.cost.fees, 0);
      if (cost > 400) continue;
      const methods = [{ id: 'paradex-style' }];
      const { margins } = await post<MarginAnswer>('/margin', { portfolio: tradedBook(trades), market, methods });
      objectives.push(margins[0]!.initial + cost);
    }
    console.log(
      `term 20: ${objectives.length} integer trades within the budget, the best needs ${Math.min(...objectives)}`,
    );
    expect(objectives.length).toBeGreaterThan(50);
    expect(Math.abs(Math.min(...objectives) - objective)).toBeLessThanOrEqual(1e-6 * objective);
    expect(Math.abs(bound - objective)).toBeLessThanOrEqual(1e-6 * objective);
    const verified = await post<VerifyAnswer>('/verify', { request, certificate: answer.certificate });
    expect(verified).toMatchObject({ valid: true, refuted: [], unproven: [] });
  });

  it('bands and budgets are satisfied', async () => {
    const answer = await post<RebalanceAnswer>('/rebalance', REQUEST);
    const portfolio = tradedBook(answer.trades);
    const exposure = await post<ExposureAnswer>('/exposure', { portfolio, market: OPTION_MARKET });
    const { raw } = exposure.byUnderlying[0]!;
    expect(Math.abs(raw.delta)).toBeLessThanOrEqual(0.5 + 1e-6);
    expect(raw.vega).toBeGreaterThanOrEqual(-150_000 - 1e-3);
    const cost = answer.trades.reduce((total, each) => total + each.cost.spread + each.cost.fees, 0);
    expect(cost).toBeLessThanOrEqual(600 * (1 + 1e-9));
    const turnover = answer.trades.reduce((total, each) => total + Math.abs(Number(each.quantity)) * each.midPrice, 0);
    expect(turnover).toBeLessThanOrEqual(2_000_000 * (1 + 1e-9));
  });

  it('prices of the limits are what a unit of slack changes, by finite difference', async () => {
    const answer = await post<RebalanceAnswer>('/rebalance', REQUEST);
    const price = answer.prices.find((each) => each.constraint === 'costBudget');
    const slack = 0.5;
    const constraints = { ...REQUEST.constraints, costBudget: 600 + slack };
    const loosened = await post<RebalanceAnswer>('/rebalance', { ...REQUEST, constraints });
    const change = (loosened.certificate!.objective - answer.certificate!.objective) / slack;
    expect(price).toBeDefined();
    expect(price!.objectivePerUnit).toBeLessThan(0);
    expect(Math.abs(change - price!.objectivePerUnit)).toBeLessThanOrEqual(1e-6 * Math.abs(change));
  });

  it('the certificate is checked without a solver, and refused with one digit changed', async () => {
    const { certificate } = await post<RebalanceAnswer>('/rebalance', REQUEST);
    const verified = await post<VerifyAnswer>('/verify', { request: REQUEST, certificate });
    expect(verified.refuted).toEqual([]);
    expect(verified.valid).toBe(true);
    const [first, ...others] = certificate!.primal;
    const altered = { ...certificate!, primal: [{ ...first!, value: first!.value * (1 + 1e-9) }, ...others] };
    expect((await post<VerifyAnswer>('/verify', { request: REQUEST, certificate: altered })).valid).toBe(false);
    const other = { ...REQUEST, constraints: { ...REQUEST.constraints, costBudget: 590 } };
    expect((await post<VerifyAnswer>('/verify', { request: other, certificate })).valid).toBe(false);
  });

  it('limits that conflict are named, with the smallest relaxation', async () => {
    const constraints = {
      greeks: [{ underlying: 'BTC', greek: 'delta', min: -0.1, max: 0.1 }],
      costBudget: 1,
    };
    const answer = await post<RebalanceAnswer>('/rebalance', { ...REQUEST, constraints });
    expect(answer.status.termination).toBe('infeasible');
    expect(answer.trades).toEqual([]);
    expect(answer.certificate).toBeNull();
    expect(answer.infeasible!.conflict.toSorted()).toEqual(['costBudget', 'greeks/BTC/delta']);
    const [[name, amount]] = Object.entries(answer.infeasible!.smallestRelaxation!) as [[string, number]];
    const relaxed =
      name === 'costBudget'
        ? { ...constraints, costBudget: 1 + amount * (1 + 1e-6) }
        : {
            ...constraints,
            greeks: [
              { underlying: 'BTC', greek: 'delta', min: -0.1 - amount * (1 + 1e-6), max: 0.1 + amount * (1 + 1e-6) },
            ],
          };
    const cured = await post<RebalanceAnswer>('/rebalance', { ...REQUEST, constraints: relaxed });
    expect(cured.status.termination).toBe('optimal');
  });
});
