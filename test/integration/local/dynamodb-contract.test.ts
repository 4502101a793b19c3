import { randomUUID } from 'node:crypto';
import type { DynamoDB, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContractTarget, Item } from './dynamodb-fixture.ts';
import { cancellationOf, contractTarget, failureOf, item, key } from './dynamodb-fixture.ts';

// What Ballast relies on in DynamoDB's transactions. Error texts are those that AWS has been seen to give.
let target: ContractTarget;
let client: DynamoDB;
let TableName: string;

beforeAll(async () => {
  target = await contractTarget();
  ({ client, TableName } = target);
});

afterAll(() => target.close());

/** A partition of its own for each test, so that tests don't see each other. */
const partition = (): string => `p-${randomUUID()}`;

async function get(PK: string, SK: string): Promise<Item | undefined> {
  return (await client.getItem({ TableName, Key: key(PK, SK), ConsistentRead: true })).Item;
}

async function put(Item: Item): Promise<Item> {
  await client.putItem({ TableName, Item });
  return Item;
}

const transact = (TransactItems: TransactWriteItem[], ClientRequestToken?: string): Promise<unknown> =>
  client.transactWriteItems({ TransactItems, ...(ClientRequestToken !== undefined && { ClientRequestToken }) });

const putNew = (Item: Item): TransactWriteItem => ({
  Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(PK)' },
});

const add = (PK: string, SK: string, amount: number): TransactWriteItem => ({
  Update: {
    TableName,
    Key: key(PK, SK),
    UpdateExpression: 'ADD #n :n',
    ExpressionAttributeNames: { '#n': 'total' },
    ExpressionAttributeValues: { ':n': { N: String(amount) } },
  },
});

const checkExists = (PK: string, SK: string): TransactWriteItem => ({
  ConditionCheck: { TableName, Key: key(PK, SK), ConditionExpression: 'attribute_exists(PK)' },
});

const refused = async (actions: TransactWriteItem[]): Promise<string> => {
  const error = await failureOf(transact(actions));
  return `${error.name}: ${error.message}`;
};

const isContention = (error: Error): boolean =>
  ['TransactionCanceledException', 'TransactionConflictException', 'ConditionalCheckFailedException'].includes(
    error.name,
  );

const ignoreConflict = <T>(request: Promise<T>): Promise<T | 0> =>
  request.catch((error: Error) => (isContention(error) ? 0 : Promise.reject(error)));

const getAll = (...gets: { TableName: string; Key: Item }[]): Promise<unknown> =>
  client.transactGetItems({ TransactItems: gets.map((one) => ({ Get: one })) });

/** Ballast's own pattern: read the head, write under the condition that it is still what was read, retry on contention. */
async function appendOnce(p: string, name: string): Promise<void> {
  for (;;) {
    const revision = Number((await get(p, 'HEAD'))?.['revision']?.N ?? 'NaN');
    const head = {
      TableName,
      Key: key(p, 'HEAD'),
      UpdateExpression: 'SET revision = :next',
      ConditionExpression: 'revision = :seen',
      ExpressionAttributeValues: { ':seen': { N: String(revision) }, ':next': { N: String(revision + 1) } },
    };
    const entry = putNew(item(p, `LEDGER#${revision + 1}`, { by: { S: name } }));
    const error = await transact([{ Update: head }, entry, add(p, 'TOTAL', 1)]).then(
      () => null,
      (cause: Error) => cause,
    );
    if (error === null) return;
    if (!isContention(error)) throw error;
  }
}

