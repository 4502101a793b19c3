import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StressAnswer } from '../../shared/usecases/index.ts';
import { type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';
import { STRESS_MARKET, stressPortfolio } from '../support/stress-book.ts';

const SHORT = stressPortfolio({ 'BTC-80-C': -200, 'BTC-80-P': -200, 'BTC-JUN': 20 });
const LONG = stressPortfolio({ 'BTC-80-C': 200, 'BTC-80-P': 200, 'BTC-JUN': -20 });
const MOVES = [-0.08, -0.06, -0.04, -0.02, 0.02, 0.04, 0.06, 0.08];

let api: InProcessApi;
beforeAll(async () => {
  api = await startInProcessApi();
});
afterAll(() => api.close());

async function post(body: object, status = 200) {
  const path = '/v1/stress';
  const answer = await api.call({ method: 'POST', path, headers: { 'x-api-key': KEYS.local }, body });
  expect({ status: answer.status, text: answer.status === status ? '' : answer.text }).toEqual({ status, text: '' });
  return answer.json;
}

const answerTo = async (parts: object) =>
  (await post({ portfolio: SHORT, market: STRESS_MARKET, ...parts })) as StressAnswer;
const stress = async (parts: object) => (await answerTo(parts)).scenarios;

async function cashGamma(): Promise<number> {
  const body = { portfolio: SHORT, market: STRESS_MARKET };
  const answer = await api.call({ method: 'POST', path: '/v1/exposure', headers: { 'x-api-key': KEYS.local }, body });
  return (answer.json as { total: { cash: { gamma: number } } }).total.cash.gamma;
}

async function losses(portfolio: object, kind: string, spot: number): Promise<number[]> {
  const found: number[] = [];
  for (const coefficient of [0, 0.5, 1, 2, 4, 8]) {
    const scenarios = [{ spotShockFraction: spot }];
    const [outcome] = await stress({ portfolio, scenarios, impact: { kind, coefficient } });
    found.push(outcome!.feedback!.loss);
  }
  return found;
}

describe('term 12: non-linear portfolio risk', () => {
  it('shows full revaluation and the second-order curve together, with a gap that grows', async () => {
    const curve = await stress({ grid: { spotShocks: MOVES } });
    const gaps = curve.map(({ gap }) => Math.abs(gap));
    for (const side of [gaps.slice(0, 4).toReversed(), gaps.slice(4)]) {
      for (const [i, gap] of side.entries()) expect(gap).toBeGreaterThan(i === 0 ? 0 : side[i - 1]!);
    }
    // the next term of the expansion is of third order: twice the move, about eight times the gap
    const [small, twice] = await stress({ grid: { spotShocks: [0.005, 0.01] } });
    expect(twice!.gap / small!.gap).toBeGreaterThan(7);
    expect(twice!.gap / small!.gap).toBeLessThan(9);
    for (const each of curve) expect(each.pnl).toBeLessThan(0);
  });

  it('has no gap in a book without options', async () => {
    const portfolio = stressPortfolio({ 'BTC-PERP': 3, 'BTC-INV': -500, 'ETH-PERP': -2 }, { USD: 1_000, BTC: 1 });
    for (const each of await stress({ portfolio, grid: { spotShocks: [-0.5, 0.5, 3], volShocks: [0, 1] } })) {
      expect(Math.abs(each.gap)).toBeLessThan(1e-9 * Math.abs(each.pnl));
    }
  });

  it.each(['linear', 'square-root'])(
    'loses nothing by feedback without impact, and more with more of it: %s',
    async (kind) => {
      for (const portfolio of [SHORT, LONG]) {
        for (const spot of [-0.05, 0.05]) {
          const found = await losses(portfolio, kind, spot);
          expect(found[0]).toBe(0);
          for (let i = 1; i < found.length; i++) expect(found[i]!).toBeGreaterThan(found[i - 1]!);
        }
      }
    },
  );

  it('drives prices on where gamma is short, holds them back where it is long, and settles where the flow explains the move', async () => {
    const impact = { kind: 'linear', coefficient: 2 };
    for (const [portfolio, onwards] of [
      [SHORT, 1],
      [LONG, -1],
    ] as const) {
      const { equity, scenarios } = await answerTo({ portfolio, scenarios: [{ spotShockFraction: 0.05 }], impact });
      const [outcome] = scenarios;
      const [btc] = outcome!.feedback!.underlyings;
      expect(btc).toMatchObject({ underlying: 'BTC', spotShockFraction: 0.05, settles: true });
      expect(Math.sign(btc!.finalShockFraction - 0.05)).toBe(onwards);
      expect(btc!.finalShockFraction).toBeCloseTo(0.05 + (2 * btc!.hedgeFlow) / 20_000, 10);
      expect(outcome!.equity).toBeCloseTo(equity + outcome!.pnl - outcome!.feedback!.loss, 6);
    }
  });

  it('approaches ½·Γ·(s*² − s₀²)·S² for small moves of a small book', async () => {
    const scenarios = [{ spotShockFraction: 0.001 }];
    const [outcome] = await stress({ scenarios, impact: { kind: 'linear', coefficient: 1 } });
    const { spotShockFraction: from, finalShockFraction: to } = outcome!.feedback!.underlyings[0]!;
    const straddle = outcome!.holdings!.filter(({ instrument }) => instrument !== 'BTC-JUN');
    expect(straddle).toHaveLength(3);
    const gamma = await cashGamma();
    expect(outcome!.feedback!.loss / (-0.5 * gamma * (to * to - from * from))).toBeCloseTo(1, 1);
  });

  it('says where a hedge never catches up with the price, and what it lacks', async () => {
    const portfolio = stressPortfolio({ 'BTC-80-C': -40_000, 'BTC-80-P': -40_000 });
    const impact = { kind: 'linear', coefficient: 8 };
    const [outcome] = await stress({ portfolio, scenarios: [{ spotShockFraction: 0.02 }], impact });
    expect(outcome!.feedback!.underlyings[0]).toMatchObject({ settles: false, finalShockFraction: 10 });
    const thin = STRESS_MARKET.underlyings.map((each) => ({ ...each, adv: undefined }));
    const body = {
      portfolio: SHORT,
      market: { ...STRESS_MARKET, underlyings: thin },
      grid: { spotShocks: MOVES },
      impact,
    };
    expect(await post(body, 422)).toMatchObject({ errors: [{ pointer: '/market/underlyings' }] });
  });
});
