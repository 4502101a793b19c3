import { beforeAll, describe, expect, it } from 'vitest';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import type { ApiAnswer } from '../support/in-process-api.ts';
import { Random } from '../support/random.ts';
import { useTermApi } from '../support/term-api.ts';

type Json = Record<string, unknown>;

const BOOK = {
  baseCurrency: 'USD',
  positions: [{ instrument: 'BTC-PERP', quantity: 2, averagePrice: 60_000 }],
  collateral: [{ asset: 'USD', quantity: '500000' }],
};

const POLICY = {
  methods: [{ id: 'delta' }, { id: 'scenario-grid' }],
  limits: [{ method: 'delta', utilisation: 0.8 }],
  bands: {
    margin: [{ method: 'delta', max: 50_000 }],
    greeks: [{ underlying: 'BTC', greek: 'delta', min: -1, max: 3 }],
  },
  schedule: { expression: 'cron(0 8 ? * MON-FRI *)', timeZone: 'Europe/Berlin' },
  cooldownSeconds: 600,
  hysteresisFraction: 0.05,
  costs: { halfSpread: 'market', costBudget: 1000 },
};

const { send, recomputeAll } = useTermApi();
const jsonOf = ({ json }: ApiAnswer) => json as Json;
const put = (id: string, body: unknown, headers?: Record<string, string>) =>
  send('PUT', `/portfolios/${id}/policy`, body, headers);
const marginOf = async (id: string) => jsonOf(await send('GET', `/portfolios/${id}/margin`));
const methodsOf = (view: Json) =>
  (view['margin'] as { margins: { method: string }[] }).margins.map((each) => each.method);

beforeAll(async () => {
  await send('PUT', '/markets/default', fuzzMarket(new Random(1)));
});

