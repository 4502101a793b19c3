import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { VERIFICATION_SNIPPET } from '../../shared/contract/index.ts';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import { type LocalBallast, startLocalBallast } from '../support/local-ballast.ts';
import { Random } from '../support/random.ts';
import { type Received, startReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

type Json = Record<string, unknown>;
type Verify = (secret: string, headers: Received['headers'], body: string) => boolean;

const isFromBallast = runInNewContext(`${VERIFICATION_SNIPPET}; isFromBallast`, {
  require: createRequire(import.meta.url),
  Buffer,
}) as Verify;

let dataDir: string;
let ballast: LocalBallast;
const receivers: WebhookReceiver[] = [];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'ballast-webhooks-'));
  ballast = await startLocalBallast({ dataDir });
  await call('PUT', '/markets/default', fuzzMarket(new Random(13)));
}, 120_000);
afterAll(async () => {
  await Promise.all(receivers.map((each) => each.close()));
  await ballast.close();
  rmSync(dataDir, { recursive: true });
});

async function call(
  method: string,
  path: string,
  body?: unknown,
  key = ballast.key,
): Promise<{ status: number; json: Json }> {
  const headers = { 'x-api-key': key, 'content-type': 'application/json' };
  const answer = await fetch(`${ballast.url}/v1${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: (await answer.json()) as Json };
}

async function receiver(...args: Parameters<typeof startReceiver>): Promise<WebhookReceiver> {
  const started = await startReceiver(...args);
  receivers.push(started);
  return started;
}

/** A portfolio outside its band from the start: its events are a margin and a suggestion. */
async function openOutside(id: string, key = ballast.key): Promise<void> {
  const positions = [{ instrument: 'BTC-PERP', quantity: 5, averagePrice: 65_000 }];
  const book = { baseCurrency: 'USD', positions, collateral: [{ asset: 'USD', quantity: 1e6 }] };
  expect((await call('PUT', `/portfolios/${id}`, book, key)).status).toBe(201);
  const bands = { greeks: [{ underlying: 'BTC', greek: 'delta', max: 2 }] };
  expect((await call('PUT', `/portfolios/${id}/policy`, { methods: [{ id: 'delta' }], bands }, key)).status).toBe(200);
}

const firstOf = async (id: string) => (await deliveriesOf(id))[0];
const deliveriesOf = async (id: string) => (await call('GET', `/webhooks/${id}/deliveries`)).json['items'] as Json[];

test('an event goes from the table by its stream, the bus and the queues to whoever asked for it, signed', async () => {
  const target = await receiver();
  const put = await call('PUT', '/webhooks/desk', {
    url: target.url,
    events: ['RebalanceSuggested'],
    portfolios: ['told'],
  });
  expect(put).toMatchObject({ status: 201, json: { enabled: true, secret: expect.stringMatching(/^whsec_/) } });
  await openOutside('told');
  await openOutside('untold');
  await expect.poll(() => target.received.length, { timeout: 30_000 }).toBe(1);
  const [{ headers, body }] = target.received as [Received];
  expect(isFromBallast(String(put.json['secret']), headers, body)).toBe(true);
  const suggestion = (await call('GET', '/portfolios/told/suggestions/1-1-1')).json as Json & { cure: Json };
  expect(JSON.parse(body)).toMatchObject({
    type: 'RebalanceSuggested',
    portfolioId: 'told',
    sid: '1-1-1',
    detail: { violations: suggestion['violations'], trades: suggestion.cure['trades'] },
  });
  await expect.poll(async () => (await deliveriesOf('desk'))[0]?.['status'], { timeout: 10_000 }).toBe('delivered');
  expect(await deliveriesOf('desk')).toMatchObject([
    { deliveryId: headers['webhook-id'], attemptCount: 1, attempts: [{ status: 204, error: null }] },
  ]);
  expect((await call('GET', '/webhooks/desk')).json).not.toHaveProperty('secret');
});

test('a target that fails at first gets it again, and once more when that is asked for', async () => {
  const target = await receiver((response, _, index) => response.writeHead(index === 0 ? 503 : 200).end());
  await call('PUT', '/webhooks/flaky', { url: target.url, events: ['RebalanceSuggested'], portfolios: ['flaky'] });
  await openOutside('flaky');
  await expect.poll(() => target.received.length, { timeout: 30_000 }).toBe(2);
  const [first, second] = target.received as [Received, Received];
  expect(second.body).toBe(first.body);
  expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
  const waited = Number(second.headers['webhook-timestamp']) - Number(first.headers['webhook-timestamp']);
  expect(waited).toBeGreaterThanOrEqual(1);
  await expect
    .poll(async () => (await deliveriesOf('flaky'))[0], { timeout: 10_000 })
    .toMatchObject({ status: 'delivered', attempts: [{ status: 503, error: 'answered 503' }, { status: 200 }] });
  const again = await call('POST', `/webhooks/flaky/deliveries/${String(first.headers['webhook-id'])}/redeliver`);
  expect(again).toMatchObject({ status: 200, json: { status: 'pending' } });
  await expect.poll(() => target.received.length, { timeout: 30_000 }).toBe(3);
  expect(target.received[2]?.body).toBe(first.body);
});

test('a target that hangs or leads elsewhere holds up no other', async () => {
  const elsewhere = await receiver();
  const hanging = await receiver(() => undefined);
  const redirecting = await receiver((response) => response.writeHead(307, { location: elsewhere.url }).end());
  const fine = await receiver();
  const wanted = { events: ['RebalanceSuggested'], portfolios: ['held'] };
  for (const [id, { url }] of Object.entries({ hanging, redirecting, fine })) {
    expect((await call('PUT', `/webhooks/${id}`, { url, ...wanted })).status).toBe(201);
  }
  await openOutside('held');
  await expect.poll(() => fine.received.length, { timeout: 30_000 }).toBe(1);
  await expect
    .poll(() => firstOf('hanging'), { timeout: 30_000 })
    .toMatchObject({ status: 'pending', attempts: [{ status: null, error: 'no answer in time' }] });
  await expect
    .poll(async () => ((await firstOf('redirecting')) as { attempts: Json[] }).attempts[0], { timeout: 10_000 })
    .toMatchObject({ status: 307, error: 'answered 307' });
  expect(elsewhere.received).toEqual([]);
}, 120_000);

test('what waits for a target that is known to hang is overtaken by what another tenant is told', async () => {
  const key = await ballast.keyFor('stuck');
  const [hanging, fine] = [await receiver(() => undefined), await receiver()];
  await call('PUT', '/markets/default', fuzzMarket(new Random(13)), key);
  await call('PUT', '/webhooks/hanging', { url: hanging.url, events: ['RebalanceSuggested'] }, key);
  await call('PUT', '/webhooks/quick', { url: fine.url, events: ['RebalanceSuggested'], portfolios: ['quick'] });
  const seen = async (path: string) => (await call('GET', `/webhooks/hanging${path}`, undefined, key)).json;
  await openOutside('first', key);
  await expect.poll(async () => (await seen(''))['health'], { timeout: 30_000 }).toMatchObject({ slow: true });
  for (let i = 0; i < 45; i++) await openOutside(`stuck-${i}`, key);
  const told = async () => (await seen('/deliveries?limit=200'))['items'] as Json[];
  await expect.poll(async () => (await told()).length, { timeout: 60_000 }).toBe(46);
  const tried = hanging.received.length;
  await openOutside('quick');
  await expect.poll(() => fine.received.length, { timeout: 30_000 }).toBe(1);
  const untried = (await told()).filter(({ attemptCount }) => attemptCount === 0);
  console.log(`${hanging.received.length - tried} posts hung meanwhile, ${untried.length} were overtaken`);
  expect(untried.length).toBeGreaterThan(0);
  expect((await firstOf('quick'))?.['attemptCount']).toBe(1);
}, 180_000);

test('is refused where its target may not be, and seen by its tenant only', async () => {
  for (const url of [
    'http://10.0.0.1/',
    'https://169.254.169.254/latest',
    'http://example.com/',
    'https://[fd00:ec2::254]/',
  ]) {
    expect(await call('PUT', '/webhooks/bad', { url }), url).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: '/url' }] },
    });
  }
  const key = await ballast.keyFor('other');
  for (const path of ['/webhooks/desk', '/webhooks/desk/deliveries']) {
    expect((await call('GET', path, undefined, key)).status).toBe(404);
  }
  expect((await call('GET', '/webhooks', undefined, key)).json).toEqual({ items: [] });
});

test('what was signed with stands in no answer, no log and no dead letter', async () => {
  const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
  const keyed = (key: string) => ({
    'x-api-key': ballast.key,
    'content-type': 'application/json',
    'idempotency-key': key,
  });
  const body = JSON.stringify({ url: (await receiver()).url, secret });
  const put = () => fetch(`${ballast.url}/v1/webhooks/own`, { method: 'PUT', headers: keyed('put'), body });
  const texts = [await (await put()).text(), await (await put()).text()];
  const rotate = () =>
    fetch(`${ballast.url}/v1/webhooks/own/rotate-secret`, { method: 'POST', headers: keyed('rotate') });
  const made = ((await (await rotate()).json()) as Json)['secret'] as string;
  expect(made).toMatch(/^whsec_/);
  texts.push(
    await (await rotate()).text(),
    JSON.stringify(await call('GET', '/webhooks/own')),
    JSON.stringify(await call('GET', '/webhooks')),
  );
  texts.push(readFileSync(join(dataDir, 'functions.log'), 'utf8'), JSON.stringify(ballast.deadLetters()));
  for (const text of texts) {
    expect(text).not.toContain(secret);
    expect(text).not.toContain(made);
  }
});
