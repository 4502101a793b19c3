import { randomUUID } from 'node:crypto';
import type { DynamoDB, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContractTarget, Item } from './dynamodb-fixture.ts';
import { contractTarget, createTestTable, failureOf, item, key } from './dynamodb-fixture.ts';

// What Ballast relies on in DynamoDB outside transactions.
let target: ContractTarget;
let client: DynamoDB;
let TableName: string;

beforeAll(async () => {
  target = await contractTarget();
  ({ client, TableName } = target);
});

afterAll(() => target.close());

const partition = (): string => `p-${randomUUID()}`;

async function putAll(items: readonly Item[]): Promise<void> {
  for (const Item of items) await client.putItem({ TableName, Item });
}

/** The sort keys of every page of a query. */
async function pagesOf(query: Omit<QueryCommandInput, 'TableName'>): Promise<(string | undefined)[][]> {
  const pages: (string | undefined)[][] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const more = ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey };
    const page = await client.query({ TableName, ConsistentRead: true, ...query, ...more });
    pages.push((page.Items ?? []).map((found) => found['SK']?.S));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return pages;
}

const wholePartition = (p: string): Omit<QueryCommandInput, 'TableName'> => ({
  KeyConditionExpression: 'PK = :p',
  ExpressionAttributeValues: { ':p': { S: p } },
});

const sortKey = (p: string, condition: string, values: Item): Omit<QueryCommandInput, 'TableName'> => ({
  KeyConditionExpression: `PK = :p AND ${condition}`,
  ExpressionAttributeValues: { ':p': { S: p }, ...values },
});

const itemIn = (error: Error): unknown => ('Item' in error ? error.Item : undefined);

