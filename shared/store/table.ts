import {
  type AttributeValue,
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  type QueryCommandInput,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type Pacing, StoreFailure } from '../usecases/index.ts';
import { isContention, isUnavailable } from './failures.ts';
import type { ItemKey } from './keys.ts';

/** A stored item: plain JSON values and bytes; numbers are safe integers only, amounts are text. */
export type Item = ItemKey & Readonly<Record<string, unknown>>;

/** One action of a transaction. Conditions are expressions over `:`-values and `#`-names as DynamoDB has them. */
export type Action =
  | { readonly put: Item; readonly onlyIf?: Condition }
  | { readonly remove: ItemKey; readonly onlyIf?: Condition }
  | { readonly check: ItemKey; readonly onlyIf: Condition };

export type Condition = {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
};

/** Put only where no item has this key yet. */
export const IF_ABSENT: Condition = { expression: 'attribute_not_exists(PK)' };

/** What a query asks of one partition: sort keys that begin with a prefix, in order. */
export type Range = {
  readonly partition: string;
  readonly prefix: string;
  readonly newestFirst?: boolean | undefined;
  /** sort key behind which to start */
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
};

/** What a query asks of one partition of an index. */
export type IndexRange = {
  readonly indexName: string;
  readonly partitionKey: string;
  readonly sortKey: string;
  /** the largest sort key that counts */
  readonly upTo: string;
  readonly limit: number;
};

const BATCH_WRITE_ITEMS = 25;
const BATCH_GET_KEYS = 100;
const BATCHES_AT_ONCE = 4;
const BATCH_TRIES = 8;

/** One DynamoDB table. Every read is consistent but those of an index. Throttling, timeouts and server errors are thrown as a `StoreFailure`. */
export class Table {
  readonly #client: DynamoDBClient;
  readonly #name: string;
  readonly #pacing: Pacing;

  constructor(client: DynamoDBClient, name: string, pacing: Pacing) {
    this.#client = client;
    this.#name = name;
    this.#pacing = pacing;
  }

