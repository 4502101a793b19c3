import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AttributeValue, CreateTableCommandInput, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDB, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { startEmbeddedDynamoDb } from '../../../infra/local/dynamodb/index.ts';
import { LOCAL_AWS } from '../../support/local-aws.ts';

export type Item = Record<string, AttributeValue>;

/** A client of the embedded database. Without retries, so that each answer is seen. */
export function embeddedClient(endpoint: string): DynamoDB {
  return new DynamoDB({ ...LOCAL_AWS, endpoint, maxAttempts: 1 });
}

export interface ContractTarget {
  readonly client: DynamoDB;
  readonly TableName: string;
  close(): Promise<void>;
}

/**
 * Where the contract tests run: any endpoint given in BALLAST_DYNAMODB_ENDPOINT (AWS, DynamoDB Local), with the usual AWS variables for region and
 * credentials; without it, the embedded database on disk, where the reads and writes of concurrent requests really interleave.
 */
export async function contractTarget(): Promise<ContractTarget> {
  const external = process.env['BALLAST_DYNAMODB_ENDPOINT'];
  const dataDir = mkdtempSync(join(tmpdir(), 'ballast-dynamodb-'));
  const embedded = external === undefined ? await startEmbeddedDynamoDb({ dataDir }) : null;
  const client = embedded === null ? new DynamoDB({ endpoint: external! }) : embeddedClient(embedded.endpoint);
  const TableName = await createTestTable(client);
  console.log(`dynamodb contract against ${external ?? 'the embedded database'}`);
  const close = async (): Promise<void> => {
    await client.deleteTable({ TableName });
    client.destroy();
    await embedded?.close();
    rmSync(dataDir, { recursive: true });
  };
  return { client, TableName, close };
}

/** A table PK/SK with a global index `byOwner` (owner, SK), as Ballast's is; ready when it returns. */
export async function createTestTable(client: DynamoDB, more: Partial<CreateTableCommandInput> = {}): Promise<string> {
  const TableName = `ballast-test-${randomUUID()}`;
  await client.createTable({
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: ['PK', 'SK', 'owner'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S' as const,
    })),
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byOwner',
        KeySchema: [
          { AttributeName: 'owner', KeyType: 'HASH' },
          { AttributeName: 'SK', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    ...more,
  });
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName });
  return TableName;
}

export const withStream: Partial<CreateTableCommandInput> = {
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
};

export function key(PK: string, SK: string): Item {
  return { PK: { S: PK }, SK: { S: SK } };
}

export function item(PK: string, SK: string, attributes: Item = {}): Item {
  return { ...key(PK, SK), ...attributes };
}

/** Every item of the table, in key order. */
export async function allItems(client: DynamoDB, TableName: string): Promise<Item[]> {
  const items: Item[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await client.scan({
      TableName,
      ConsistentRead: true,
      ...(ExclusiveStartKey && { ExclusiveStartKey }),
    });
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items.sort((a, b) => (keyText(a) < keyText(b) ? -1 : 1));
}

export function keyText(of: { PK?: { S?: string }; SK?: { S?: string } }): string {
  return `${of.PK?.S} ${of.SK?.S}`;
}

/** The error a request fails with; fails the test if the request succeeds. */
export async function failureOf(request: Promise<unknown>): Promise<Error> {
  const outcome = await request.then(
    () => null,
    (error: unknown) => error,
  );
  if (outcome instanceof Error) return outcome;
  throw new Error('the request should have failed');
}

export async function cancellationOf(request: Promise<unknown>): Promise<TransactionCanceledException> {
  const error = await failureOf(request);
  if (error.name !== 'TransactionCanceledException') throw error;
  return error as TransactionCanceledException;
}
