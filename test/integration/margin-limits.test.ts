import { describe, expect, it } from 'vitest';
import type { RebalanceAnswer, VerifyAnswer } from '../../shared/usecases/index.ts';
import { OPTION_BOOK, OPTION_MARKET } from '../support/option-book.ts';
import { useTermApi } from '../support/term-api.ts';

const { post } = useTermApi();
const UNIVERSE = ['BTC-PERP', 'BTC-26JUN26-100000-C', 'BTC-26JUN26-60000-P', 'BTC-26JUN26-90000-C'].map(
  (instrument) => ({
    instrument,
    minTrade: '-20',
    maxTrade: '20',
  }),
);
const BOOK = { portfolio: OPTION_BOOK, market: OPTION_MARKET, universe: UNIVERSE, costs: { halfSpread: 0.002 } };
const PARADEX = { minimise: 'margin', method: 'paradex-style' };

async function rebalance(request: object): Promise<RebalanceAnswer> {
  return post<RebalanceAnswer>('/rebalance', { ...BOOK, ...request });
}

function initialOf(margins: RebalanceAnswer['after'], method: string): number {
  return margins.find((each) => each.method === method)!.initial;
}

function gridMaintenance({ after }: RebalanceAnswer): number {
  return after.find((each) => each.method === 'scenario-grid')!.maintenance;
}

describe('a limit on a margin', () => {
  it('is met at the least cost where cost is what is minimised: the cure of a margin call', async () => {
    const { before } = await rebalance({ objective: PARADEX });
    const amount = initialOf(before, 'paradex-style') - 20_000;
    const request = {
      objective: [{ minimise: 'cost' }],
      constraints: { marginLimit: { method: 'paradex-style', amount } },
    };
    const cure = await rebalance(request);
    expect(cure.status).toEqual({ termination: 'optimal', exactness: 'exact' });
    expect(initialOf(cure.after, 'paradex-style')).toBeCloseTo(amount, 2);
    const cost = cure.certificate!.objective;
    expect(cost).toBeGreaterThan(0);
    // A dollar less of cure is cheaper by what the price says.
    const price = cure.prices.find(({ constraint }) => constraint === 'marginLimit/paradex-style')!;
    const easier = { ...request, constraints: { marginLimit: { method: 'paradex-style', amount: amount + 1 } } };
    const saved = (await rebalance(easier)).certificate!.objective - cost;
    expect(saved).toBeCloseTo(price.objectivePerUnit, 6);
    const verified = await post<VerifyAnswer>('/verify', {
      request: { ...BOOK, ...request },
      certificate: cure.certificate,
    });
    expect(verified.valid).toBe(true);
  });

  it('holds one method while another is minimised', async () => {
    const free = await rebalance({ objective: PARADEX });
    const limit = { method: 'scenario-grid', requirement: 'maintenance', amount: 20_000 };
    const bound = await rebalance({ objective: PARADEX, constraints: { marginLimit: [limit] } });
    expect(gridMaintenance(bound)).toBeLessThanOrEqual(20_000.01);
    expect(initialOf(bound.after, 'paradex-style')).toBeGreaterThanOrEqual(
      initialOf(free.after, 'paradex-style') - 1e-6,
    );
  });

  it('that nothing can meet is named with the least relaxation', async () => {
    const constraints = { marginLimit: { method: 'paradex-style', amount: 10 }, costBudget: 1 };
    const { status, infeasible } = await rebalance({ objective: PARADEX, constraints });
    expect(status.termination).toBe('infeasible');
    expect(infeasible!.conflict).toContain('marginLimit/paradex-style');
    expect(Object.values(infeasible!.smallestRelaxation!).reduce((sum, each) => sum + each, 0)).toBeGreaterThan(0);
  });

  it('of a method that is not there is refused where it stands', async () => {
    const constraints = { marginLimit: { method: 'nothing', amount: 10 } };
    const problem = await post('/rebalance', { ...BOOK, objective: PARADEX, constraints }, 422);
    expect(problem).toMatchObject({ errors: [{ pointer: '/constraints/marginLimit/method' }] });
  });
});
