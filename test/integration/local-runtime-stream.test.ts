import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteItemCommand, DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type LocalSystem, startLocalSystem } from '../../infra/local/local-system.ts';
import { LOCAL_AWS } from '../support/local-aws.ts';
import { writeFixtureAssembly } from '../support/local-fixture/assembly.ts';

let directory: string;
let system: LocalSystem;
let client: DynamoDBClient;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'ballast-stream-'));
  writeFixtureAssembly(directory);
  await start();
});

afterEach(async () => {
  await stop();
  rmSync(directory, { recursive: true });
});

async function start(): Promise<void> {
  system = await startLocalSystem({ assembly: join(directory, 'assembly'), dataDir: join(directory, 'data') });
  client = new DynamoDBClient({ ...LOCAL_AWS, endpoint: system.dynamoDbEndpoint });
}

async function stop(): Promise<void> {
  client.destroy();
  await system.close();
}

function itemOf(name: string, mode = 'plain', sortKey = 'HEAD'): Record<string, { S: string }> {
  return { PK: { S: name }, SK: { S: sortKey }, mode: { S: mode } };
}

async function put(name: string, mode?: string, sortKey?: string): Promise<void> {
  await client.send(new PutItemCommand({ TableName: 'Items', Item: itemOf(name, mode, sortKey) }));
}

/** In one write, so that they come as one batch. */
async function putTogether(items: readonly (readonly [name: string, mode: string])[]): Promise<void> {
  const Items = items.map(([name, mode]) => ({ PutRequest: { Item: itemOf(name, mode) } }));
  await client.send(new BatchWriteItemCommand({ RequestItems: { Items } }));
}

function seen(): string[] {
  const file = join(directory, 'seen');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

function numbered(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, at) => `item-${String(from + at).padStart(3, '0')}`);
}

const inserts = (names: readonly string[]): string[] => names.map((name) => `INSERT ${name}`);

test('changes that pass the filter arrive in order, once each', async () => {
  const names = numbered(30);
  for (const name of names) {
    await put(name);
    await put(name, 'plain', 'POSITION#x');
  }
  await put('item-000', 'again');
  await client.send(new DeleteItemCommand({ TableName: 'Items', Key: { PK: { S: 'item-001' }, SK: { S: 'HEAD' } } }));
  await put('item-999');
  await expect.poll(seen, { timeout: 10_000 }).toContain('INSERT item-999');
  expect(seen()).toEqual([...inserts(names), 'MODIFY item-000', 'INSERT item-999']);
});

test('a reported failure is retried from that record, the ones before it are done', async () => {
  await putTogether(numbered(8).map((name) => [name, name === 'item-003' ? 'once' : 'plain']));
  await expect.poll(() => seen().length, { timeout: 10_000 }).toBe(8);
  expect([...seen()].sort()).toEqual(inserts(numbered(8)));
  expect(system.queued()).toEqual([]);
});

test.each(['poison', 'refuse'])('%s: a bad record is isolated and given up alone, the rest is done', async (mode) => {
  await putTogether(numbered(9).map((name) => [name, name === 'item-004' ? mode : 'plain']));
  await put('item-last');
  await expect.poll(seen, { timeout: 20_000 }).toContain('INSERT item-last');
  const good = numbered(9).filter((name) => name !== 'item-004');
  expect([...new Set(seen())].sort()).toEqual(inserts([...good, 'item-last']));
  expect(system.queued()).toHaveLength(1);
  expect(JSON.parse(system.queued()[0] ?? '')).toMatchObject({
    requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
    DDBStreamBatchInfo: { batchSize: 1 },
  });
});

test('without a limit of retries, what brings the function down stands alone until it is too old', async () => {
  await stop();
  writeFixtureAssembly(directory, {}, { MaximumRecordAgeInSeconds: 3 });
  await start();
  await putTogether(numbered(9).map((name) => [name, name === 'item-004' ? 'poison' : 'plain']));
  await expect.poll(() => system.queued().length, { timeout: 20_000 }).toBe(1);
  const letter = JSON.parse(system.queued()[0] ?? '') as {
    readonly requestContext: { readonly approximateInvokeCount: number };
    readonly DDBStreamBatchInfo: { readonly batchSize: number };
  };
  expect(letter.DDBStreamBatchInfo.batchSize).toBe(1);
  expect(letter.requestContext.approximateInvokeCount).toBeGreaterThan(3);
  await expect.poll(() => new Set(seen()).size, { timeout: 10_000 }).toBe(8);
});

test('a restart resumes exactly: nothing lost, nothing twice', async () => {
  const names = numbered(120);
  for (const [at, name] of names.entries()) {
    await put(name);
    if (at % 40 === 20) {
      await stop();
      await start();
    }
  }
  await expect.poll(() => seen().length, { timeout: 20_000 }).toBe(120);
  await stop();
  await start();
  await put('item-after');
  await expect.poll(seen, { timeout: 10_000 }).toContain('INSERT item-after');
  expect(seen()).toEqual(inserts([...names, 'item-after']));
});

test('dead letters outlive a restart', async () => {
  await put('bad', 'poison');
  await expect.poll(() => system.queued().length, { timeout: 10_000 }).toBe(1);
  const [before] = system.queued();
  await stop();
  await start();
  expect(system.queued()).toEqual([before]);
});
