import { beforeAll, describe, expect, it } from 'vitest';
import { stored } from '../../functions/http/index.ts';
import {
  assessSnapshot,
  calculatePolicyMargin,
  recomputeSnapshot,
  type SnapshotSummary,
} from '../../shared/usecases/index.ts';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import { Random } from '../support/random.ts';
import { useTermApi } from '../support/term-api.ts';

type Json = Record<string, unknown>;
type State = { equity: number; margins: { initial: number; maintenance: number }[]; greeks: { delta: number }[] };
type Trade = { instrument: string; quantity: string; venue: string; midPrice: number };
type Suggestion = Json & {
  status: string;
  event: string;
  violations: Json[];
  cure: {
    trades: Trade[];
    fraction: number;
    cures: boolean;
    before: State;
    after: State;
    request: Json;
    certificate: Json;
    failure: { detail: string };
  };
  expectedFills: (Json & { quantity: string })[];
};

const MARKET = fuzzMarket(new Random(13)) as Json & { instruments: (Json & { id: string; mark?: number })[] };
const AT = '2026-02-05T10:00:00Z';
const DELTA = [{ id: 'delta' }];

const { send, recomputeAll } = useTermApi();
const get = async <T>(path: string) => {
  const { status, json, text } = await send('GET', path);
  expect(status, text).toBe(200);
  return json as T;
};
const suggestionsOf = async (id: string) =>
  (await get<{ items: (Json & { sid: string })[] }>(`/portfolios/${id}/suggestions`)).items;
const suggestionOf = (id: string, sid: string) => get<Suggestion>(`/portfolios/${id}/suggestions/${sid}`);

async function open(id: string, quantity: number, cash: number, policy: Json): Promise<void> {
  const positions = [{ instrument: 'BTC-PERP', quantity, averagePrice: 65_000 }];
  const body = { baseCurrency: 'USD', positions, collateral: [{ asset: 'USD', quantity: cash }] };
  expect((await send('PUT', `/portfolios/${id}`, body)).status).toBe(201);
  const set = await send('PUT', `/portfolios/${id}/policy`, { methods: DELTA, ...policy });
  expect(set.status, set.text).toBe(200);
  await recomputeAll();
}

let fills = 0;
async function fill(id: string, instrument: string, side: string, quantity: string, price = 65_000): Promise<void> {
  const one = { fillId: `f${(fills += 1)}`, instrument, side, quantity, price, executedAt: AT };
  const { json } = await send('POST', `/portfolios/${id}/fills`, { fills: [one] });
  expect((json as { results: Json[] }).results).toMatchObject([{ outcome: 'applied' }]);
  await recomputeAll();
}

const count = async (id: string) => (await suggestionsOf(id)).length;
const path = (id: string, verb: string) => `/portfolios/${id}/suggestions/1-1-1/${verb}`;

function utilisation({ equity, margins }: State): number {
  return margins[0]!.maintenance / equity;
}

beforeAll(async () => {
  await send('PUT', '/markets/default', MARKET);
});

