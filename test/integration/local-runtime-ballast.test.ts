import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEMO_AS_OF, demoBooks, demoMarket } from '../../infra/local/demo/index.ts';
import { ROUTES } from '../../shared/contract/index.ts';
import { type LocalBallast, startLocalBallast } from '../support/local-ballast.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'ballast-whole-'));
const market = demoMarket(DEMO_AS_OF);
let ballast: LocalBallast;

beforeAll(async () => {
  ballast = await startLocalBallast({ dataDir });
});

afterAll(async () => {
  await ballast.close();
  rmSync(dataDir, { recursive: true });
});

type Answer = { readonly status: number; readonly body: Record<string, unknown> };

async function call(method: string, path: string, body?: unknown, key = ballast.key): Promise<Answer> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (key !== '') headers['x-api-key'] = key;
  const response = await fetch(`${ballast.url}${path}`, {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
  });
  return { status: response.status, body: JSON.parse(await response.text()) as Record<string, unknown> };
}

async function settledMargin(portfolioId: string, revision: number): Promise<number> {
  let view: Record<string, unknown> = {};
  await expect
    .poll(
      async () => {
        view = (await call('GET', `/v1/portfolios/${portfolioId}/margin`)).body;
        return [view['revision'], view['stale']];
      },
      { timeout: 20_000 },
    )
    .toEqual([revision, null]);
  return (view as { margin: { margins: { initial: number }[] } }).margin.margins[0]?.initial ?? Number.NaN;
}

test('is up, and every route is there and asks for a key where the contract says so', async () => {
  expect(await call('GET', '/v1/health', undefined, '')).toMatchObject({ status: 200, body: { status: 'ok' } });
  for (const { method, path, auth } of ROUTES) {
    const target = `${ballast.url}${path.replaceAll(/\{\w+\}/g, 'nothing')}`;
    const response = await fetch(target, { method });
    const problem = response.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
    expect([response.status, problem], `${method} ${path}`).toEqual(
      auth === 'key' ? [401, true] : path.includes('{') ? [404, true] : [200, false],
    );
    await response.body?.cancel();
  }
});

test('the gateway and the handlers say no in the same shape', async () => {
  const shape = ['type', 'title', 'status', 'detail', 'instance', 'correlationId'];
  const unknownPath = await call('GET', '/v1/nothing');
  const unknownThing = await call('GET', '/v1/portfolios/nothing');
  for (const { status, body } of [unknownPath, unknownThing]) {
    expect(status).toBe(404);
    expect(Object.keys(body)).toEqual(shape);
  }
  expect(unknownPath.body['instance']).toBe('/v1/nothing');
  expect(unknownThing.body['instance']).toBe('/v1/portfolios/nothing');
});

test('a book is stored, a fill changes it, the margin follows, also over a restart', async () => {
  const book = demoBooks(market)[0];
  expect((await call('PUT', '/v1/markets/demo', market)).status).toBeLessThan(300);
  expect((await call('PUT', '/v1/portfolios/desk', { ...book?.portfolio, id: 'desk' })).status).toBe(201);
  const before = await settledMargin('desk', 1);
  const fill = {
    fillId: 'f1',
    instrument: 'BTC-PERP',
    side: 'buy',
    quantity: '3',
    price: '65000',
    executedAt: DEMO_AS_OF,
  };
  const filled = await call('POST', '/v1/portfolios/desk/fills', { fills: [fill] });
  expect(filled).toMatchObject({ status: 200, body: { revision: 2, results: [{ outcome: 'applied' }] } });
  const after = await settledMargin('desk', 2);
  expect(Number.isFinite(before) && Number.isFinite(after)).toBe(true);
  expect(after).not.toBe(before);

  await ballast.close();
  ballast = await startLocalBallast({ dataDir });
  expect(await settledMargin('desk', 2)).toBe(after);
  const repeated = await call('POST', '/v1/portfolios/desk/fills', { fills: [fill] });
  expect(repeated.body).toMatchObject({ revision: 2, results: [{ outcome: 'duplicate' }] });
  expect(ballast.deadLetters()).toEqual([]);
});

test('a new version of the market goes by the bus to every book on it', async () => {
  const moved = { ...market, asOf: DEMO_AS_OF.replace(':00Z', ':30Z') };
  const { version } = (await call('PUT', '/v1/markets/demo', moved)).body;
  await settledMargin('desk', 2);
  expect((await call('GET', '/v1/portfolios/desk/margin')).body).toMatchObject({ marketVersion: version, stale: null });
});

test("another tenant sees nothing of it, and an unknown key isn't let in", async () => {
  const other = await ballast.keyFor('other');
  expect((await call('GET', '/v1/portfolios/desk', undefined, other)).status).toBe(404);
  expect((await call('GET', '/v1/portfolios', undefined, other)).body).toEqual({ items: [] });
  expect((await call('GET', '/v1/portfolios/desk', undefined, 'guess')).status).toBe(401);
});

test('the docs page loads nothing from elsewhere', async () => {
  const page = await (await fetch(`${ballast.url}/docs`)).text();
  const files = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(
    ([, file]) => new URL(file ?? '', `${ballast.url}/docs`),
  );
  expect(files).toHaveLength(3);
  for (const file of files) {
    expect(file.origin).toBe(ballast.url);
    expect((await fetch(file)).status, file.pathname).toBe(200);
  }
});