describe('a failed condition of a single write', () => {
  const failing = { ConditionExpression: 'attribute_not_exists(PK)' };

  test('returns the item if asked to, for a put, an update and a delete', async () => {
    const existing = item(partition(), 'a', { v: { N: '1' } });
    await putAll([existing]);
    const Key = { PK: existing['PK']!, SK: existing['SK']! };
    const asked = { ...failing, TableName, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' as const };
    const errors = [
      await failureOf(client.putItem({ ...asked, Item: existing })),
      await failureOf(client.updateItem({ ...asked, Key, UpdateExpression: 'REMOVE v' })),
      await failureOf(client.deleteItem({ ...asked, Key })),
    ];
    expect(errors.map((error) => error.name)).toEqual(Array(3).fill('ConditionalCheckFailedException'));
    expect(errors.map(itemIn)).toEqual([existing, existing, existing]);
    expect((await client.getItem({ TableName, Key, ConsistentRead: true })).Item).toEqual(existing);
  });

  test('returns nothing unasked', async () => {
    const existing = item(partition(), 'a');
    await putAll([existing]);
    const error = await failureOf(client.putItem({ TableName, Item: existing, ...failing }));
    expect(error.name).toBe('ConditionalCheckFailedException');
    expect(itemIn(error)).toBeUndefined();
  });
});

describe('a query', () => {
  test('gives a partition in key order, forwards and backwards, in pages of the limit', async () => {
    const p = partition();
    await putAll(['c', 'a', 'e', 'b', 'd'].map((SK) => item(p, SK)));
    expect((await pagesOf({ ...wholePartition(p), Limit: 2 })).flat()).toEqual(['a', 'b', 'c', 'd', 'e']);
    const backwards = await pagesOf({ ...wholePartition(p), Limit: 2, ScanIndexForward: false });
    expect(backwards.flat()).toEqual(['e', 'd', 'c', 'b', 'a']);
    expect(backwards.every((page) => page.length <= 2)).toBe(true);
  });

  test('selects by prefix and by range', async () => {
    const p = partition();
    await putAll(['LEDGER#1', 'LEDGER#2', 'LEDGER#3', 'LEDGES', 'POSITION#a'].map((SK) => item(p, SK)));
    const select = async (condition: string, values: Item): Promise<unknown> =>
      (await pagesOf(sortKey(p, condition, values))).flat();
    expect(await select('begins_with(SK, :s)', { ':s': { S: 'LEDGER#' } })).toEqual([
      'LEDGER#1',
      'LEDGER#2',
      'LEDGER#3',
    ]);
    const range = { ':a': { S: 'LEDGER#2' }, ':b': { S: 'LEDGES' } };
    expect(await select('SK BETWEEN :a AND :b', range)).toEqual(['LEDGER#2', 'LEDGER#3', 'LEDGES']);
    expect(await select('SK > :s', { ':s': { S: 'LEDGER#3' } })).toEqual(['LEDGES', 'POSITION#a']);
  });

  test('pages at 1 MB', async () => {
    const p = partition();
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    await putAll(names.map((SK) => item(p, SK, { v: { S: 'x'.repeat(300_000) } })));
    const pages = await pagesOf(wholePartition(p));
    expect(pages.flat()).toEqual(names);
    expect(pages[0]!.length).toBeLessThanOrEqual(4);
    expect(pages.length).toBeGreaterThanOrEqual(2);
  });
});

describe('items', () => {
  test('of every type come back as they were put', async () => {
    const every = item(partition(), 'a', {
      text: { S: 'Grüße ✓ 🚢' },
      empty: { S: '' },
      number: { N: '-12345678901234567890.12345678' },
      binary: { B: new Uint8Array([0, 1, 254, 255]) },
      yes: { BOOL: true },
      nothing: { NULL: true },
      list: { L: [{ N: '1' }, { M: { deep: { SS: ['a', 'b'] } } }] },
      numbers: { NS: ['1', '2'] },
    });
    await putAll([every]);
    const Key = { PK: every['PK']!, SK: every['SK']! };
    expect((await client.getItem({ TableName, Key, ConsistentRead: true })).Item).toEqual(every);
  });

  test('of more than 400 KB are refused', async () => {
    const Item = item(partition(), 'a', { v: { S: 'x'.repeat(410_000) } });
    expect((await failureOf(client.putItem({ TableName, Item }))).name).toBe('ValidationException');
  });

  test('are written and read in batches', async () => {
    const p = partition();
    const items = Array.from({ length: 25 }, (_, index) => item(p, `i${String(index).padStart(2, '0')}`));
    await putAll([item(p, 'old')]);
    const puts = items.slice(0, 24).map((Item) => ({ PutRequest: { Item } }));
    const requests = [...puts, { DeleteRequest: { Key: key(p, 'old') } }];
    expect((await client.batchWriteItem({ RequestItems: { [TableName]: requests } })).UnprocessedItems).toEqual({});
    expect((await pagesOf(wholePartition(p))).flat()).toEqual(items.slice(0, 24).map((written) => written['SK']?.S));
    const Keys = items.map(({ PK, SK }) => ({ PK: PK!, SK: SK! }));
    const { Responses } = await client.batchGetItem({ RequestItems: { [TableName]: { Keys, ConsistentRead: true } } });
    expect(Responses?.[TableName]?.length).toBe(24);
  });
});

describe('time to live', () => {
  test('is remembered', async () => {
    const table = await createTestTable(client);
    const before = await client.describeTimeToLive({ TableName: table });
    expect(before.TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'DISABLED' });
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'expiresAt' };
    const answer = await client.updateTimeToLive({ TableName: table, TimeToLiveSpecification });
    expect(answer.TimeToLiveSpecification).toEqual(TimeToLiveSpecification);
    const after = await client.describeTimeToLive({ TableName: table });
    expect(after.TimeToLiveDescription?.AttributeName).toBe('expiresAt');
    expect(['ENABLING', 'ENABLED']).toContain(after.TimeToLiveDescription?.TimeToLiveStatus);
    const again = await failureOf(client.updateTimeToLive({ TableName: table, TimeToLiveSpecification }));
    expect(again.name).toBe('ValidationException');
    await client.deleteTable({ TableName: table });
  });
});
