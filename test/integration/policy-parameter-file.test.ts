import { beforeAll, describe, expect, it } from 'vitest';
import type { ApiAnswer } from '../support/in-process-api.ts';
import { portfolioOf, SPAN_MARKET } from '../support/span/fixture.ts';
import { smallPa2 } from '../support/span/small-pa2.ts';
import { useTermApi } from '../support/term-api.ts';

type Json = Record<string, unknown>;
type Suggestion = { cure: { fraction: number; trades: unknown[]; request: Json; certificate: Json; cures: boolean } };

const { send, post, recomputeAll } = useTermApi();
const jsonOf = ({ json }: ApiAnswer) => json as Json;
const METHODS = [{ id: 'span-style' }];
const TIGHT = {
  ...portfolioOf({ 'ZZ-202512': 10 }),
  collateral: [{ asset: 'USD', quantity: '15000' }],
  marketId: 'default',
};

async function upload(id: string, text: string): Promise<void> {
  expect((await send('POST', '/parameter-files', { id, part: 1, parts: 1, text })).status).toBe(201);
}

async function setPolicy(id: string, policy: Json): Promise<ApiAnswer> {
  const set = await send('PUT', `/portfolios/${id}/policy`, policy);
  await recomputeAll();
  return set;
}

async function requirementOf(id: string): Promise<[string, number]> {
  const view = jsonOf(await send('GET', `/portfolios/${id}/margin`)) as {
    sid: string;
    margin: { margins: { initial: number }[] };
  };
  return [view.sid, view.margin.margins[0]!.initial];
}

beforeAll(async () => {
  await send('PUT', '/markets/default', SPAN_MARKET);
  await upload('september', smallPa2());
  // one lot of the file's ZZ future: a scan range of 1,200, and in its delivery month 70 per delta
  await send('PUT', '/portfolios/desk', { ...portfolioOf({ 'ZZ-202512': 1 }), marketId: 'default' });
});

describe('the parameter file of a policy', () => {
  it('margins the portfolio as it margins the same book sent to /margin, and replays', async () => {
    const set = await setPolicy('desk', { methods: METHODS, parameterFileId: 'september' });
    expect(set).toMatchObject({ status: 200, json: { policy: { parameterFileId: 'september' } } });
    expect(await requirementOf('desk')).toEqual(['1-1-1', 1270]);
    const sent = { portfolioId: 'desk', methods: METHODS, parameterFileId: 'september' };
    const { margins } = await post<{ margins: Json[] }>('/margin', sent);
    expect(jsonOf(await send('GET', '/portfolios/desk/margin'))).toMatchObject({ margin: { margins }, stale: null });
    const replay = await send('POST', '/portfolios/desk/snapshots/1-1-1/replay');
    expect(replay).toMatchObject({ status: 200, json: { identical: true, chained: true } });
  });

  it('is a parameter when the change of a margin is explained', async () => {
    await upload('october', smallPa2().replaceAll('120000', '150000'));
    await setPolicy('desk', { methods: METHODS, parameterFileId: 'october' });
    const [sid, initial] = await requirementOf('desk');
    expect(initial).not.toBe(1270);
    const explained = jsonOf(await send('GET', `/portfolios/desk/snapshots/${sid}/explain?since=1-1-1`));
    const change = initial - 1270;
    expect(explained['methods']).toMatchObject([
      { initial: { change, effects: { parameters: change, positions: 0 } } },
    ]);
  });

  it('is that of its suggestions too, whose proof holds', async () => {
    await send('PUT', '/portfolios/tight', TIGHT);
    const limits = [{ method: 'span-style', utilisation: 0.5 }];
    await setPolicy('tight', { methods: METHODS, parameterFileId: 'september', limits });
    const { cure } = jsonOf(await send('GET', '/portfolios/tight/suggestions/1-1-1')) as unknown as Suggestion;
    expect(cure).toMatchObject({ cures: true, request: { parameterFileId: 'september' } });
    expect(cure.trades.length).toBeGreaterThan(0);
    const request = { ...cure.request, portfolioId: 'tight', marketId: 'default' };
    expect(await post('/verify', { request, certificate: cure.certificate })).toMatchObject({ valid: true });
  });

  it('is not named by a suggestion for another of its methods, whose proof holds without', async () => {
    const methods = [...METHODS, { id: 'delta' }];
    const limits = [{ method: 'delta', utilisation: 0.1 }];
    await send('PUT', '/portfolios/mixed', TIGHT);
    await setPolicy('mixed', { methods, parameterFileId: 'september', limits });
    const { cure } = jsonOf(await send('GET', '/portfolios/mixed/suggestions/1-1-1')) as unknown as Suggestion;
    expect(cure.request).toMatchObject({ constraints: { marginLimit: [{ method: 'delta' }] } });
    const request = { ...cure.request, portfolioId: 'mixed', marketId: 'default' };
    expect(await post('/verify', { request, certificate: cure.certificate })).toMatchObject({ valid: true });
    const withFile = { ...request, parameterFileId: 'september' };
    const refused = await post<Json>('/rebalance', withFile, 422);
    expect(refused['errors']).toMatchObject([{ pointer: '/parameterFileId' }]);
  });

  it.each([
    [{ methods: METHODS, parameterFileId: 'nowhere' }, 404, undefined],
    [{ methods: [{ id: 'delta' }], parameterFileId: 'september' }, 422, '/parameterFileId'],
  ])('has to be there, and a method has to take it: %j', async (policy, status, pointer) => {
    const answer = await setPolicy('desk', policy);
    expect(answer.status).toBe(status);
    if (pointer !== undefined) expect(jsonOf(answer)['errors']).toMatchObject([{ pointer }]);
  });
});
