import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Pacing, Stored, StoredWebhooks } from '../usecases/index.ts';
import { eventStore } from './event-log.ts';
import { idempotencyStore } from './idempotency-store.ts';
import { keyStore } from './key-store.ts';
import { marketStore } from './market-store.ts';
import { parameterFileStore } from './parameter-file-store.ts';
import { policyStore } from './policy-store.ts';
import { portfolioStore } from './portfolio-store.ts';
import { scheduleStore } from './schedule-store.ts';
import { snapshotStore } from './snapshot-store.ts';
import { suggestionStore } from './suggestion-store.ts';
import { Table } from './table.ts';
import { webhookStore } from './webhook-store.ts';

/** Short enough that a call which hangs is retried before its function runs out of time. */
const CLIENT_OPTIONS = { maxAttempts: 4, requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000 } };

const PACING: Pacing = {
  sleep: async (milliseconds) => {
    await sleep(milliseconds);
  },
  jitter: Math.random,
};

type Options = { readonly tableName: string; readonly client?: DynamoDBClient };

/** All stores on the table, but for the webhooks. Made once in a process: they share a client and the markets read last. */
export function createStores(options: Options): Stored {
  const table = open(options);
  return {
    portfolios: portfolioStore(table),
    markets: marketStore(table, PACING),
    parameterFiles: parameterFileStore(table),
    policies: policyStore(table),
    schedules: scheduleStore(table),
    snapshots: snapshotStore(table, PACING),
    suggestions: suggestionStore(table),
    events: eventStore(table),
    keys: keyStore(table),
    idempotency: idempotencyStore(table),
    clock: () => Date.now(),
    ...PACING,
  };
}

/** The store on the table of webhooks, which feeds no stream. */
export function createWebhookStores(options: Options): StoredWebhooks {
  return { webhooks: webhookStore(open(options)), clock: () => Date.now(), ...PACING };
}

function open({ client = new DynamoDBClient(CLIENT_OPTIONS), tableName }: Options): Table {
  return new Table(client, tableName, PACING);
}
