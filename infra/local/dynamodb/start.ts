import { mkdirSync } from 'node:fs';
import { startHttpServer } from '../aws-json/http-server.ts';
import type { Durability } from './database.ts';
import { Database } from './database.ts';
import type { KeyValueStore } from './dynalite.ts';
import { createLevel } from './dynalite.ts';
import { operations } from './operations.ts';
import { TableStream } from './stream.ts';
import { TransactionTokens } from './transaction-tokens.ts';

export interface EmbeddedDynamoDb {
  /** For AWS_ENDPOINT_URL_DYNAMODB; any region and credentials will do. */
  readonly endpoint: string;
  readonly stream: TableStream;
  /** Finishes the requests at work, wakes the stream's waiting consumers and closes the files. */
  close(): Promise<void>;
}

interface EmbeddedDynamoDbOptions {
  /** The data folder, locked while it is open; null keeps everything in memory. */
  readonly dataDir: string | null;
  /** Any free port by default. */
  readonly port?: number;
  /** What an answered write survives: 'os' (default) any end of the process, 'fsync' a power cut too. */
  readonly durability?: Durability;
}

/**
 * A DynamoDB for `npm start` and for tests: dynalite's semantics, with transactions, streams and atomic writes added.
 * test/integration/local/dynamodb-contract.test.ts runs the same expectations against this and against any endpoint.
 */
export async function startEmbeddedDynamoDb(options: EmbeddedDynamoDbOptions): Promise<EmbeddedDynamoDb> {
  const { dataDir, port = 0, durability = 'os' } = options;
  if (dataDir !== null) mkdirSync(dataDir, { recursive: true });
  return serveDynamoDb(createLevel(dataDir), port, durability).catch((error: unknown) => {
    throw lockedFolder(error) ? new Error(`${dataDir} is in use by another process`, { cause: error }) : error;
  });
}

const PROTOCOL = { api: 'DynamoDB_20120810', contentType: 'application/x-amz-json-1.0' };

/** The same over a given store; the crash test passes one that kills its process. */
export async function serveDynamoDb(
  level: KeyValueStore,
  port: number,
  durability: Durability,
): Promise<EmbeddedDynamoDb> {
  const database = await Database.open(level, durability);
  const tokens = await TransactionTokens.open(database);
  const server = await startHttpServer(PROTOCOL, operations(database, tokens), port);
  const close = async (): Promise<void> => {
    await server.close();
    await database.close();
  };
  return { endpoint: server.endpoint, stream: new TableStream(database), close };
}

function lockedFolder(error: unknown): boolean {
  return (
    error instanceof Error &&
    error.cause instanceof Error &&
    'code' in error.cause &&
    error.cause.code === 'LEVEL_LOCKED'
  );
}
