import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logger, stored } from '../../functions/http/index.ts';
import { handler as recompute } from '../../functions/recompute/handler.ts';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import { type ApiAnswer, type ApiCall, type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';
import { Random } from '../support/random.ts';

type Json = Record<string, unknown>;

const MARKET = fuzzMarket(new Random(1));
const BOOK = {
  baseCurrency: 'USD',
  positions: [
    { instrument: 'BTC-PERP', quantity: 2, averagePrice: 60_000 },
    { instrument: 'BTC-0-65000-C', quantity: '-3.5' },
  ],
  collateral: [{ asset: 'USD', quantity: '500000' }],
};

let api: InProcessApi;

beforeAll(async () => {
  api = await startInProcessApi();
  await put('/v1/markets/default', MARKET);
});

afterAll(async () => {
  await api.close();
});

function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer> {
  const call: ApiCall = { method, path, headers: { 'X-Api-Key': KEYS.local, ...headers } };
  return api.call(body === undefined ? call : { ...call, body });
}

const get = (path: string, headers?: Record<string, string>) => send('GET', path, undefined, headers);
const put = (path: string, body: unknown, headers?: Record<string, string>) => send('PUT', path, body, headers);
const post = (path: string, body: unknown, headers?: Record<string, string>) => send('POST', path, body, headers);
const jsonOf = ({ json }: ApiAnswer) => json as Json;

function fill(fillId: string, changes: Json = {}): Json {
  const executedAt = '2026-02-05T10:00:00Z';
  return { fillId, instrument: 'BTC-PERP', side: 'buy', quantity: '1', price: '64000', executedAt, ...changes };
}

describe('keys and tenants', () => {
  it('asks for a key that it knows', async () => {
    for (const headers of [{ 'X-Api-Key': '' }, { 'X-Api-Key': 'no-such-key' }]) {
      const answer = await get('/v1/portfolios', headers);
      expect([answer.status, jsonOf(answer)['type']]).toEqual([401, 'urn:ballast:problem:unauthorised']);
    }
    expect((await get('/v1/health', { 'X-Api-Key': '' })).status).toBe(200);
  });

  it("answers 404 to another tenant's things, as if they did not exist", async () => {
    await put('/v1/portfolios/mine', BOOK);
    const other = { 'X-Api-Key': KEYS.other };
    const nowhere = jsonOf(await get('/v1/portfolios/nowhere', other))['type'];
    for (const path of [
      '/v1/portfolios/mine',
      '/v1/portfolios/mine/ledger',
      '/v1/portfolios/mine/margin',
      '/v1/markets/default',
    ]) {
      const answer = await get(path, other);
      expect([answer.status, jsonOf(answer)['type']], path).toEqual([404, nowhere]);
    }
    expect((await post('/v1/portfolios/mine/fills', { fills: [fill('x')] }, other)).status).toBe(404);
    expect((await send('DELETE', '/v1/portfolios/mine', undefined, other)).status).toBe(404);
    expect((await post('/v1/margin', { portfolioId: 'mine' }, other)).status).toBe(404);
    expect(jsonOf(await get('/v1/portfolios', other))['items']).toEqual([]);
    expect((await get('/v1/portfolios/mine')).status).toBe(200);
  });
});

describe('a stored portfolio', () => {
  it('is created once, then changed under the revision that was read', async () => {
    const created = await put('/v1/portfolios/desk', BOOK);
    expect([created.status, created.headers['etag']]).toEqual([201, `"${String(jsonOf(created)['revision'])}"`]);
    const etag = created.headers['etag']!;
    const changed = await put('/v1/portfolios/desk', { baseCurrency: 'EUR' }, { 'If-Match': etag });
    expect([changed.status, jsonOf(changed)['baseCurrency']]).toEqual([200, 'EUR']);
    const late = await put('/v1/portfolios/desk', { baseCurrency: 'USD' }, { 'If-Match': etag });
    expect([late.status, jsonOf(late)['type']]).toEqual([412, 'urn:ballast:problem:stale-revision']);
    expect((await put('/v1/portfolios/desk', { ...BOOK, id: 'other' })).status).toBe(422);
    expect(
      (await put('/v1/portfolios/desk', { ...BOOK, positions: [{ instrument: 'BTC-PERP', quantity: 9 }] })).status,
    ).toBe(409);
  });

  it('applies a fill once, refuses by name what it cannot apply, and its margin follows', async () => {
    await put('/v1/portfolios/live', BOOK);
    await api.recomputeAll();
    const before = jsonOf(await get('/v1/portfolios/live/margin'));
    const sent = [fill('a'), fill('b', { instrument: 'NO-SUCH' }), fill('a'), fill('a', { price: '1' })];
    const answer = await post('/v1/portfolios/live/fills', { fills: sent });
    const results = jsonOf(answer)['results'] as Json[];
    expect(results.map(({ outcome }) => outcome)).toEqual(['applied', 'refused', 'duplicate', 'refused']);
    expect(results[1]!['problem']).toMatchObject({ type: 'urn:ballast:problem:unknown-instrument', status: 422 });
    expect(results[3]!['problem']).toMatchObject({
      type: 'urn:ballast:problem:conflict',
      status: 409,
      errors: [{ pointer: '/fills/3/price' }],
    });
    expect(answer.headers['etag']).toBe(`"${String(jsonOf(answer)['revision'])}"`);

    await api.recomputeAll();
    const after = jsonOf(await get('/v1/portfolios/live/margin'));
    expect(after).toMatchObject({ revision: jsonOf(answer)['revision'], marketVersion: 1, stale: null });
    const initial = (view: Json) =>
      ((view['margin'] as Json)['margins'] as Json[]).map((each) => Number(each['initial']));
    expect(initial(after).length).toBeGreaterThan(0);
    expect(initial(after)).not.toEqual(initial(before));
  });

  it('answers a repeated write under the same Idempotency-Key, and refuses other content under it', async () => {
    const key = { 'Idempotency-Key': 'once-1' };
    const first = await post('/v1/portfolios/live/fills', { fills: [fill('idem')] }, key);
    const again = await post('/v1/portfolios/live/fills', { fills: [fill('idem')] }, key);
    expect(jsonOf(again)).toEqual(jsonOf(first));
    expect((jsonOf(again)['results'] as Json[])[0]!['outcome']).toBe('applied');
    const other = await post('/v1/portfolios/live/fills', { fills: [fill('idem-2')] }, key);
    expect([other.status, jsonOf(other)['type']]).toEqual([409, 'urn:ballast:problem:conflict']);
  });

  it('pages through its ledger without gap or repeat', async () => {
    await put('/v1/portfolios/paged', BOOK);
    await post('/v1/portfolios/paged/fills', { fills: Array.from({ length: 7 }, (_, i) => fill(`p${i}`)) });
    const ids: unknown[] = [];
    let cursor: string | undefined = '';
    do {
      const answer: ApiAnswer = await get(`/v1/portfolios/paged/ledger?limit=3${cursor}`);
      const { items, nextCursor } = answer.json as { items: Json[]; nextCursor?: string };
      ids.push(...items.map((entry) => entry['fillId']).filter((id) => id !== undefined));
      cursor = nextCursor === undefined ? undefined : `&cursor=${nextCursor}`;
    } while (cursor !== undefined);
    expect(ids).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6']);
  });

  it('is gone once deleted', async () => {
    await put('/v1/portfolios/short-lived', BOOK);
    expect((await send('DELETE', '/v1/portfolios/short-lived')).status).toBe(200);
    expect((await get('/v1/portfolios/short-lived')).status).toBe(404);
  });
});

describe('calculations', () => {
  it('answer the same for a stored and an inline book, to the byte for equal requests', async () => {
    const inline = { portfolio: BOOK, market: MARKET, methods: [{ id: 'scenario-grid' }] };
    const [one, two] = [await post('/v1/margin', inline), await post('/v1/margin', inline)];
    expect(one.status, one.text).toBe(200);
    expect(two.text).toBe(one.text);
    const onStored = jsonOf(
      await post('/v1/margin', { portfolio: BOOK, marketId: 'default', methods: inline.methods }),
    );
    expect(onStored['margins']).toEqual(jsonOf(one)['margins']);
  });

  it('point at what is wrong in the request', async () => {
    const positions = [{ instrument: 'NO-SUCH', quantity: 1 }];
    const answer = await post('/v1/margin', { portfolio: { ...BOOK, positions }, market: MARKET });
    expect([answer.status, jsonOf(answer)['type']]).toEqual([422, 'urn:ballast:problem:unknown-instrument']);
    expect(jsonOf(answer)['errors']).toMatchObject([{ pointer: '/portfolio/positions/0/instrument' }]);
    const unknown = await post('/v1/margin', { portfolio: BOOK, market: MARKET, methods: [{ id: 'no-such' }] });
    expect(jsonOf(unknown)['errors']).toMatchObject([{ pointer: '/methods/0/id' }]);
  });

  it('a rebalance carries a certificate that verifies, and no longer does when it is altered', async () => {
    const universe = [{ instrument: 'BTC-PERP', minTrade: '-10', maxTrade: '10' }];
    const request = { portfolio: BOOK, market: MARKET, objective: { minimise: 'margin', method: 'delta' }, universe };
    const answer = jsonOf(await post('/v1/rebalance', request));
    expect(answer['status']).toMatchObject({ termination: 'optimal' });
    const certificate = answer['certificate'] as Json;
    expect(jsonOf(await post('/v1/verify', { request, certificate }))).toMatchObject({ valid: true, refuted: [] });
    const altered = { ...certificate, objective: Number(certificate['objective']) - 1 };
    expect(jsonOf(await post('/v1/verify', { request, certificate: altered }))['valid']).toBe(false);
  });

  it('take sensitivities, with or without positions', async () => {
    const row = { productClass: 'Equity', riskType: 'Risk_Equity', qualifier: 'ACME', bucket: '5', amountUSD: 1000 };
    const request = { portfolio: { baseCurrency: 'USD' }, market: MARKET, sensitivities: [row] };
    const answer = await post('/v1/margin', { ...request, methods: [{ id: 'simm-style' }] });
    const [margin] = jsonOf(answer)['margins'] as Json[];
    expect([answer.status, margin!['initial'], margin!['maintenance']]).toEqual([200, 23_000, 23_000]);
    const bad = await post('/v1/margin', { ...request, sensitivities: [{ ...row, bucket: '14' }] });
    expect([bad.status, jsonOf(bad)['errors']]).toEqual([
      422,
      [{ pointer: '/sensitivities/0/bucket', detail: 'Risk_Equity has buckets 1 to 12 or Residual' }],
    ]);
    for (const methods of [[{ id: 'delta' }], [{ id: 'simm-style' }, { id: 'delta' }]]) {
      expect((await post('/v1/margin', { ...request, methods })).status).toBe(422);
    }
    const none = await post('/v1/margin', { portfolio: BOOK, market: MARKET, methods: [{ id: 'simm-style' }] });
    expect([none.status, (jsonOf(none)['errors'] as Json[])[0]!['pointer']]).toEqual([422, '/sensitivities']);
  });
});

describe('markets', () => {
  it('are versioned, and point at what is wrong in them', async () => {
    const first = jsonOf(await put('/v1/markets/versioned', MARKET));
    const second = jsonOf(await put('/v1/markets/versioned', fuzzMarket(new Random(2))));
    expect([first['version'], second['version']]).toEqual([1, 2]);
    const versions = jsonOf(await get('/v1/markets/versioned/versions'))['items'] as Json[];
    expect(versions.map(({ version }) => version)).toEqual([2, 1]);
    const one = jsonOf(await get('/v1/markets/versioned?version=1'));
    expect(one['version']).toEqual(first);
    const instruments = [...(MARKET['instruments'] as Json[]), { id: 'X', kind: 'option', underlying: 'BTC' }];
    const refused = await put('/v1/markets/versioned', { ...MARKET, instruments });
    expect(refused.status).toBe(422);
    expect(jsonOf(refused)['errors']).toMatchObject([{ pointer: `/instruments/${instruments.length - 1}/expiry` }]);
  });
});

describe('methods', () => {
  it('are listed page by page, and each is found by its id', async () => {
    const first = (await get('/v1/methods?limit=2')).json as { items: { id: string }[]; nextCursor: string };
    const second = (await get(`/v1/methods?limit=100&cursor=${first.nextCursor}`)).json as { items: { id: string }[] };
    expect([...first.items, ...second.items]).toEqual(jsonOf(await get('/v1/methods'))['items']);
    expect(second).not.toHaveProperty('nextCursor');
    for (const method of [...first.items, ...second.items])
      expect(jsonOf(await get(`/v1/methods/${method.id}`))).toEqual(method);
    expect((await get('/v1/methods/no-such')).status).toBe(404);
  });
});

describe('the service', () => {
  it('shows a documentation page that loads nothing from elsewhere', async () => {
    const page = await get('/docs');
    expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    const assets = [...page.text.matchAll(/(?:href|src)="([^"]+)"/g)].map((match) => match[1]!);
    expect(assets).toEqual(['docs/swagger-ui.css', 'docs/swagger-ui-bundle.js', 'docs/start.js']);
    for (const asset of assets) {
      const { status, headers } = await get(`/${asset}`);
      expect([status, headers['content-type'], headers['cache-control']], asset).toEqual([
        200,
        expect.stringMatching(/^text\/(css|javascript); charset=utf-8$/),
        expect.stringContaining('max-age'),
      ]);
    }
    expect((await get('/docs/package.json')).status).toBe(404);
    expect((await get('/docs/..%2fhandler.ts')).status).toBe(404);
  });

  it('leads from its root to everything', async () => {
    const links = jsonOf(await get('/'));
    for (const name of ['docs', 'openapi', 'health']) expect((await get(String(links[name]))).status, name).toBe(200);
  });
});

const record = (SequenceNumber: string, SK: string, portfolioId: string): DynamoDBRecord => ({
  eventName: 'MODIFY',
  dynamodb: { SequenceNumber, Keys: { PK: { S: `TENANT#local#PORTFOLIO#${portfolioId}` }, SK: { S: SK } } },
});
const run = (Records: DynamoDBRecord[]): Promise<DynamoDBBatchResponse> =>
  recompute({ Records } satisfies DynamoDBStreamEvent);

describe('the recompute function', () => {
  it('takes a batch of anything, and has nothing to say of portfolios that are gone', async () => {
    const records = [record('1', 'LEDGER#1', 'live'), record('2', 'HEAD', 'gone'), record('3', 'HEAD', 'live')];
    expect(await run([...records, record('4', 'HEAD', 'live')])).toEqual({ batchItemFailures: [] });
  });

  it('reports what it could not do by the first record of the portfolio', async () => {
    const { portfolios } = stored();
    const head = portfolios.head.bind(portfolios);
    logger.setLogLevel('SILENT');
    Object.assign(portfolios, { head: () => Promise.reject(new Error('the backend is down')) });
    try {
      const { batchItemFailures } = await run([
        record('7', 'HEAD', 'live'),
        record('8', 'HEAD', 'live'),
        record('9', 'HEAD', 'desk'),
      ]);
      expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['7', '9']);
    } finally {
      Object.assign(portfolios, { head });
      logger.setLogLevel('ERROR');
    }
  });
});
