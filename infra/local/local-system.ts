import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { createRestApi } from './api/create-rest-api.ts';
import type { HttpAnswer, HttpRequest } from './api/http-messages.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from './dynamodb/index.ts';
import { createMappings, createQueues } from './events/create-mappings.ts';
import { type Queues, startQueues } from './events/queues.ts';
import { createFunctions } from './functions/create-functions.ts';
import { createTables } from './tables.ts';
import { readCloudAssembly } from './template/cloud-assembly.ts';
import { LocalTemplate } from './template/local-template.ts';

export type LocalSystem = {
  /** Answers one request as the deployed API would. */
  readonly handle: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly dynamoDbEndpoint: string;
  readonly tableName: string;
  /** The messages that wait in all queues; the stream's dead letters are among them. */
  readonly queued: () => string[];
  /** Lets the stream's batch at work finish, then stops the functions and closes the files. Close the listeners first. */
  readonly close: () => Promise<void>;
};

type SystemSettings = {
  /** what `cdk synth` wrote */
  readonly assembly: string;
  /** where the table, its stream, the queues and the functions' log are kept */
  readonly dataDir: string;
};

type Backends = { readonly dynamoDb: EmbeddedDynamoDb; readonly queues: Queues; readonly log: WriteStream };

/** Brings a synthesised assembly to life on this machine: its tables, queues, functions, stream and API. */
export async function startLocalSystem({ assembly, dataDir }: SystemSettings): Promise<LocalSystem> {
  const template = new LocalTemplate(readCloudAssembly(assembly));
  const backends = await openBackends(dataDir);
  try {
    return await wire(template, backends);
  } catch (error) {
    await closeBackends(backends);
    throw error;
  }
}

async function openBackends(dataDir: string): Promise<Backends> {
  mkdirSync(dataDir, { recursive: true });
  const dynamoDb = await startEmbeddedDynamoDb({ dataDir: join(dataDir, 'dynamodb') });
  const queues = await startQueues(join(dataDir, 'sqs'));
  return { dynamoDb, queues, log: createWriteStream(join(dataDir, 'functions.log')) };
}

async function closeBackends({ dynamoDb, queues, log }: Backends): Promise<void> {
  await Promise.all([dynamoDb.close(), queues.close()]);
  log.end();
}

async function wire(template: LocalTemplate, backends: Backends): Promise<LocalSystem> {
  const { dynamoDb, queues, log } = backends;
  const tables = await createTables(template, dynamoDb.endpoint);
  const queuesByArn = createQueues(template, queues);
  const functions = createFunctions(template, {
    endpoints: { AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint, AWS_ENDPOINT_URL_SQS: queues.endpoint },
    log: (name, text) => log.write(`${name} ${text}`),
  });
  const api = createRestApi(template, functions);
  const mappings = await createMappings(template, { functions, tables, stream: dynamoDb.stream, queues, queuesByArn });
  for (const mapping of mappings)
    mapping.start((error) => process.stderr.write(`the stream ended: ${String(error)}\n`));
  return {
    handle: (request) => api.handle(request),
    dynamoDbEndpoint: dynamoDb.endpoint,
    tableName: tables[0]?.name ?? '',
    queued: () => [...queuesByArn.values()].flatMap((queue) => queues.waiting(queue)),
    close: async () => {
      await Promise.all(mappings.map((mapping) => mapping.close()));
      await Promise.all([...functions.values()].map((each) => each.close()));
      await closeBackends(backends);
    },
  };
}