describe('TransactWriteItems', () => {
  test('applies a put, an update, a delete and a passing check together', async () => {
    const p = partition();
    await put(item(p, 'counted', { total: { N: '1' } }));
    await put(item(p, 'gone'));
    const checked = await put(item(p, 'checked'));
    const created = item(p, 'new', { note: { S: 'x' } });
    const Delete = { TableName, Key: key(p, 'gone'), ConditionExpression: 'attribute_exists(PK)' };
    await transact([putNew(created), add(p, 'counted', 2), { Delete }, checkExists(p, 'checked')]);
    expect(await get(p, 'new')).toEqual(created);
    expect(await get(p, 'counted')).toEqual(item(p, 'counted', { total: { N: '3' } }));
    expect(await get(p, 'gone')).toBeUndefined();
    expect(await get(p, 'checked')).toEqual(checked);
  });

  test('changes nothing if a condition fails, and gives the reasons in the order of the actions', async () => {
    const p = partition();
    const existing = await put(item(p, 'existing', { total: { N: '7' } }));
    const returned = putNew(item(p, 'existing'));
    returned.Put!.ReturnValuesOnConditionCheckFailure = 'ALL_OLD';
    const missing = checkExists(p, 'missing');
    missing.ConditionCheck!.ReturnValuesOnConditionCheckFailure = 'ALL_OLD';
    const error = await cancellationOf(transact([putNew(item(p, 'a')), returned, add(p, 'b', 1), missing]));
    const message = 'The conditional request failed';
    expect(error.CancellationReasons).toEqual([
      { Code: 'None' },
      { Code: 'ConditionalCheckFailed', Message: message, Item: existing },
      { Code: 'None' },
      { Code: 'ConditionalCheckFailed', Message: message },
    ]);
    expect(error.message).toBe(
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None, ConditionalCheckFailed]',
    );
    expect(await get(p, 'a')).toBeUndefined();
    expect(await get(p, 'b')).toBeUndefined();
    expect(await get(p, 'existing')).toEqual(existing);
  });

  test('an update that its item does not allow cancels with a ValidationError', async () => {
    const p = partition();
    const Update = { TableName, Key: key(p, 'a'), UpdateExpression: 'SET a = b' };
    const error = await cancellationOf(transact([putNew(item(p, 'b')), { Update }]));
    const Message = 'The provided expression refers to an attribute that does not exist in the item';
    expect(error.CancellationReasons).toEqual([{ Code: 'None' }, { Code: 'ValidationError', Message }]);
    expect(await get(p, 'b')).toBeUndefined();
  });

  test('takes 100 actions', async () => {
    const p = partition();
    await transact(Array.from({ length: 100 }, (_, index) => putNew(item(p, `i${index}`))));
    const { Count } = await client.query({
      TableName,
      ConsistentRead: true,
      KeyConditionExpression: 'PK = :p',
      ExpressionAttributeValues: { ':p': { S: p } },
    });
    expect(Count).toBe(100);
  });

  test('updates the index with the item', async () => {
    const p = partition();
    await transact([putNew(item(p, 'a', { owner: { S: p } })), putNew(item(p, 'b', { owner: { S: p } }))]);
    await transact([{ Delete: { TableName, Key: key(p, 'a') } }]);
    const owned = async (): Promise<unknown> =>
      (
        await client.query({
          TableName,
          IndexName: 'byOwner',
          KeyConditionExpression: '#o = :o',
          ExpressionAttributeNames: { '#o': 'owner' },
          ExpressionAttributeValues: { ':o': { S: p } },
        })
      ).Items;
    await expect.poll(owned, { timeout: 10_000 }).toEqual([item(p, 'b', { owner: { S: p } })]);
  });
});

describe('TransactWriteItems refuses', () => {
  test('no actions, and more than 100', async () => {
    const p = partition();
    expect(await refused([])).toBe(
      "ValidationException: 1 validation error detected: Value '[]' at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
    );
    const tooMany = Array.from({ length: 101 }, (_, index) => putNew(item(p, `i${index}`)));
    expect(await refused(tooMany)).toMatch(
      /^ValidationException: 1 validation error detected: Value '\[.+\]' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100$/s,
    );
  });

  test('two actions on one item, and two actions in one entry', async () => {
    const p = partition();
    expect(await refused([putNew(item(p, 'a')), add(p, 'a', 1)])).toBe(
      'ValidationException: Transaction request cannot include multiple operations on one item',
    );
    expect(await refused([{ ...putNew(item(p, 'a')), ...add(p, 'b', 1) }])).toBe(
      'ValidationException: TransactItems can only contain one of Check, Put, Update or Delete',
    );
  });

  test('a table that is not there', async () => {
    const Put = { TableName: 'ballast-no-such-table', Item: item('a', 'b') };
    expect(await refused([{ Put }])).toBe('ResourceNotFoundException: Requested resource not found');
  });

  test('a key of the wrong type by cancelling, an empty key outright', async () => {
    const p = partition();
    const wrong = { PK: { S: p }, SK: { N: '1' } };
    const error = await cancellationOf(transact([putNew(item(p, 'a')), { Delete: { TableName, Key: wrong } }]));
    const Message = 'The provided key element does not match the schema';
    expect(error.CancellationReasons).toEqual([{ Code: 'None' }, { Code: 'ValidationError', Message }]);
    expect(await refused([putNew(item(p, ''))])).toMatch(
      /^ValidationException: .*cannot contain an empty string value/,
    );
    expect(await get(p, 'a')).toBeUndefined();
  });

  test('a malformed expression, an unused name, and an update or check without its expression', async () => {
    const Key = key(partition(), 'a');
    const unused = { ...checkExists('a', 'b').ConditionCheck!, ExpressionAttributeNames: { '#unused': 'x' } };
    const broken: TransactWriteItem[] = [
      { ConditionCheck: { TableName, Key, ConditionExpression: 'PK ===' } },
      { ConditionCheck: unused },
      { Update: { TableName, Key, UpdateExpression: undefined } },
      { ConditionCheck: { TableName, Key, ConditionExpression: undefined } },
    ];
    const names = await Promise.all(broken.map(async (action) => (await failureOf(transact([action]))).name));
    expect(names).toEqual(broken.map(() => 'ValidationException'));
  });

  test('items of more than 400 KB, and of more than 4 MB together', async () => {
    const p = partition();
    const sized = (SK: string, bytes: number): TransactWriteItem =>
      putNew(item(p, SK, { v: { S: 'x'.repeat(bytes) } }));
    const tooLarge = await failureOf(transact([sized('a', 410_000)]));
    expect(['ValidationException', 'TransactionCanceledException']).toContain(tooLarge.name);
    const eleven = Array.from({ length: 11 }, (_, index) => sized(`i${index}`, 390_000));
    const together = await failureOf(transact(eleven));
    expect(['ValidationException', 'TransactionCanceledException']).toContain(together.name);
    expect(await get(p, 'i0')).toBeUndefined();
    await transact(eleven.slice(0, 10));
    expect(await get(p, 'i9')).toBeDefined();
  });
});

