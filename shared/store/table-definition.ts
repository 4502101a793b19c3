import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Items with a time at which something is due, by part and time; all others are not in it. */
export const DUE_INDEX = { indexName: 'Due', partitionKey: 'duePart', sortKey: 'dueAt' } as const;

const KEYS = [
  { AttributeName: 'PK', KeyType: 'HASH' },
  { AttributeName: 'SK', KeyType: 'RANGE' },
] as const;

/**
 * The table as the infrastructure defines it, for tests against an endpoint that has none. There, items also expire by their
 * `expiresAt` (seconds), and the stream has their images.
 */
export async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const command = new CreateTableCommand({
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'PK', AttributeType: 'S' },
      { AttributeName: 'SK', AttributeType: 'S' },
      { AttributeName: DUE_INDEX.partitionKey, AttributeType: 'S' },
      { AttributeName: DUE_INDEX.sortKey, AttributeType: 'S' },
    ],
    KeySchema: [...KEYS],
    GlobalSecondaryIndexes: [
      {
        IndexName: DUE_INDEX.indexName,
        KeySchema: [
          { AttributeName: DUE_INDEX.partitionKey, KeyType: 'HASH' },
          { AttributeName: DUE_INDEX.sortKey, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
  });
  await client.send(command);
}

/** As `createTable`, the table of webhooks: without a stream, which would show what they sign with to whoever it feeds. */
export async function createWebhookTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const command = new CreateTableCommand({
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: KEYS.map(({ AttributeName }) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [...KEYS],
  });
  await client.send(command);
}
