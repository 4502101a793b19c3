import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logger, storedWebhooks } from '../../functions/http/index.ts';
import { queueClient } from '../../functions/queues/client.ts';
import { handler as deliver } from '../../functions/webhook-delivery/handler.ts';
import { handler as route } from '../../functions/webhook-events/handler.ts';
import { handler as deliverSlowly } from '../../functions/webhook-slow-lane/handler.ts';
import { type Queue, type Queues, startQueues } from '../../infra/local/events/queues.ts';
import { LIMITS } from '../../shared/contract/index.ts';
import type { DeliverySummary, PortfolioEvent } from '../../shared/usecases/index.ts';
import { fuzzMarket } from '../support/fuzz/valid-nouns.ts';
import { type InProcessApi, KEYS, startInProcessApi } from '../support/in-process-api.ts';
import { Random } from '../support/random.ts';
import { startReceiver, type WebhookReceiver } from '../support/webhook-receiver.ts';

let api: InProcessApi;
let dataDir: string;
let queues: Queues;
let deliveries: Queue;
let slowDeliveries: Queue;
let deadLetters: Queue;
let target: WebhookReceiver;

beforeAll(async () => {
  api = await startInProcessApi();
  dataDir = mkdtempSync(join(tmpdir(), 'ballast-queues-'));
  queues = await startQueues(dataDir);
  deadLetters = queues.create('dead-letters', {});
  deliveries = queues.create('deliveries', { VisibilityTimeout: '60' });
  slowDeliveries = queues.create('slow-deliveries', { VisibilityTimeout: '60' });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    DELIVERIES_URL: deliveries.url,
    SLOW_LANE_URL: slowDeliveries.url,
    DEAD_LETTERS_URL: deadLetters.url,
  });
  target = await startReceiver((response) => response.writeHead(500).end());
  logger.setLogLevel('SILENT');
  await send('PUT', '/webhooks/hook', { url: target.url });
});
afterAll(async () => {
  await Promise.all([target.close(), queues.close(), api.close()]);
  rmSync(dataDir, { recursive: true });
});

async function send(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const answer = await api.call({ method, path: `/v1${path}`, headers: { 'x-api-key': KEYS.local }, body });
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.json as Record<string, unknown>;
}

function event(id: number): PortfolioEvent {
  const key = { sid: `${id}-1-0`, revision: id, marketVersion: 1, policyVersion: 0 };
  const detail = { status: 'computed', resultDigest: 'x', equity: 1, margins: [], failure: null };
  return { id, type: 'MarginComputed', portfolioId: 'desk', createdAt: '2026-02-05T10:00:00.000Z', ...key, detail };
}

/** A batch as the queue hands it out. */
function batch(bodies: readonly string[], receiptHandle = 'none'): SQSEvent {
  const Records = bodies.map((body, i) => ({
    messageId: `m${i}`,
    receiptHandle,
    body,
  }));
  return { Records } as unknown as SQSEvent;
}

const told = (one: PortfolioEvent, tenantId = 'local') => JSON.stringify({ detail: { tenantId, ...one } });

async function receive(queue: Queue) {
  const { Messages = [] } = await queues.client.send(new ReceiveMessageCommand({ QueueUrl: queue.url }));
  return Messages;
}

test('an event of the bus becomes a message for each delivery; one that does not read is put aside alone', async () => {
  const rotten = ['{', told({ ...event(2), type: 'x' as 'MarginComputed' })];
  expect(await route(batch([rotten[0]!, told(event(1)), rotten[1]!]))).toEqual({ batchItemFailures: [] });
  expect(queues.waiting(deadLetters).toSorted()).toEqual(rotten.toSorted());
  const { items } = await send('GET', '/webhooks/hook/deliveries');
  const [{ deliveryId }] = items as [DeliverySummary];
  expect(queues.waiting(deliveries).map((body) => JSON.parse(body) as unknown)).toEqual([
    { tenant: 'local', webhookId: 'hook', deliveryId },
  ]);
  await route(batch([told(event(1), 'nobody')]));
  expect(queues.waiting(deliveries)).toHaveLength(1);
});