describe('a client request token', () => {
  test('makes a repeat a no-op', async () => {
    const p = partition();
    const token = randomUUID();
    await transact([add(p, 'a', 5)], token);
    await transact([add(p, 'a', 5)], token);
    expect(await get(p, 'a')).toEqual(item(p, 'a', { total: { N: '5' } }));
  });

  test('refuses another request', async () => {
    const p = partition();
    const token = randomUUID();
    await transact([add(p, 'a', 5)], token);
    const error = await failureOf(transact([add(p, 'a', 6)], token));
    expect(error.name).toBe('IdempotentParameterMismatchException');
    expect(await get(p, 'a')).toEqual(item(p, 'a', { total: { N: '5' } }));
  });

  test('of a cancelled transaction may be used again', async () => {
    const p = partition();
    const token = randomUUID();
    const actions = [checkExists(p, 'gate'), add(p, 'a', 5)];
    await cancellationOf(transact(actions, token));
    await put(item(p, 'gate'));
    await transact(actions, token);
    expect(await get(p, 'a')).toEqual(item(p, 'a', { total: { N: '5' } }));
  });
});

describe('concurrent transactions', () => {
  test('50 parallel conditional increments lose none', async () => {
    const p = partition();
    await put(item(p, 'HEAD', { revision: { N: '0' } }));
    await Promise.all(Array.from({ length: 50 }, (_, index) => appendOnce(p, `writer-${index}`)));
    expect((await get(p, 'HEAD'))?.['revision']).toEqual({ N: '50' });
    expect((await get(p, 'TOTAL'))?.['total']).toEqual({ N: '50' });
    const entries = await Promise.all(Array.from({ length: 50 }, (_, index) => get(p, `LEDGER#${index + 1}`)));
    expect(new Set(entries.map((entry) => entry?.['by']?.S)).size).toBe(50);
  });

  test('TransactGetItems sees each transaction whole', async () => {
    const p = partition();
    const transfer = (amount: number): Promise<unknown> => transact([add(p, 'a', amount), add(p, 'b', -amount)]);
    await transfer(100);
    const read = async (): Promise<number> => {
      const gets = ['a', 'b'].map((SK) => ({ Get: { TableName, Key: key(p, SK) } }));
      const { Responses } = await client.transactGetItems({ TransactItems: gets });
      return Responses!.reduce((sum, response) => sum + Number(response.Item?.['total']?.N), 0);
    };
    const writes = Array.from({ length: 40 }, (_, index) => ignoreConflict(transfer(index)));
    const sums = await Promise.all(Array.from({ length: 40 }, () => ignoreConflict(read())));
    await Promise.all(writes);
    expect(new Set(sums)).toEqual(new Set([0]));
  });
});

describe('TransactGetItems', () => {
  test('answers in the order of the request, with nothing for a missing item', async () => {
    const p = partition();
    await put(item(p, 'a', { x: { N: '1' }, y: { N: '2' } }));
    const b = await put(item(p, 'b'));
    const { Responses } = await client.transactGetItems({
      TransactItems: [
        { Get: { TableName, Key: key(p, 'b') } },
        { Get: { TableName, Key: key(p, 'missing') } },
        { Get: { TableName, Key: key(p, 'a'), ProjectionExpression: 'y' } },
      ],
    });
    expect(Responses).toEqual([{ Item: b }, {}, { Item: { y: { N: '2' } } }]);
  });

  test('refuses an item twice, a misfit key, and a table that is not there', async () => {
    const Get = { TableName, Key: key(partition(), 'a') };
    expect((await failureOf(getAll(Get, Get))).name).toBe('ValidationException');
    expect((await failureOf(getAll({ ...Get, TableName: 'ballast-no-such-table' }))).name).toBe(
      'ResourceNotFoundException',
    );
    const misfit = await cancellationOf(getAll(Get, { ...Get, Key: { ...Get.Key, SK: { N: '1' } } }));
    expect(misfit.CancellationReasons?.map((reason) => reason.Code)).toEqual(['None', 'ValidationError']);
  });
});
