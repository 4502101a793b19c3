import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ForecastAnswer, MarginAnswer, ReverseStressAnswer, StressAnswer } from '../../shared/usecases/index.ts';
import { type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';
import { shockedSnapshot } from '../support/shocked-snapshot.ts';
import { STRESS_MARKET, STRESS_PORTFOLIO, stressPortfolio } from '../support/stress-book.ts';

const BOOK = { portfolio: STRESS_PORTFOLIO, market: STRESS_MARKET };
const METHOD = 'scenario-grid';
const DAY_MS = 86_400_000;

let api: InProcessApi;
beforeAll(async () => {
  api = await startInProcessApi();
});
afterAll(() => api.close());

async function post(path: string, body: object, status = 200) {
  const answer = await api.call({ method: 'POST', path, headers: { 'x-api-key': KEYS.local }, body });
  expect({ status: answer.status, text: answer.status === status ? '' : answer.text }).toEqual({ status, text: '' });
  return answer.json;
}

const reverse = async (parts: object) =>
  (await post('/v1/stress/reverse', { ...BOOK, method: METHOD, axis: 'spot', ...parts })) as ReverseStressAnswer;
const forecast = async (parts: object) =>
  (await post('/v1/forecast', { ...BOOK, method: METHOD, ...parts })) as ForecastAnswer;

async function margin(portfolio: object, market: object): Promise<MarginAnswer> {
  return (await post('/v1/margin', { portfolio, market, methods: [{ id: METHOD }] })) as MarginAnswer;
}

describe('term 15: real-time portfolio analysis', () => {
  it('gives the distance to the margin call in per cent, sigmas and days; shifted by it, equity is maintenance within a cent', async () => {
    const { distance, underlyings } = await reverse({});
    expect(underlyings).toEqual(['BTC', 'ETH']);
    const { fraction, sigmas, days } = distance!;
    const there = await margin(STRESS_PORTFOLIO, shockedSnapshot(STRESS_MARKET, { spot: fraction! }));
    expect(Math.abs(there.equity - there.margins[0]!.maintenance)).toBeLessThan(0.01);
    // of the two coins ether moves most: 80 % a year
    expect(sigmas).toBeCloseTo(Math.abs(fraction!) / (0.8 / Math.sqrt(365)), 10);
    expect(days).toBeCloseTo(sigmas! * sigmas!, 8);
  });

  it('moves one underlying alone where asked', async () => {
    const { down, up } = await reverse({ underlying: 'BTC' });
    for (const root of [down, up]) {
      if (root === null) continue;
      const there = await margin(STRESS_PORTFOLIO, shockedSnapshot(STRESS_MARKET, { spot: { BTC: root.shock } }));
      expect(Math.abs(there.equity - there.margins[0]!.maintenance)).toBeLessThan(0.01);
      expect(root.distance.sigmas).toBeCloseTo(Math.abs(root.shock) / (0.6 / Math.sqrt(365)), 10);
    }
    expect([down, up]).not.toEqual([null, null]);
  });

  it('takes a vol from the history where none is stated, and says null where there is neither', async () => {
    const underlyings = STRESS_MARKET.underlyings.map((each) => ({ ...each, volAnnual: undefined }));
    const blind = await reverse({ market: { ...STRESS_MARKET, underlyings } });
    expect(blind.distance).toEqual({ fraction: expect.any(Number), sigmas: null, days: null });
    const dates = ['2026-04-17', '2026-04-18', '2026-04-19', '2026-04-20', '2026-04-21'];
    const returns = [0.02, -0.03, 0.01, 0.04];
    let close = 100;
    const closes = [close, ...returns.map((r) => (close *= 1 + r))];
    const history = { dates, closes: { BTC: closes, ETH: closes } };
    const seen = await reverse({ market: { ...STRESS_MARKET, underlyings, history } });
    const variance = returns.reduce((sum, r) => sum + (r - 0.01) ** 2, 0) / 3;
    expect(seen.distance!.sigmas).toBeCloseTo(Math.abs(seen.distance!.fraction!) / Math.sqrt(variance), 8);
  });

  it('warns of a market that is older than the caller allows', async () => {
    const asOf = Date.parse(STRESS_MARKET.asOf);
    const at = (seconds: number) => ({
      freshness: { now: new Date(asOf + seconds * 1000).toISOString(), maxAgeSeconds: 60 },
    });
    const scenarios = [{ spotShockFraction: -0.1 }];
    for (const [path, parts] of [
      ['/v1/stress', { scenarios }],
      ['/v1/stress/reverse', { method: 'delta', axis: 'spot' }],
      ['/v1/forecast', { method: 'delta', days: 1 }],
    ] as const) {
      const fresh = (await post(path, { ...BOOK, ...parts, ...at(60) })) as StressAnswer;
      const stale = (await post(path, { ...BOOK, ...parts, ...at(61) })) as StressAnswer;
      expect(fresh.warnings).toEqual([]);
      expect(stale.warnings).toEqual([expect.stringMatching(/^stale-input: .*61 s old/)]);
      expect(stale.provenance.marketAsOf).toBe(STRESS_MARKET.asOf);
    }
  });

  it('forecasts each day as a market of that day would have it', async () => {
    const { days } = await forecast({ days: 30 });
    expect(days.map(({ daysForward }) => daysForward)).toEqual([...Array(31).keys()]);
    for (const day of [0, 1, 7, 30]) {
      const there = await margin(STRESS_PORTFOLIO, shockedSnapshot(STRESS_MARKET, { days: day }));
      expect(days[day]!.equity).toBeCloseTo(there.equity, 5);
      expect(days[day]!.initial).toBeCloseTo(there.margins[0]!.initial, 5);
      expect(days[day]!.maintenance).toBeCloseTo(there.margins[0]!.maintenance, 5);
      expect(Date.parse(days[day]!.asOf)).toBe(Date.parse(STRESS_MARKET.asOf) + day * DAY_MS);
    }
  });

  it('settles what expires at its payoff in cash, and takes it off the margin', async () => {
    const { days } = await forecast({ days: 70 });
    const expired = days.flatMap((day) => day.expired.map((id) => [day.daysForward, id]));
    // 29 May 08:00 is 37⅓ days ahead, 26 June 08:00 is 65⅓
    expect(expired.filter(([day]) => day === 38)).toEqual([[38, 'BTC-90-C-MAY']]);
    expect(expired.filter(([day]) => day === 66)).toHaveLength(6);
    const last = days.at(-1)!;
    // left: perpetuals and coins. The future gains 80,900 − 81,500; calls at 80,000 pay 900; the coin call, the puts and the May call nothing; ether's 2,600 nothing.
    const settled = stressPortfolio(
      { 'BTC-PERP': 0.5, 'BTC-INV': -2_000, 'ETH-PERP': 8 },
      { USD: 150_000 - 600 - 3 * 900, BTC: 0.75 },
    );
    const there = await margin(settled, shockedSnapshot(STRESS_MARKET, { days: 70 }));
    expect(last.equity).toBeCloseTo(there.equity, 6);
    expect(last.initial).toBeCloseTo(there.margins[0]!.initial, 6);
  });

  it('names the first day of breach', async () => {
    const portfolio = stressPortfolio({ 'BTC-80-C': 4 }, { USD: -10_000 });
    const { days, firstBreach } = await forecast({ portfolio, days: 65 });
    const first = days.findIndex(({ equity, maintenance }) => equity < maintenance);
    expect(first).toBeGreaterThan(0);
    expect(firstBreach).toEqual({ daysForward: first, asOf: days[first]!.asOf });
    const { up } = await reverse({ portfolio, axis: 'time', to: 65 });
    expect(Math.ceil(up!.shock)).toBe(first);
    expect((await forecast({ portfolio: stressPortfolio({}), days: 3 })).firstBreach).toBeNull();
    const refused = [
      [{ days: 0 }, '/days'],
      [{ days: 401 }, '/days'],
      [{ days: 1.5 }, '/days'],
    ] as const;
    for (const [parts, pointer] of refused) {
      expect(await post('/v1/forecast', { ...BOOK, method: METHOD, ...parts }, 400)).toMatchObject({
        errors: [{ pointer }],
      });
    }
  });

  it('shows a jump across the requirement where a hedge expires', async () => {
    const held = { 'BTC-90-C-MAY': 8, 'BTC-85-C-COIN': -4 };
    const { days } = await forecast({ portfolio: stressPortfolio(held, {}), days: 38 });
    const [before, after] = days.slice(-2).map(({ equity, maintenance }) => equity - maintenance);
    expect(before! - after!).toBeGreaterThan(1_000);
    // with this much cash the book is sound until the long calls are gone
    const portfolio = stressPortfolio(held, { USD: -(before! + after!) / 2 });
    const { roots } = await reverse({ portfolio, axis: 'time', to: 60 });
    const jump = roots.find(({ isJump }) => isJump);
    expect(jump!.shock).toBeCloseTo(37 + 8 / 24, 6);
    expect(Math.abs(jump!.residual)).toBeGreaterThan(0.01);
  });
});
