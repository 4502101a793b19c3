import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normalQuantile } from '../../shared/numerics/index.ts';
import type { RiskAnswer } from '../../shared/usecases/index.ts';
import { historyBook } from '../support/history-book.ts';
import { type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';
import { RISK_HISTORIES } from '../support/risk-histories.ts';

const [HISTORY] = RISK_HISTORIES;
const BOOK = historyBook(HISTORY!.weights, HISTORY!.returns);
const KINDS = ['historical', 'filtered', 'delta-normal', 'delta-gamma', 'monte-carlo'] as const;

let api: InProcessApi;
beforeAll(async () => {
  api = await startInProcessApi();
});
afterAll(() => api.close());

async function risk(measures: readonly object[], status = 200) {
  const body = { ...BOOK, measures };
  const answer = await api.call({ method: 'POST', path: '/v1/risk', headers: { 'x-api-key': KEYS.local }, body });
  expect({ status: answer.status, text: answer.status === status ? '' : answer.text }).toEqual({ status, text: '' });
  return answer;
}

async function figures(measures: readonly object[]): Promise<RiskAnswer['measures']> {
  return ((await risk(measures)).json as RiskAnswer).measures;
}

function simulated(seed: number) {
  return risk([{ id: 'value-at-risk-monte-carlo', confidence: 0.99, seed, paths: 20_000 }]);
}

describe('term 6: portfolio value at risk', () => {
  it('of a linear book is z·√(qᵀΣq), to 1e-10', async () => {
    const [linear] = await figures([{ id: 'value-at-risk-delta-normal', confidence: 0.975 }]);
    const { weights, expected } = HISTORY!;
    const variance = weights.reduce(
      (sum, a, i) => sum + weights.reduce((inner, b, j) => inner + a * b * expected.covSample[i]![j]!, 0),
      0,
    );
    const truth = normalQuantile(0.975) * Math.sqrt(variance);
    expect(Math.abs(linear!.amount - truth)).toBeLessThan(1e-10 * truth);
  });

  it.each(KINDS)('by %s: the shortfall is at least the value at risk, and components add up', async (kind) => {
    for (const confidence of [0.9, 0.99]) {
      const [quantile, mean] = await figures([
        { id: `value-at-risk-${kind}`, confidence },
        { id: `expected-shortfall-${kind}`, confidence },
      ]);
      expect(mean!.amount).toBeGreaterThanOrEqual(quantile!.amount);
      for (const { amount, holdings, unallocated } of [quantile!, mean!]) {
        const sum = holdings.reduce((total, { component }) => total + component, unallocated);
        expect(Math.abs(sum - amount)).toBeLessThan(1e-9 * amount);
        expect(Math.abs(unallocated)).toBeLessThan(1e-6 * amount);
        expect(holdings).toHaveLength(5);
      }
    }
  });

  it('states marginal and incremental figures of each holding', async () => {
    const [historical] = await figures([{ id: 'expected-shortfall-historical', confidence: 0.95 }]);
    const [first] = historical!.holdings;
    expect(first!.marginal * HISTORY!.weights[0]!).toBeCloseTo(first!.component, 12);
    expect(first!.incremental).toBeLessThan(first!.component);
    expect(historical!.details).toMatchObject({ outcomes: 500, standardError: expect.any(Number) });
  });

  it('gives the same bytes for the same seed, others for another, and a standard error that covers the truth', async () => {
    const [first, second, other] = [await simulated(7), await simulated(7), await simulated(8)];
    expect(first.text).toBe(second.text);
    expect(first.text).not.toBe(other.text);
    const [exact] = await figures([{ id: 'value-at-risk-delta-normal', confidence: 0.99 }]);
    const { amount, details } = (first.json as RiskAnswer).measures[0]!;
    const { standardError, controlVariate } = details as unknown as {
      standardError: number;
      controlVariate: { amount: number; standardError: number };
    };
    expect(controlVariate.standardError).toBeLessThan(standardError / 2);
    // The paths are lognormal, the linear figure is normal: they differ by about half a per cent here.
    expect(Math.abs(controlVariate.amount / exact!.amount - 1)).toBeLessThan(0.06);
    expect(Math.abs(amount - controlVariate.amount)).toBeLessThan(4 * standardError);
  });

  it('names what it cannot be asked', async () => {
    const refused = [
      [{ id: 'value-at-risk-historical', confidence: 1 }, '/measures/0/confidence'],
      [{ id: 'value-at-risk-historical', window: 10_000 }, '/market/history'],
      [{ id: 'value-at-risk-historical', horizonDays: 251 }, '/measures/0/horizonDays'],
      [{ id: 'value-at-risk-nothing' }, '/measures/0/id'],
      [{ id: 'value-at-risk-monte-carlo', paths: 5 }, '/measures/0/paths'],
    ] as const;
    for (const [measure, pointer] of refused) {
      expect((await risk([measure], 422)).json).toMatchObject({ errors: [{ pointer }] });
    }
  });
});
