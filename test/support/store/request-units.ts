import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** What DynamoDB bills: reads of 4 KB, half for one that may be behind; writes of 1 KB, twice those in a transaction. */
export type RequestUnits = { readonly reads: number; readonly writes: number };

type Item = Readonly<Record<string, AttributeValue>>;
type Command = { readonly name: string; readonly input: Json; readonly output: Json };
type Json = Readonly<Record<string, unknown>>;

/** Adds up what the calls of this client are billed, by the sizes of the items that they carry. Writes of the index of due times aren't counted. */
export function countUnits(client: DynamoDBClient): { reads: number; writes: number } {
  const units = { reads: 0, writes: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answered = await next(args);
      const command = {
        name: String(context.commandName),
        input: args.input,
        output: answered.output,
      } as unknown as Command;
      const { reads, writes } = unitsOf(command);
      units.reads += reads;
      units.writes += writes;
      return answered;
    },
    { step: 'initialize' },
  );
  return units;
}

function unitsOf({ name, input, output }: Command): RequestUnits {
  switch (name) {
    case 'GetItemCommand':
      return { reads: readUnits(bytesOf(output['Item'] as Item | undefined)), writes: 0 };
    case 'BatchGetItemCommand':
      return { reads: batchReads(input, output), writes: 0 };
    case 'QueryCommand':
      return { reads: queryReads(input, output), writes: 0 };
    case 'BatchWriteItemCommand':
      return { reads: 0, writes: sum(putsOf(input).map((item) => writeUnits(bytesOf(item)))) };
    case 'TransactWriteItemsCommand':
      return { reads: 0, writes: 2 * sum(transactedOf(input).map((item) => writeUnits(bytesOf(item)))) };
    default:
      throw new Error(`no units are known of ${name}`);
  }
}

function queryReads(input: Json, output: Json): number {
  const units = readUnits(sum((output['Items'] as Item[]).map(bytesOf)));
  return input['ConsistentRead'] === true ? units : units / 2;
}

/** A key that isn't there is billed like the smallest item. */
function batchReads(input: Json, output: Json): number {
  const asked = sum(Object.values(input['RequestItems'] as object).map(({ Keys }: { Keys: unknown[] }) => Keys.length));
  const found = Object.values(output['Responses'] as Record<string, Item[]>).flat();
  return sum(found.map((item) => readUnits(bytesOf(item)))) + asked - found.length;
}

function putsOf(input: Json): Item[] {
  const requests = Object.values(input['RequestItems'] as Record<string, { PutRequest: { Item: Item } }[]>).flat();
  return requests.map(({ PutRequest }) => PutRequest.Item);
}

function transactedOf(input: Json): Item[] {
  const actions = input['TransactItems'] as { Put?: { Item: Item }; Delete?: { Key: Item } }[];
  return actions.map(({ Put, Delete }) => Put?.Item ?? Delete?.Key ?? {});
}

function readUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 4096));
}

function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / 1024));
}

function bytesOf(item: Item | undefined): number {
  return sum(Object.entries(item ?? {}).map(([name, value]) => Buffer.byteLength(name) + valueBytes(value)));
}

/** As the developer guide has it under "Item sizes and formats". */
function valueBytes({ S, N, B, L, M }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.replaceAll(/\D/g, '').length / 2) + 1;
  if (B !== undefined) return B.length;
  if (L !== undefined) return 3 + sum(L.map((each) => 1 + valueBytes(each)));
  if (M !== undefined)
    return 3 + sum(Object.entries(M).map(([name, each]) => 1 + Buffer.byteLength(name) + valueBytes(each)));
  return 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