describe('a policy', () => {
  it('is the default until one is set, then versioned; what is set again stays', async () => {
    await send('PUT', '/portfolios/desk', BOOK);
    const first = await send('GET', '/portfolios/desk/policy');
    expect(first).toMatchObject({ status: 200, headers: { etag: '"0"' } });
    expect(jsonOf(first)).toMatchObject({
      version: 0,
      createdAt: null,
      policy: { methods: [{ id: 'paradex-style' }, { id: 'scenario-grid' }], schedule: null, cooldownSeconds: 0 },
    });
    const set = await put('desk', POLICY);
    expect([set.status, set.headers['etag']]).toEqual([200, '"1"']);
    expect(jsonOf(set)).toMatchObject({
      version: 1,
      policy: {
        ...POLICY,
        methods: [
          { id: 'delta', version: expect.any(String) },
          { id: 'scenario-grid', version: expect.any(String) },
        ],
        bands: { margin: [{ method: 'delta', requirement: 'initial', max: 50_000 }] },
      },
    });
    expect((await put('desk', POLICY)).text).toBe(set.text);
    expect((await send('GET', '/portfolios/desk/policy')).text).toBe(set.text);
    expect(jsonOf(await put('desk', { ...POLICY, cooldownSeconds: 0 }))['version']).toBe(2);
  });

  it('is set under the version that was read', async () => {
    await send('PUT', '/portfolios/guarded', BOOK);
    expect((await put('guarded', POLICY, { 'If-Match': '"0"' })).status).toBe(200);
    expect((await put('guarded', { methods: [{ id: 'delta' }] }, { 'If-Match': '"0"' })).status).toBe(412);
    expect((await put('guarded', { methods: [{ id: 'delta' }] }, { 'If-Match': '"1"' })).status).toBe(200);
  });

  it('decides by which methods the margin is computed, and a new version has it computed anew', async () => {
    await send('PUT', '/portfolios/followed', BOOK);
    await recomputeAll();
    expect(methodsOf(await marginOf('followed'))).toEqual(['paradex-style', 'scenario-grid']);
    await put('followed', POLICY);
    expect(await marginOf('followed')).toMatchObject({ sid: '1-1-0', stale: { reason: 'policy-changed' } });
    await recomputeAll();
    const margin = await marginOf('followed');
    expect(margin).toMatchObject({ sid: '1-1-1', policyVersion: 1, stale: null });
    expect(methodsOf(margin)).toEqual(['delta', 'scenario-grid']);
  });

  it('of a portfolio that was deleted is gone with it', async () => {
    await send('PUT', '/portfolios/again', BOOK);
    await put('again', POLICY);
    await send('DELETE', '/portfolios/again');
    expect((await send('GET', '/portfolios/again/policy')).status).toBe(404);
    expect((await put('again', POLICY)).status).toBe(404);
    await send('PUT', '/portfolios/again', BOOK);
    expect(jsonOf(await send('GET', '/portfolios/again/policy'))['version']).toBe(0);
    expect(jsonOf(await put('again', POLICY))['version']).toBe(1);
  });

  it('warns of a band on an underlying that the market has not, until it has', async () => {
    const bands = {
      greeks: ['ETH', 'SOL'].map((underlying) => ({ underlying, greek: 'delta', max: 3 })),
    };
    const warning = /^unknown-underlying: \/bands\/greeks\/1\/underlying: .*SOL/;
    await send('PUT', '/portfolios/warned', { ...BOOK, positions: [], marketId: 'warned' });
    const early = jsonOf(await put('warned', { methods: [{ id: 'delta' }], bands }))['warnings'];
    expect(early).toEqual([expect.stringContaining('ETH'), expect.stringMatching(warning)]);
    const market = fuzzMarket(new Random(2)) as Json & { underlyings: Json[] };
    await send('PUT', '/markets/warned', market);
    const warningsNow = async () => jsonOf(await send('GET', '/portfolios/warned/policy'))['warnings'];
    expect(await warningsNow()).toEqual([expect.stringMatching(warning)]);
    const more = { ...market, underlyings: [...market.underlyings, { id: 'SOL', price: 90 }] };
    expect((await send('PUT', '/markets/warned', more)).status).toBe(201);
    expect(await warningsNow()).toEqual([]);
  });

  it.each([
    [{ methods: [{ id: 'nowhere-style' }] }, '/methods/0/id'],
    [{ methods: [{ id: 'delta' }, { id: 'simm-style' }] }, '/methods/1/id'],
    [{ methods: [{ id: 'delta' }, { id: 'delta' }] }, '/methods/1/id'],
    [{ methods: [{ id: 'delta', version: '1999-01-01' }] }, '/methods/0/version'],
    [{ limits: [{ method: 'delta', utilisation: 1 }] }, '/limits/0/method'],
    [{ bands: { margin: [{ method: 'delta', max: 1 }] } }, '/bands/margin/0/method'],
    [{ bands: { greeks: [{ underlying: 'BTC', greek: 'delta' }] } }, '/bands/greeks/0'],
    [{ bands: { greeks: [{ underlying: 'BTC', greek: 'delta', min: 1, max: 0 }] } }, '/bands/greeks/0/min'],
    [
      {
        bands: {
          greeks: [
            { underlying: 'BTC', greek: 'delta', min: 1 },
            { underlying: 'BTC', greek: 'delta', max: 2 },
          ],
        },
      },
      '/bands/greeks/1',
    ],
    [{ schedule: { expression: 'rate(2 hour)' } }, '/schedule/expression'],
    [{ schedule: { expression: 'rate(1 hour)', timeZone: 'Mars/Olympus' } }, '/schedule/timeZone'],
  ])('that cannot be right is refused by name: %j', async (policy, pointer) => {
    await send('PUT', '/portfolios/strict', BOOK);
    const answer = await put('strict', policy);
    expect(answer.status).toBe(422);
    expect((jsonOf(answer)['errors'] as { pointer: string }[]).map((each) => each.pointer)).toEqual([pointer]);
  });
});
