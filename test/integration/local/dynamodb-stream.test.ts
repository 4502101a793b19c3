import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EmbeddedDynamoDb, StreamConsumer } from '../../../infra/local/dynamodb/index.ts';
import { startEmbeddedDynamoDb } from '../../../infra/local/dynamodb/index.ts';
import type { Item } from './dynamodb-fixture.ts';
import { allItems, createTestTable, embeddedClient, failureOf, item, key, withStream } from './dynamodb-fixture.ts';

let dataDir: string;
let db: EmbeddedDynamoDb;
let client: DynamoDB;
let TableName: string;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'ballast-dynamodb-'));
  await open();
  TableName = await createTestTable(client, withStream);
});

afterEach(async () => {
  await close();
  rmSync(dataDir, { recursive: true });
});

async function open(): Promise<void> {
  db = await startEmbeddedDynamoDb({ dataDir });
  client = embeddedClient(db.endpoint);
}

async function close(): Promise<void> {
  client.destroy();
  await db.close();
}

const subscribe = (consumer = 'reader', from: 'TRIM_HORIZON' | 'LATEST' = 'TRIM_HORIZON'): Promise<StreamConsumer> =>
  db.stream.subscribe({ tableName: TableName, consumer, from });

const put = (Item: Item): Promise<unknown> => client.putItem({ TableName, Item });

/** [event, new image, old image] of each record. */
const changesIn = (records: readonly DynamoDBRecord[]): unknown[] =>
  records.map(({ eventName, dynamodb }) => [eventName, dynamodb?.NewImage, dynamodb?.OldImage]);

const sequenceOf = (record: DynamoDBRecord | undefined): string => record?.dynamodb?.SequenceNumber ?? 'none';

const readKeys = async (consumer: StreamConsumer, limit = 100): Promise<unknown[]> =>
  (await consumer.read({ limit })).map((record) => record.dynamodb?.Keys?.['SK']?.S);

describe('records', () => {
  test('carry the exact images of puts, updates and deletes, in order', async () => {
    const first = item('p', 'a', { v: { N: '1' }, tags: { SS: ['x'] } });
    const second = item('p', 'a', { v: { N: '2' }, tags: { SS: ['x', 'y'] } });
    await put(first);
    await client.updateItem({
      TableName,
      Key: key('p', 'a'),
      UpdateExpression: 'ADD v :one, tags :y',
      ExpressionAttributeValues: { ':one': { N: '1' }, ':y': { SS: ['y'] } },
    });
    await client.deleteItem({ TableName, Key: key('p', 'a') });
    const records = await (await subscribe()).read({ limit: 100 });
    expect(changesIn(records)).toEqual([
      ['INSERT', first, undefined],
      ['MODIFY', second, first],
      ['REMOVE', undefined, second],
    ]);
  });

  test('have the form that Lambda receives', async () => {
    await put(item('p', 'a'));
    const { Table } = await client.describeTable({ TableName });
    const [record] = await (await subscribe()).read({ limit: 1 });
    expect(record).toEqual({
      eventID: expect.stringMatching(/^[0-9]{32}$/),
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number),
        Keys: key('p', 'a'),
        NewImage: item('p', 'a'),
        SequenceNumber: '100000000000000000001',
        SizeBytes: 12,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
      eventSourceARN: Table?.LatestStreamArn,
    });
    expect(Table?.LatestStreamArn).toMatch(new RegExp(`^arn:aws:dynamodb:us-east-1:[0-9]+:table/${TableName}/stream/`));
  });

  test('are one per changed item: of a transaction in the order of its actions, of a batch in any order', async () => {
    await put(item('p', 'b', { v: { N: '1' } }));
    const Update = { TableName, Key: key('p', 'b'), UpdateExpression: 'REMOVE v' };
    const checked = { TableName, Key: key('p', 'c'), ConditionExpression: 'attribute_not_exists(PK)' };
    await client.transactWriteItems({
      TransactItems: [{ Put: { TableName, Item: item('p', 'z') } }, { ConditionCheck: checked }, { Update }],
    });
    await client.batchWriteItem({
      RequestItems: {
        [TableName]: [{ PutRequest: { Item: item('p', 'd') } }, { DeleteRequest: { Key: key('p', 'b') } }],
      },
    });
    const records = await (await subscribe()).read({ limit: 100 });
    const events = records.map(({ eventName, dynamodb }) => `${eventName} ${dynamodb?.Keys?.['SK']?.S}`);
    expect(events.slice(0, 3)).toEqual(['INSERT b', 'INSERT z', 'MODIFY b']);
    expect(events.slice(3).toSorted()).toEqual(['INSERT d', 'REMOVE b']);
  });

  test('are not made by what changes nothing', async () => {
    await put(item('p', 'a', { tags: { SS: ['x', 'y'] } }));
    await put(item('p', 'a', { tags: { SS: ['y', 'x'] } }));
    await client.deleteItem({ TableName, Key: key('p', 'missing') });
    const failing = { TableName, ConditionExpression: 'attribute_not_exists(PK)' };
    await failureOf(client.putItem({ ...failing, Item: item('p', 'a') }));
    await failureOf(
      client.transactWriteItems({
        TransactItems: [{ Put: { TableName, Item: item('p', 'b') } }, { Delete: { ...failing, Key: key('p', 'a') } }],
      }),
    );
    expect(await readKeys(await subscribe())).toEqual(['a']);
  });

  test('show what the view type says', async () => {
    const StreamViewType = 'KEYS_ONLY';
    TableName = await createTestTable(client, { StreamSpecification: { StreamEnabled: true, StreamViewType } });
    await put(item('p', 'a', { v: { N: '1' } }));
    const [record] = await (await subscribe()).read({ limit: 1 });
    expect(changesIn([record!])).toEqual([['INSERT', undefined, undefined]]);
    expect(record?.dynamodb?.Keys).toEqual(key('p', 'a'));
  });

  test('begin and end with UpdateTable, and go with the table', async () => {
    TableName = await createTestTable(client);
    await put(item('p', 'unseen'));
    expect((await failureOf(subscribe())).message).toContain('has no stream');
    await client.updateTable({ TableName, ...withStream });
    await put(item('p', 'seen'));
    await client.updateTable({ TableName, StreamSpecification: { StreamEnabled: false } });
    await put(item('p', 'unseen too'));
    await client.updateTable({ TableName, ...withStream });
    expect(await readKeys(await subscribe())).toEqual(['seen']);
    await client.deleteTable({ TableName });
    expect((await failureOf(subscribe())).name).toBe('Error');
  });
});

