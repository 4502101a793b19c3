import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarginAnswer, ReverseStressAnswer, StressAnswer } from '../../shared/usecases/index.ts';
import { type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';
import { shockedSnapshot } from '../support/shocked-snapshot.ts';
import { STRESS_MARKET, STRESS_PORTFOLIO, stressPortfolio } from '../support/stress-book.ts';

const BOOK = { portfolio: STRESS_PORTFOLIO, market: STRESS_MARKET };

/** Maintenance ½ %, initial 1 % of the net delta's value. */
const MMR = { id: 'delta', parameters: { defaultShockFraction: 0.01, maintenanceFraction: 0.5 } };

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

const get = async (path: string) =>
  (await api.call({ method: 'GET', path, headers: { 'x-api-key': KEYS.local } })).json;

const stress = async (parts: object) => (await post('/v1/stress', { ...BOOK, ...parts })) as StressAnswer;

const reverse = async (parts: object) =>
  (await post('/v1/stress/reverse', { ...BOOK, ...parts })) as ReverseStressAnswer;

/** What margin says of the same book on the market that a client would send from the shocked world. */
async function repriced(
  shock: Parameters<typeof shockedSnapshot>[1],
  id = 'scenario-grid',
  portfolio = STRESS_PORTFOLIO,
) {
  const market = shockedSnapshot(STRESS_MARKET, shock);
  return (await post('/v1/margin', { portfolio, market, methods: [{ id }] })) as MarginAnswer;
}

describe('term 10: synthetic portfolio stress testing', () => {
  it('stresses a book that was never saved, full revaluation beside the Greeks, adding up', async () => {
    const { scenarios, equity } = await stress({
      grid: { spotShocks: [-0.3, -0.01, 0, 0.01, 0.3], volShocks: [0, 0.5], daysForward: 7 },
    });
    expect(scenarios).toHaveLength(10);
    for (const each of scenarios) {
      const sum = (field: 'pnl' | 'approximation' | 'gap') =>
        each.holdings!.reduce((total, holding) => total + holding[field], 0);
      expect(sum('pnl')).toBeCloseTo(each.pnl, 6);
      expect(sum('approximation')).toBeCloseTo(each.approximation, 6);
      expect(each.pnl - each.approximation).toBeCloseTo(each.gap, 9);
      expect(equity + each.pnl).toBeCloseTo(each.equity, 6);
      expect(each.holdings).toHaveLength(12);
    }
    const { items } = (await get('/v1/portfolios')) as { items: unknown[] };
    expect(items).toEqual([]);
  });

  it.each([{ spot: -0.25 }, { spot: 0.4, vol: -0.2 }, { vol: 0.6, days: 20 }, { spot: -0.1, vol: 0.3, days: 3 }])(
    'gains what a market sent from the shocked world says: %o',
    async (shock) => {
      const scenario = {
        spotShockFraction: shock.spot ?? 0,
        volShockFraction: shock.vol ?? 0,
        daysForward: shock.days ?? 0,
      };
      const [outcome] = (await stress({ scenarios: [scenario], method: 'scenario-grid' })).scenarios;
      const [before, after] = [await repriced({}), await repriced(shock)];
      expect(outcome!.pnl).toBeCloseTo(after.equity - before.equity, 5);
      expect(outcome!.requirement!.initial).toBeCloseTo(after.margins[0]!.initial, 6);
      expect(outcome!.requirement!.maintenance).toBeCloseTo(after.margins[0]!.maintenance, 6);
    },
  );

  it('moves underlyings alone, by their own shocks or by a correlation with the lead', async () => {
    const { scenarios } = await stress({
      scenarios: [
        { id: 'own', spotShockFraction: -0.2, underlyings: { ETH: { spotShockFraction: 0.1 } } },
        { id: 'with', spotShockFraction: -0.2, correlation: -0.5 },
        { id: 'apart', spotShockFraction: -0.2, correlation: 0 },
        { id: 'eth leads', spotShockFraction: 0.3, correlation: 0, lead: 'ETH' },
        { id: 'one', spotShockFraction: -0.2, correlation: 1 },
        { id: 'plain', spotShockFraction: -0.2 },
      ],
    });
    const [own, withLead, apart, ethLeads, one, plain] = scenarios;
    expect(withLead!.pnl).toBe(own!.pnl);
    expect(one!.pnl).toBe(plain!.pnl);
    const ether = (outcome: typeof own) => outcome!.holdings!.filter(({ instrument }) => instrument.startsWith('ETH'));
    expect(ether(apart).map(({ pnl }) => pnl)).toEqual([0, 0]);
    const linear = ether(ethLeads).find(({ instrument }) => instrument === 'ETH-PERP')!;
    expect(linear.pnl).toBeCloseTo(8 * 2_500 * 0.3, 9);
    expect(ethLeads!.pnl).toBeCloseTo(
      ether(ethLeads).reduce((sum, { pnl }) => sum + pnl, 0),
      9,
    );
  });

  it('charges what leaving the book would cost, and takes the worse side of a stale price', async () => {
    const portfolio = stressPortfolio({ 'BTC-PERP': 2 });
    const shock = { spotShockFraction: -0.1 };
    const liquidity = { haircutFraction: 0.01, halfSpreadMultiple: 5 };
    const answer = await stress({
      portfolio,
      scenarios: [
        { ...shock, id: 'liquidity', liquidity },
        { ...shock, id: 'stale', stalePrice: { delayDays: 365 / 100, sigmas: 2 } },
      ],
    });
    const [liquid, stale] = answer.scenarios;
    expect(liquid!.closeOutCost).toBeCloseTo(2 * 72_000 * (0.01 + (5 * 10) / 80_000), 8);
    expect(liquid!.equity).toBeCloseTo(answer.equity - 2 * 8_000 - liquid!.closeOutCost, 8);
    // σ·√delay = 0.6·0.1, twice: 12 % of a price that has fallen by 10 %
    expect(stale!.staleMoves).toEqual({ BTC: -0.12 });
    expect(stale!.pnl).toBeCloseTo(2 * 80_000 * (0.9 * 0.88 - 1), 8);
    const short = await stress({
      portfolio: stressPortfolio({ 'BTC-PERP': -2 }),
      scenarios: [{ ...shock, stalePrice: { delayDays: 3.65 } }],
    });
    expect(short.scenarios[0]!.staleMoves!['BTC']).toBeCloseTo(0.06, 12);
  });

  it('replays days of the history, all underlyings as they moved together', async () => {
    const dates = ['2026-04-17', '2026-04-18', '2026-04-19', '2026-04-20', '2026-04-21'];
    const closes = { BTC: [80_000, 84_000, 79_800, null, 81_000], ETH: [2_500, 2_400, 2_640, 2_600, 2_700] };
    const market = { ...STRESS_MARKET, history: { dates, closes } };
    const moves = [
      { BTC: 84 / 80 - 1, ETH: 24 / 25 - 1 },
      { BTC: 79.8 / 84 - 1, ETH: 264 / 240 - 1 },
      { BTC: 81 / 79.8 - 1, ETH: 270 / 264 - 1 },
    ];
    const scenarios = moves.map(({ BTC, ETH }, i) => ({
      id: `day ${i}`,
      spotShockFraction: BTC,
      underlyings: { ETH: { spotShockFraction: ETH } },
    }));
    const same = (await stress({ scenarios })).scenarios;
    const replayed = await stress({ market, replay: {} });
    expect(replayed.scenarios.map(({ id }) => id)).toEqual(['2026-04-18', '2026-04-19', '2026-04-21']);
    for (const [i, { pnl }] of replayed.scenarios.entries()) expect(pnl).toBeCloseTo(same[i]!.pnl, 6);
    expect(replayed.warnings).toContainEqual(expect.stringMatching(/^days-left-out/));
    const ranged = await stress({ market, replay: { from: '2026-04-19', to: '2026-04-20' } });
    expect(ranged.scenarios.map(({ id }) => id)).toEqual(['2026-04-19']);
    const named = await stress({ market, replay: { dates: ['2026-04-21'] } });
    expect(named.scenarios[0]!.pnl).toBe(replayed.scenarios[2]!.pnl);
    const refused = [
      [{ market, replay: { dates: ['2026-04-18', '2026-04-20'] } }, '/replay/dates/1', 422],
      [{ market, replay: { from: '2026-04-22' } }, '/replay', 422],
      [{ market, replay: { from: '2026-04-19', dates: ['2026-04-19'] } }, '/replay/dates', 400],
    ] as const;
    for (const [parts, pointer, status] of refused) {
      expect(await post('/v1/stress', { ...BOOK, ...parts }, status)).toMatchObject({ errors: [{ pointer }] });
    }
    const without = await post('/v1/stress', { ...BOOK, replay: {} }, 422);
    expect(without).toMatchObject({ type: 'urn:ballast:problem:missing-market-data' });
  });

  it('names the margin call and the step at which the book fails first', async () => {
    const parts = { portfolio: stressPortfolio({ 'BTC-PERP': 1 }, { USD: 10_000 }), method: MMR };
    const answer = await stress({ ...parts, grid: { spotShocks: [0.1, -0.05, -0.12, -0.2] } });
    expect(answer.requirement).toMatchObject({ breached: false, marginCall: 0 });
    const requirements = answer.scenarios.map(({ requirement }) => requirement!);
    expect(requirements.map(({ breached }) => breached)).toEqual([false, false, false, true]);
    expect(answer.failingStep).toEqual({ index: 3, id: 'spot-0.20/vol+0.00' });
    // equity 12,000 − 16,000 (entry at 78,000), initial 1 % of 64,000
    expect(requirements[3]!.marginCall).toBeCloseTo(4_000 + 640, 8);
  });

  it.each(['delta', 'scenario-grid', 'paradex-style'])(
    'finds the boundary of a breach under %s, proven by re-pricing',
    async (id) => {
      const { roots, curve, down, up, equity, scan } = await reverse({ method: id, axis: 'spot' });
      expect(scan.points).toBeGreaterThanOrEqual(300);
      const stepLog = Math.log((1 + scan.to) / (1 + scan.from)) / (scan.points - 1);
      expect(roots.length).toBeGreaterThan(0);
      for (const root of roots) {
        expect(root.isJump).toBe(false);
        expect(Math.abs(root.residual)).toBeLessThan(0.01);
        const below = curve.findLast(({ shock }) => shock <= root.shock)!;
        const above = curve.find(({ shock }) => shock > root.shock)!;
        expect(Math.log((1 + above.shock) / (1 + below.shock))).toBeLessThan(1.1 * stepLog);
        const there = await repriced({ spot: root.shock }, id);
        expect(Math.abs(there.equity - there.margins[0]!.maintenance)).toBeLessThan(0.01);
      }
      expect(curve.find(({ shock }) => shock === 0)!.equity).toBe(equity);
      const nearer = curve.filter(({ shock }) => shock > (down?.shock ?? -1) && shock < (up?.shock ?? 9));
      expect(nearer.length).toBeGreaterThan(10);
      for (const point of nearer) expect(point.equity).toBeGreaterThan(point.maintenance);
    },
  );

  it('finds the liquidation price of crypto-margin.md §7: long 1 at 80,000, 10,000 cash, 0.5 % maintenance', async () => {
    const portfolio = stressPortfolio({}, { USD: 10_000 });
    const positions = [{ instrument: 'BTC-PERP', quantity: '1', averagePrice: '80000', venue: 'main' }];
    const { roots } = await reverse({ portfolio: { ...portfolio, positions }, method: MMR, axis: 'spot' });
    expect(roots).toHaveLength(1);
    expect(80_000 * (1 + roots[0]!.shock)).toBeCloseTo(70_000 / 0.995, 6);
    expect((80_000 * (1 + roots[0]!.shock)).toFixed(2)).toBe('70351.76');
  });

  it('finds every root: a strangle breaches on both sides, a naked call that is in breach already has one way out', async () => {
    const strangle = stressPortfolio({ 'BTC-90-C-MAY': -4, 'BTC-70-P': -4 }, { USD: 60_000 });
    const both = await reverse({ portfolio: strangle, method: 'scenario-grid', axis: 'spot' });
    expect(both.roots).toHaveLength(2);
    expect(both.down!.shock).toBe(both.roots[0]!.shock);
    expect(both.up!.shock).toBe(both.roots[1]!.shock);
    const near = Math.min(-both.down!.shock, both.up!.shock);
    expect(Math.abs(both.distance!.fraction!)).toBe(near);
    const naked = stressPortfolio({ 'BTC-80-C': -2 }, { USD: 20_000 });
    const breached = await reverse({ portfolio: naked, method: 'scenario-grid', axis: 'spot' });
    expect(breached.requirement).toMatchObject({ breached: true });
    expect(breached.up).toBeNull();
    expect(breached.down!.shock).toBeLessThan(0);
  });

  it('finds the vol and the day of a breach too', async () => {
    const portfolio = stressPortfolio({ 'BTC-80-C': -2, 'BTC-80-P': -2 }, { USD: 80_000 });
    const vol = await reverse({ portfolio, method: 'scenario-grid', axis: 'vol' });
    expect(vol.roots).toHaveLength(1);
    const there = await repriced({ vol: vol.up!.shock }, 'scenario-grid', portfolio);
    expect(Math.abs(there.equity - there.margins[0]!.maintenance)).toBeLessThan(0.01);
    expect(vol.distance).toEqual({ fraction: vol.up!.shock, sigmas: null, days: null });
    const long = stressPortfolio({ 'BTC-80-C': 4 }, { USD: -10_000 });
    const time = await reverse({ portfolio: long, method: 'scenario-grid', axis: 'time', to: 60 });
    const later = await repriced({ days: time.up!.shock }, 'scenario-grid', long);
    expect(Math.abs(later.equity - later.margins[0]!.maintenance)).toBeLessThan(0.01);
    expect(time.distance).toEqual({ fraction: null, sigmas: null, days: time.up!.shock });
  });

  it('names what it cannot be asked', async () => {
    const shock = { spotShockFraction: -0.1 };
    const refused = [
      [{}, '/scenarios', 400],
      [{ scenarios: [] }, '/scenarios', 400],
      [{ scenarios: [{ spotShockFraction: -1 }] }, '/scenarios/0/spotShockFraction', 400],
      [{ scenarios: [{ ...shock, correlation: 1.1 }] }, '/scenarios/0/correlation', 400],
      [{ scenarios: [{ ...shock, lead: 'DOGE' }] }, '/scenarios/0/lead', 422],
      [{ scenarios: [{ ...shock, underlyings: { DOGE: shock } }] }, '/scenarios/0/underlyings/DOGE', 422],
      [{ scenarios: [shock, shock] }, '/scenarios/1', 422],
      [{ scenarios: [shock], stalePrice: { delayDays: 700 } }, '/stalePrice', 422],
      [{ scenarios: [shock], method: 'no-method' }, '/method/id', 422],
      [{ scenarios: [shock], method: 'simm-style' }, '/method', 422],
    ] as const;
    for (const [parts, pointer, status] of refused) {
      expect(await post('/v1/stress', { ...BOOK, ...parts }, status)).toMatchObject({ errors: [{ pointer }] });
    }
    const asked = { method: 'delta', axis: 'spot' };
    const unfit = [
      [{ axis: 'spot' }, '/method', 400],
      [{ ...asked, axis: 'rate' }, '/axis', 400],
      [{ ...asked, points: 100 }, '/points', 400],
      [{ ...asked, from: -1 }, '/from', 422],
      [{ ...asked, from: 0, to: 0 }, '/to', 422],
      [{ ...asked, underlying: 'DOGE' }, '/underlying', 422],
      [{ ...asked, axis: 'time', from: -0.5 }, '/from', 422],
      [{ ...asked, axis: 'time', underlying: 'BTC' }, '/underlying', 422],
    ] as const;
    for (const [parts, pointer, status] of unfit) {
      expect(await post('/v1/stress/reverse', { ...BOOK, ...parts }, status)).toMatchObject({ errors: [{ pointer }] });
    }
    const unquoted = {
      ...STRESS_MARKET,
      instruments: STRESS_MARKET.instruments.map((each) => ({ ...each, bid: null })),
    };
    const request = { ...BOOK, market: unquoted, scenarios: [shock], liquidity: { halfSpreadMultiple: 1 } };
    expect(await post('/v1/stress', request, 422)).toMatchObject({
      errors: [{ pointer: '/portfolio/positions/0/instrument' }],
    });
  });
});