test('the last try that fails sends its message to the dead letters, and asking again makes a new one', async () => {
  const [message] = await receive(deliveries);
  const body = message?.Body ?? '';
  for (let tries = 1; tries < LIMITS.webhookAttempts; tries++) {
    const { batchItemFailures } = await deliver(batch([body], message?.ReceiptHandle));
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'm0' }]);
  }
  expect(queues.waiting(deadLetters)).not.toContain(body);
  expect(await deliver(batch([body], message?.ReceiptHandle))).toEqual({ batchItemFailures: [] });
  expect(queues.waiting(deadLetters)).toContain(body);
  const { items } = await send('GET', '/webhooks/hook/deliveries');
  expect(items).toMatchObject([{ status: 'failed', attemptCount: LIMITS.webhookAttempts }]);
  const [{ deliveryId }] = items as [DeliverySummary];
  await send('POST', `/webhooks/hook/deliveries/${deliveryId}/redeliver`);
  expect(queues.waiting(deliveries)).toEqual([body]);
});

test('a try that fails has its message hidden for as long as it waits', async () => {
  const [message] = await receive(deliveries);
  const started = Date.now();
  await deliver(batch([message?.Body ?? ''], message?.ReceiptHandle));
  const { items } = await send('GET', '/webhooks/hook/deliveries');
  const [{ status, nextAttemptAt }] = items as [DeliverySummary];
  expect(status).toBe('pending');
  const waitMs = Date.parse(nextAttemptAt ?? '') - started;
  expect(waitMs).toBeGreaterThanOrEqual(1_000);
  expect(waitMs).toBeLessThan(4_000);
  expect(queues.waiting(deliveries)).toEqual([]);
  await expect.poll(async () => (await receive(deliveries)).length, { timeout: 10_000 }).toBe(1);
});

test('what no longer has a webhook is settled, and what does not read put aside', async () => {
  const gone = JSON.stringify({ tenant: 'local', webhookId: 'gone', deliveryId: 'x' });
  expect(await deliver(batch([gone, '[']))).toEqual({ batchItemFailures: [] });
  expect(queues.waiting(deadLetters)).toContain('[');
  expect(await storedWebhooks().webhooks.read('local', 'gone')).toBeNull();
});

test('a target that was slow is left to the slow lane without a try, and the slow lane delivers', async () => {
  const slow = await startReceiver((response) => setTimeout(() => response.writeHead(204).end(), 2_100));
  await send('PUT', '/webhooks/slow', { url: slow.url });
  const nextOf = async (id: number) => {
    await route(batch([told({ ...event(id), createdAt: `2026-02-05T10:00:${id}.000Z` })]));
    const { items } = await send('GET', '/webhooks/slow/deliveries?limit=1');
    const [{ deliveryId }] = items as [DeliverySummary];
    return JSON.stringify({ tenant: 'local', webhookId: 'slow', deliveryId });
  };
  expect(await deliver(batch([await nextOf(21)]))).toEqual({ batchItemFailures: [] });
  const later = [await nextOf(22), await nextOf(23)];
  expect(await deliver(batch(later))).toEqual({ batchItemFailures: [] });
  expect(slow.received).toHaveLength(1);
  expect(queues.waiting(slowDeliveries).toSorted()).toEqual(later.toSorted());
  expect(await deliverSlowly(batch(later))).toEqual({ batchItemFailures: [] });
  expect(slow.received).toHaveLength(3);
  await slow.close();
});

test('what is queued for a tenant is a group of its own, which a standard queue keeps fair', async () => {
  const groups: unknown[] = [];
  const see = (next: (args: never) => Promise<never>) => (args: { readonly input: unknown }) => {
    const { Entries = [] } = args.input as { readonly Entries?: { readonly MessageGroupId?: string }[] };
    groups.push(...Entries.map(({ MessageGroupId }) => MessageGroupId));
    return next(args as never);
  };
  queueClient.middlewareStack.add(see as never, { step: 'initialize', name: 'see' });
  await send('PUT', '/webhooks/second', { url: target.url });
  const waiting = queues.waiting(deliveries).length;
  await route(batch([told(event(24))]));
  queueClient.middlewareStack.remove('see');
  expect(groups.length).toBeGreaterThanOrEqual(2);
  expect(new Set(groups)).toEqual(new Set(['local']));
  expect(queues.waiting(deliveries)).toHaveLength(waiting + groups.length);
});

test('what webhooks sign with is in no record of the stream', async () => {
  const own = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const { secret: made } = await send('PUT', '/webhooks/made', { url: target.url });
  await send('PUT', '/webhooks/own', { url: target.url, secret: own });
  const { secret: rotated } = await send('POST', '/webhooks/own/rotate-secret');
  await send('PUT', '/markets/default', fuzzMarket(new Random(13)));
  const records = JSON.stringify(await (await api.records()).read({ limit: 1000 }));
  expect(records).toContain('MARKET#default');
  for (const secret of [made, own, rotated] as string[]) {
    expect(secret).toMatch(/^whsec_/);
    expect(records).not.toContain(secret);
  }
});
