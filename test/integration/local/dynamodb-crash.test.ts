import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EmbeddedDynamoDb } from '../../../infra/local/dynamodb/index.ts';
import { startEmbeddedDynamoDb } from '../../../infra/local/dynamodb/index.ts';
import { appendTransaction, createLedger, headRevision, ledgerAt } from './dynamodb-crash-ledger.ts';
import type { Item } from './dynamodb-fixture.ts';
import { allItems, createTestTable, embeddedClient, keyText, withStream } from './dynamodb-fixture.ts';

let root: string;
let TableName: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ballast-dynamodb-crash-'));
});

afterEach(() => rmSync(root, { recursive: true }));

type Use<T> = (client: DynamoDB, db: EmbeddedDynamoDb) => Promise<T>;

async function withDatabase<T>(dataDir: string, use: Use<T>): Promise<T> {
  const db = await startEmbeddedDynamoDb({ dataDir });
  const client = embeddedClient(db.endpoint);
  try {
    return await use(client, db);
  } finally {
    client.destroy();
    await db.close();
  }
}

/** The auditor never commits, so the stream's whole history is kept for the checks. */
async function history(db: EmbeddedDynamoDb): Promise<DynamoDBRecord[]> {
  const auditor = await db.stream.subscribe({ tableName: TableName, consumer: 'auditor', from: 'TRIM_HORIZON' });
  return auditor.read({ limit: -1 });
}

/** Replays the stream from nothing: each old image must be what the replay holds, and the numbers must have no gap. */
function replay(records: readonly DynamoDBRecord[]): Item[] {
  const items = new Map<string, Item>();
  records.forEach(({ eventName, dynamodb }, index) => {
    expect(Number(dynamodb!.SequenceNumber!.slice(1))).toBe(index + 1);
    const at = keyText(dynamodb!.Keys!);
    expect(dynamodb!.OldImage).toEqual(items.get(at));
    expect(eventName).toBe(!items.has(at) ? 'INSERT' : dynamodb!.NewImage ? 'MODIFY' : 'REMOVE');
    if (dynamodb!.NewImage) items.set(at, dynamodb!.NewImage as Item);
    else items.delete(at);
  });
  return [...items.values()].sort((a, b) => (keyText(a) < keyText(b) ? -1 : 1));
}

/** The table, its index and its stream all show the state of one revision, which is returned. */
async function consistentRevision(client: DynamoDB, db: EmbeddedDynamoDb): Promise<number> {
  const revision = await headRevision(client, TableName);
  const items = await allItems(client, TableName);
  expect(items).toEqual(ledgerAt(revision));
  const indexed = await client.scan({ TableName, IndexName: 'byOwner' });
  expect(indexed.Items).toEqual(items.filter((found) => found['owner'] !== undefined));
  expect(replay(await history(db))).toEqual(items);
  return revision;
}

async function createLedgerIn(dataDir: string): Promise<void> {
  await withDatabase(dataDir, async (client, db) => {
    TableName = await createTestTable(client, withStream);
    await history(db);
    await createLedger(client, TableName);
  });
}

interface LastWords {
  readonly applied: number;
  readonly committed: string;
}

/** Runs the child until it is dead; with a delay, kills it then, wherever it is. */
async function runUntilKilled(dataDir: string, boundary: string, nth: number, delayMs?: number): Promise<LastWords> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('./dynamodb-crash-child.ts', import.meta.url)), dataDir, TableName, boundary, String(nth)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    // The clock of a kill from outside starts with the first write, whenever the machine gets there.
    if (said === '' && delayMs !== undefined) setTimeout(() => child.kill('SIGKILL'), delayMs);
    said += chunk.toString();
  });
  const signal = await new Promise((resolve) => child.on('close', (_code, killedBy) => resolve(killedBy)));
  expect(signal).toBe('SIGKILL');
  const last = (word: string): string | undefined =>
    said
      .match(new RegExp(`^${word} [0-9]+(?=\\n)`, 'gm'))
      ?.at(-1)
      ?.split(' ')[1];
  return { applied: Number(last('applied') ?? 0), committed: last('committed') ?? '' };
}

/** Where the table and its consumer `worker` stand. */
interface Standing {
  readonly revision: number;
  readonly cursor: string;
}

const START: Standing = { revision: 0, cursor: '' };