describe('term 13: real-time portfolio rebalancing', () => {
  it('a book inside its policy gets no suggestion', async () => {
    await open('calm', 1, 1e6, { bands: { greeks: [{ underlying: 'BTC', greek: 'delta', min: -2, max: 2 }] } });
    expect(await suggestionsOf('calm')).toEqual([]);
  });

  it('a fill that breaks a band gets one suggestion, with the least trade that brings it back', async () => {
    const bands = { greeks: [{ underlying: 'BTC', greek: 'delta', max: 2 }] };
    await open('banded', 1, 1e6, { bands });
    await fill('banded', 'BTC-PERP', 'buy', '4');
    await recomputeAll();
    expect(await suggestionsOf('banded')).toMatchObject([
      { sid: '2-1-1', event: 'RebalanceSuggested', status: 'open' },
    ]);
    const { cure, violations } = await suggestionOf('banded', '2-1-1');
    expect(violations).toMatchObject([{ kind: 'greek-band', pointer: '/bands/greeks/0', value: 5, max: 2 }]);
    // by hand: 5 held, 2 allowed
    expect(cure.trades.map(({ instrument }) => instrument)).toEqual(['BTC-PERP']);
    expect(Number(cure.trades[0]!.quantity)).toBeCloseTo(-3, 4);
    expect(cure).toMatchObject({ cures: true, before: { greeks: [{ delta: 5 }] } });
    expect(cure.after.greeks[0]!.delta).toBeLessThanOrEqual(2);
  });

  it('a breach of the utilisation limit is cured as far as the limit, and no further', async () => {
    await open('breached', 10, 100_000, { limits: [{ method: 'delta', utilisation: 0.5 }], hysteresisFraction: 0.1 });
    const [only] = await suggestionsOf('breached');
    expect(only).toMatchObject({ event: 'MarginBreached', status: 'open' });
    const { cure } = await suggestionOf('breached', only!.sid);
    expect(utilisation(cure.before)).toBeGreaterThan(0.5);
    expect(utilisation(cure.after)).toBeLessThanOrEqual(0.45);
    expect(utilisation(cure.after)).toBeCloseTo(0.45, 4);
  });

  it('has a certificate that verifies on the book it was made for', async () => {
    const { cure } = await suggestionOf('banded', '2-1-1');
    const request = { ...cure.request, portfolioId: 'banded', marketId: 'default', marketVersion: 1 };
    const verified = await send('POST', '/verify', { request, certificate: cure.certificate });
    expect(verified.json, verified.text).toMatchObject({ valid: true });
  });

  it('is superseded by the one for the next book where that is outside too, and never repeats itself', async () => {
    await fill('banded', 'BTC-PERP', 'buy', '1');
    await recomputeAll();
    expect((await suggestionsOf('banded')).map(({ sid, status }) => [sid, status])).toEqual([
      ['3-1-1', 'open'],
      ['2-1-1', 'superseded'],
    ]);
    // by hand: 6 held, 2 allowed
    expect(Number((await suggestionOf('banded', '3-1-1')).cure.trades[0]!.quantity)).toBeCloseTo(-4, 4);
    const accepted = await send('POST', '/portfolios/banded/suggestions/2-1-1/accept');
    expect(accepted.status).toBe(409);
  });

  it('says nothing of a book that is back inside, by the hysteresis or not; then speaks again, but not within the cooldown', async () => {
    const bands = { greeks: [{ underlying: 'BTC', greek: 'delta', max: 2 }] };
    for (const [id, cooldownSeconds] of [
      ['warm', 0],
      ['cool', 3600],
    ] as const) {
      await open(id, 3, 1e6, { bands, hysteresisFraction: 0.25, cooldownSeconds });
      expect(await count(id)).toBe(1);
      await fill(id, 'BTC-PERP', 'sell', '1.2');
      expect(await count(id), 'at 1.8 it is not yet inside 1.5, but passes no limit').toBe(1);
      await fill(id, 'BTC-PERP', 'sell', '0.8');
      await fill(id, 'BTC-PERP', 'buy', '2');
      expect(await count(id)).toBe(cooldownSeconds === 0 ? 2 : 1);
    }
  });

  it('is accepted into expected fills or dismissed, once; applied, they bring the book inside', async () => {
    const bands = { greeks: [{ underlying: 'BTC', greek: 'delta', max: 2 }] };
    for (const id of ['taken', 'left']) await open(id, 6, 1e6, { bands });
    const taken = (await send('POST', path('taken', 'accept'))).json as Suggestion;
    expect(taken).toMatchObject({ status: 'accepted', expectedFills: [{ instrument: 'BTC-PERP', side: 'sell' }] });
    expect((await send('POST', path('taken', 'accept'))).json).toEqual(taken);
    expect((await send('POST', path('taken', 'dismiss'))).status).toBe(409);
    expect((await send('POST', path('left', 'dismiss'))).json).toMatchObject({
      status: 'dismissed',
      expectedFills: [],
    });
    await fill('taken', 'BTC-PERP', 'sell', taken.expectedFills[0]!.quantity);
    const { json } = await send('POST', '/exposure', { portfolioId: 'taken', marketId: 'default' });
    expect((json as { byUnderlying: { raw: { delta: number } }[] }).byUnderlying[0]!.raw.delta).toBeLessThanOrEqual(2);
    expect(await suggestionsOf('taken')).toMatchObject([{ status: 'accepted' }]);
  });

  it('is made once, also where the snapshot was stored and whoever did it died before it was assessed', async () => {
    const bands = { greeks: [{ underlying: 'BTC', greek: 'delta', max: 2 }] };
    await open('killed', 1, 1e6, { bands });
    const buy = { fillId: 'k', instrument: 'BTC-PERP', side: 'buy', quantity: '4', price: 65_000, executedAt: AT };
    await send('POST', '/portfolios/killed/fills', { fills: [buy] });
    await recomputeSnapshot(stored(), calculatePolicyMargin, 'local', 'killed');
    expect(await count('killed')).toBe(0);
    await recomputeAll();
    expect(await count('killed')).toBe(1);
    const { items } = await get<{ items: { sid: string; sequence: number }[] }>('/portfolios/killed/snapshots');
    const newest = items.find(({ sid }) => sid === '2-1-1') as unknown as SnapshotSummary;
    const again = await Promise.all([1, 2].map(() => assessSnapshot(stored(), 'local', 'killed', newest)));
    expect(again).toEqual([1, 2].map(() => ({ ok: true, value: null })));
    expect(await count('killed')).toBe(1);
  });

  it('says why where no trade helps', async () => {
    await open('low', 1, 1e6, { bands: { margin: [{ method: 'delta', min: 1e9 }] } });
    const low = await suggestionOf('low', '1-1-1');
    expect(low.cure).toMatchObject({ cures: false, trades: [], failure: { reason: 'unsupported' } });
    await open('dear', 5, 1e6, {
      bands: { greeks: [{ underlying: 'BTC', greek: 'delta', max: 2 }] },
      costs: { feeFraction: 0.01, costBudget: 1 },
    });
    const dear = await suggestionOf('dear', '1-1-1');
    expect(dear.cure).toMatchObject({ cures: false, trades: [], failure: { reason: 'infeasible' } });
    expect(dear.cure.failure.detail).toContain('costBudget');
  });
});