  async get(key: ItemKey): Promise<Item | null> {
    const command = new GetItemCommand({ TableName: this.#name, Key: marshall(key), ConsistentRead: true });
    const { Item: found } = await guarded(() => this.#client.send(command));
    return found === undefined ? null : fromWire(found);
  }

  /** The items there are among these keys, in no particular order. */
  async getAll(keys: readonly ItemKey[]): Promise<Item[]> {
    const items = await mapBatches(keys, BATCH_GET_KEYS, (batch) => this.#getBatch(batch));
    return items.flat();
  }

  /** Up to `limit` items of the range (all of them when it has none), however many round trips that takes. */
  async query(range: Range): Promise<Item[]> {
    const after = range.after === undefined ? undefined : marshall({ PK: range.partition, SK: range.after });
    return this.#pages({ ...this.#queryOf(range), ExclusiveStartKey: after }, range.limit ?? Number.POSITIVE_INFINITY);
  }

  /** Up to `limit` items of one partition of an index, in its order. An index follows the table: it may be behind by a moment. */
  async queryIndex(partition: string, { indexName, partitionKey, sortKey, upTo, limit }: IndexRange): Promise<Item[]> {
    const query: QueryCommandInput = {
      TableName: this.#name,
      IndexName: indexName,
      KeyConditionExpression: '#partition = :partition AND #sort <= :upTo',
      ExpressionAttributeNames: { '#partition': partitionKey, '#sort': sortKey },
      ExpressionAttributeValues: marshall({ ':partition': partition, ':upTo': upTo }),
    };
    return this.#pages(query, limit);
  }

  /** Puts all items, in no particular order and not atomically. */
  async putAll(items: readonly Item[]): Promise<void> {
    await mapBatches(items, BATCH_WRITE_ITEMS, (batch) => this.#putBatch(batch));
  }

  /** All of the actions or none; false when a condition didn't hold or a rival wrote at the same time. */
  async transact(actions: readonly Action[]): Promise<boolean> {
    const command = new TransactWriteItemsCommand({ TransactItems: actions.map((action) => this.#actionOf(action)) });
    try {
      await this.#client.send(command);
      return true;
    } catch (error) {
      if (isContention(error)) return false;
      throw translated(error);
    }
  }

  #actionOf(action: Action): TransactWriteItem {
    const TableName = this.#name;
    if ('check' in action)
      return { ConditionCheck: { TableName, Key: marshall(action.check), ...expressionsOf(action.onlyIf) } };
    const condition = conditionOf(action.onlyIf);
    return 'put' in action
      ? { Put: { TableName, Item: toWire(action.put), ...condition } }
      : { Delete: { TableName, Key: marshall(action.remove), ...condition } };
  }

  async #pages(query: QueryCommandInput, limit: number): Promise<Item[]> {
    const items: Item[] = [];
    let start = query.ExclusiveStartKey;
    do {
      const Limit = Number.isFinite(limit) ? limit - items.length : undefined;
      const command = new QueryCommand({ ...query, Limit, ExclusiveStartKey: start });
      const page = await guarded(() => this.#client.send(command));
      items.push(...(page.Items ?? []).map(fromWire));
      start = page.LastEvaluatedKey;
    } while (start !== undefined && items.length < limit);
    return items;
  }

  #queryOf({ partition, prefix, newestFirst }: Range): QueryCommandInput {
    return {
      TableName: this.#name,
      ConsistentRead: true,
      KeyConditionExpression: 'PK = :partition AND begins_with(SK, :prefix)',
      ExpressionAttributeValues: marshall({ ':partition': partition, ':prefix': prefix }),
      ScanIndexForward: newestFirst !== true,
    };
  }

  async #getBatch(batch: readonly ItemKey[]): Promise<Item[]> {
    const items: Item[] = [];
    let keys: Record<string, AttributeValue>[] = batch.map((key) => marshall(key));
    await this.#untilDone(async () => {
      const command = new BatchGetItemCommand({ RequestItems: { [this.#name]: { Keys: keys, ConsistentRead: true } } });
      const answer = await guarded(() => this.#client.send(command));
      items.push(...(answer.Responses?.[this.#name] ?? []).map(fromWire));
      keys = answer.UnprocessedKeys?.[this.#name]?.Keys ?? [];
      return keys.length === 0;
    });
    return items;
  }

  async #putBatch(batch: readonly Item[]): Promise<void> {
    let requests: WriteRequest[] = batch.map((item) => ({ PutRequest: { Item: toWire(item) } }));
    await this.#untilDone(async () => {
      const command = new BatchWriteItemCommand({ RequestItems: { [this.#name]: requests } });
      const answer = await guarded(() => this.#client.send(command));
      requests = answer.UnprocessedItems?.[this.#name] ?? [];
      return requests.length === 0;
    });
  }

  /** A batch answers with what it had no capacity for: that is sent again, more and more slowly. */
  async #untilDone(step: () => Promise<boolean>): Promise<void> {
    for (let tryIndex = 0; tryIndex < BATCH_TRIES; tryIndex += 1) {
      if (await step()) return;
      await this.#pacing.sleep(this.#pacing.jitter() * 50 * 2 ** tryIndex);
    }
    throw new StoreFailure({ reason: 'unavailable', detail: 'the store is short of capacity' });
  }
}

async function guarded<T>(send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw translated(error);
  }
}

function translated(error: unknown): unknown {
  if (!isUnavailable(error)) return error;
  return new StoreFailure({ reason: 'unavailable', detail: 'the store is busy or cannot be reached' }, error);
}

async function mapBatches<T, R>(
  all: readonly T[],
  size: number,
  send: (batch: readonly T[]) => Promise<R>,
): Promise<R[]> {
  const batches = Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
  const results: R[] = [];
  for (let i = 0; i < batches.length; i += BATCHES_AT_ONCE) {
    results.push(...(await Promise.all(batches.slice(i, i + BATCHES_AT_ONCE).map(send))));
  }
  return results;
}

function conditionOf(condition: Condition | undefined) {
  return condition === undefined ? {} : expressionsOf(condition);
}

function expressionsOf({ expression, names, values }: Condition) {
  return {
    ConditionExpression: expression,
    ...(names === undefined ? {} : { ExpressionAttributeNames: { ...names } }),
    ...(values === undefined ? {} : { ExpressionAttributeValues: marshall(values) }),
  };
}

function toWire(item: Item): Record<string, AttributeValue> {
  return marshall(item, { removeUndefinedValues: true });
}

function fromWire(item: Record<string, AttributeValue>): Item {
  return unmarshall(item) as Item;
}