describe('a consumer', () => {
  test('reads again what it has not committed, and resumes behind its commit after a restart', async () => {
    for (const SK of ['a', 'b', 'c', 'd']) await put(item('p', SK));
    const consumer = await subscribe();
    const batch = await consumer.read({ limit: 2 });
    expect(await readKeys(consumer, 2)).toEqual(['a', 'b']);
    expect(await readKeys(consumer)).toEqual(['a', 'b', 'c', 'd']);
    await consumer.commit(sequenceOf(batch[0]));
    const items = await allItems(client, TableName);
    await close();
    await open();
    expect(await allItems(client, TableName)).toEqual(items);
    expect(await readKeys(await subscribe())).toEqual(['b', 'c', 'd']);
    await put(item('p', 'e'));
    expect(await readKeys(await subscribe('another'))).toEqual(['b', 'c', 'd', 'e']);
  });

  test('never moves back', async () => {
    for (const SK of ['a', 'b']) await put(item('p', SK));
    const consumer = await subscribe();
    const [a, b] = await consumer.read({ limit: 2 });
    await consumer.commit(sequenceOf(b));
    await consumer.commit(sequenceOf(a));
    expect(await readKeys(consumer)).toEqual([]);
    expect(await readKeys(await subscribe())).toEqual([]);
  });

  test('from LATEST sees only what comes later', async () => {
    await put(item('p', 'early'));
    const consumer = await subscribe('late', 'LATEST');
    await put(item('p', 'later'));
    expect(await readKeys(consumer)).toEqual(['later']);
  });

  test('loses no record to another consumer that is ahead', async () => {
    for (const SK of ['a', 'b', 'c']) await put(item('p', SK));
    const [ahead, behind] = [await subscribe('ahead'), await subscribe('behind')];
    const records = await ahead.read({ limit: 10 });
    await ahead.commit(sequenceOf(records.at(-1)));
    expect(await readKeys(behind)).toEqual(['a', 'b', 'c']);
    await behind.commit(sequenceOf(records[1]));
    // A third reader finds what is still kept: only what someone hasn't committed.
    expect(await readKeys(await subscribe('new'))).toEqual(['c']);
  });

  test('continues its numbers after a restart, even when every record is gone', async () => {
    await put(item('p', 'a'));
    const consumer = await subscribe();
    await consumer.commit(sequenceOf((await consumer.read({ limit: 1 }))[0]));
    await close();
    await open();
    await put(item('p', 'b'));
    const [record] = await (await subscribe()).read({ limit: 1 });
    expect(sequenceOf(record)).toBe('100000000000000000002');
  });

  test('waits for a record, an abort or the end', async () => {
    const consumer = await subscribe();
    let woken = false;
    const waiting = consumer.wait({}).then(() => (woken = true));
    await client.getItem({ TableName, Key: key('p', 'a') });
    expect(woken).toBe(false);
    await put(item('p', 'a'));
    await waiting;
    const [record] = await consumer.read({ limit: 1 });
    const aborting = new AbortController();
    const behind = consumer.wait({ after: sequenceOf(record), signal: aborting.signal });
    aborting.abort();
    await behind;
    const untilTheEnd = consumer.wait({ after: sequenceOf(record) });
    await close();
    await untilTheEnd;
    await open();
  });
});
