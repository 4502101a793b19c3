import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { startEmbeddedDynamoDb } from '../../../infra/local/dynamodb/index.ts';
import { createStores, createTable, createWebhookStores } from '../../../shared/store/index.ts';
import type { Stored, StoredWebhooks } from '../../../shared/usecases/index.ts';

type Intercept = (commandName: string) => void | Promise<void>;

/** The webhooks stand in the same table. */
type All = Stored & StoredWebhooks;

type TestStores = {
  readonly stored: All;
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** the same table through caches of its own, as another process would have it; `intercept` runs before each call, or throws in its place */
  another(intercept?: Intercept): All;
  close(): Promise<void>;
};

/** Stores on a fresh table: on the endpoint in BALLAST_DYNAMODB_ENDPOINT where it is set, else on the embedded one. */
async function openTestStores(): Promise<TestStores> {
  const given = process.env['BALLAST_DYNAMODB_ENDPOINT'];
  const embedded = given === undefined ? await startEmbeddedDynamoDb({ dataDir: null }) : null;
  const newClient = () =>
    new DynamoDBClient({
      endpoint: given ?? embedded!.endpoint,
      region: 'eu-central-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
  const client = newClient();
  const others: DynamoDBClient[] = [];
  const tableName = `ballast-${randomUUID()}`;
  await createTable(client, tableName);
  return {
    stored: storesOn(tableName, client),
    client,
    tableName,
    another(intercept) {
      const other = newClient();
      others.push(other);
      if (intercept !== undefined) {
        other.middlewareStack.add(
          (next, context) => async (args) => {
            await intercept(String(context.commandName));
            return next(args);
          },
          { step: 'initialize' },
        );
      }
      return storesOn(tableName, other);
    },
    async close() {
      for (const other of others) other.destroy();
      client.destroy();
      await embedded?.close();
    },
  };
}

function storesOn(tableName: string, client: DynamoDBClient): All {
  return { ...createStores({ tableName, client }), ...createWebhookStores({ tableName, client }) };
}

/** Fresh stores for the tests of a file or a suite, closed after them. */
export function useTestStores(
  prepare: (stored: Stored) => Promise<unknown> = async () => {},
): Omit<TestStores, 'close'> {
  let opened: TestStores;
  beforeAll(async () => {
    opened = await openTestStores();
    await prepare(opened.stored);
  });
  afterAll(() => opened.close());
  return {
    get stored() {
      return opened.stored;
    },
    get client() {
      return opened.client;
    },
    get tableName() {
      return opened.tableName;
    },
    another: (intercept) => opened.another(intercept),
  };
}