/** What the child was sure of is there; beyond it at most the one transaction, and the one commit of a batch of 7, that were under way. */
async function checkAfterKill(dataDir: string, before: Standing, { applied, committed }: LastWords): Promise<Standing> {
  return withDatabase(dataDir, async (client, db) => {
    const revision = await consistentRevision(client, db);
    const sure = Math.max(applied, before.revision);
    expect([sure, sure + 1]).toContain(revision);
    const worker = await db.stream.subscribe({ tableName: TableName, consumer: 'worker', from: 'LATEST' });
    const unread = sequencesOf(await worker.read({ limit: -1 }));
    const all = sequencesOf(await history(db));
    // A resumed consumer gets an unbroken end of the stream, which leaves out nothing that wasn't committed.
    expect(unread).toEqual(all.slice(all.length - unread.length));
    const sureCursor = committed > before.cursor ? committed : before.cursor;
    const unsure = all.filter((sequence) => sequence > sureCursor).length - unread.length;
    expect(unsure).toBeGreaterThanOrEqual(0);
    expect(unsure).toBeLessThanOrEqual(7);
    const cursor = all[all.length - unread.length - 1] ?? '';
    // The client of a transaction that was under way doesn't know; its retry must neither fail nor apply it twice.
    if (revision > 0) await appendTransaction(client, TableName, revision);
    expect(await consistentRevision(client, db)).toBe(revision);
    await appendTransaction(client, TableName, revision + 1);
    return { revision: await consistentRevision(client, db), cursor };
  });
}

const sequencesOf = (records: readonly DynamoDBRecord[]): string[] =>
  records.map((record) => record.dynamodb!.SequenceNumber!);

describe('a process killed with SIGKILL', () => {
  const boundaries = ['before', 'during', 'after'].flatMap((boundary) =>
    [3, 8, 17].map((nth) => [boundary, nth] as const),
  );

  test('at a write boundary leaves all or nothing, again and again on the same data', async () => {
    const dataDir = join(root, 'data');
    await createLedgerIn(dataDir);
    let standing = START;
    for (const [boundary, nth] of boundaries) {
      standing = await checkAfterKill(dataDir, standing, await runUntilKilled(dataDir, boundary, nth));
    }
    expect(standing.revision).toBeGreaterThan(boundaries.length);
    console.log(`dynamodb_crash: ${boundaries.length} kills at boundaries, ${standing.revision} transactions`);
  }, 180_000);

  test('at any moment leaves all or nothing', async () => {
    const dataDir = join(root, 'data');
    await createLedgerIn(dataDir);
    const delaysMs = [0, 3, 17, 41, 97];
    let standing = START;
    for (const delayMs of delaysMs) {
      standing = await checkAfterKill(dataDir, standing, await runUntilKilled(dataDir, 'never', 0, delayMs));
    }
    expect(standing.revision).toBeGreaterThan(delaysMs.length);
    console.log(`dynamodb_crash: ${delaysMs.length} kills at any moment, ${standing.revision} transactions`);
  }, 180_000);
});

const logOf = (dataDir: string): string => join(dataDir, readdirSync(dataDir).find((name) => name.endsWith('.log'))!);

/** Where to cut: each end, around each block boundary of LevelDB's log, and evenly between. */
function cutsBetween(from: number, to: number): number[] {
  const block = 32_768;
  const boundaries = Array.from({ length: 8 }, (_, index) => (Math.floor(from / block) + index) * block);
  const around = boundaries.flatMap((boundary) => [-1, 0, 1, 6, 7, 8].map((offset) => boundary + offset));
  const even = Array.from({ length: 12 }, (_, index) => Math.floor(from + ((to - from) * index) / 12));
  const cuts = [...around, ...even, from + 1, to - 1].filter((cut) => cut >= from && cut < to);
  return [...new Set(cuts)].sort((a, b) => a - b);
}

describe('a commit torn on disk', () => {
  test('is as if it had never been, wherever it was torn', async () => {
    const dataDir = join(root, 'data');
    await createLedgerIn(dataDir);
    const { whole, from, to } = await withDatabase(dataDir, async (client) => {
      for (let revision = 1; revision <= 6; revision += 1) await appendTransaction(client, TableName, revision);
      const sizeBefore = statSync(logOf(dataDir)).size;
      await appendTransaction(client, TableName, 7);
      cpSync(dataDir, join(root, 'whole'), { recursive: true });
      return { whole: join(root, 'whole'), from: sizeBefore, to: statSync(logOf(dataDir)).size };
    });
    // The commit holds an entry twice over, in the table and in its index, and again in the stream, so it spans log blocks.
    expect(to - from).toBeGreaterThan(3 * 32_768);
    const cuts = cutsBetween(from, to);
    for (const cut of cuts) {
      const torn = join(root, `torn-${cut}`);
      cpSync(whole, torn, { recursive: true });
      truncateSync(logOf(torn), cut);
      expect(await withDatabase(torn, consistentRevision)).toBe(6);
      rmSync(torn, { recursive: true });
    }
    expect(await withDatabase(whole, consistentRevision)).toBe(7);
    expect(cuts.length).toBeGreaterThanOrEqual(25);
    console.log(`dynamodb_torn_commit: ${cuts.length} cuts of ${to - from} bytes`);
  }, 180_000);
});
