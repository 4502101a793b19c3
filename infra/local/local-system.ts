import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { createRestApi } from './api/create-rest-api.ts';
import type { HttpAnswer, HttpRequest } from './api/http-messages.ts';
import type { HttpServer } from './aws-json/http-server.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from './dynamodb/index.ts';
import { createMappings } from './events/create-mappings.ts';
import { createQueues } from './events/create-queues.ts';
import { createBuses, createRules } from './events/create-rules.ts';
import { EventBuses } from './events/event-buses.ts';
import { startEventsServer } from './events/put-events.ts';
import { type Queues, startQueues } from './events/queues.ts';
import { createFunctions } from './functions/create-functions.ts';
import { createTables } from './tables.ts';
import { readCloudAssembly } from './template/cloud-assembly.ts';
import { LocalTemplate } from './template/local-template.ts';

export type LocalSystem = {
  /** Answers one request as the deployed API would. */
  readonly handle: (request: HttpRequest) => Promise<HttpAnswer>;
  readonly dynamoDbEndpoint: string;
  /** of the table that feeds the stream */
  readonly tableName: string;
  /** Takes EventBridge's PutEvents, from this machine only. */
  readonly eventsEndpoint: string;
  readonly queuesEndpoint: string;
  /** The messages that wait in the template's queues; dead letters are among them. */
  readonly queued: () => string[];
  /** Lets the batches at work finish, then stops the functions and closes the files. Close the listeners first. */
  readonly close: () => Promise<void>;
};

type SystemSettings = {
  /** what `cdk synth` wrote */
  readonly assembly: string;
  /** where the table, its stream, the queues and the functions' log are kept */
  readonly dataDir: string;
  /** any free one by default */
  readonly eventsPort?: number;
  /** what the functions call in the place of a service's endpoint; tests put faults there */
  readonly between?: (endpoint: string) => Promise<string>;
};

type Backends = {
  readonly dynamoDb: EmbeddedDynamoDb;
  readonly queues: Queues;
  readonly buses: EventBuses;
  readonly events: HttpServer;
  readonly log: WriteStream;
};

/** Brings a synthesised assembly to life on this machine: its tables, queues, buses, functions, stream, schedules and API. */
export async function startLocalSystem(settings: SystemSettings): Promise<LocalSystem> {
  const { assembly, dataDir, eventsPort = 0, between = (endpoint) => Promise.resolve(endpoint) } = settings;
  const template = new LocalTemplate(readCloudAssembly(assembly));
  const backends = await openBackends(dataDir, eventsPort);
  try {
    return await wire(template, backends, between);
  } catch (error) {
    await closeBackends(backends);
    throw error;
  }
}

async function openBackends(dataDir: string, eventsPort: number): Promise<Backends> {
  mkdirSync(dataDir, { recursive: true });
  const dynamoDb = await startEmbeddedDynamoDb({ dataDir: join(dataDir, 'dynamodb') });
  const queues = await startQueues(join(dataDir, 'sqs'));
  const buses = new EventBuses();
  const events = await startEventsServer(buses, eventsPort);
  return { dynamoDb, queues, buses, events, log: createWriteStream(join(dataDir, 'functions.log')) };
}

async function closeBackends({ dynamoDb, queues, events, log }: Backends): Promise<void> {
  await Promise.all([dynamoDb.close(), queues.close(), events.close()]);
  log.end();
}

async function wire(
  template: LocalTemplate,
  backends: Backends,
  between: NonNullable<SystemSettings['between']>,
): Promise<LocalSystem> {
  const { dynamoDb, queues, buses, events, log } = backends;
  const tables = await createTables(template, dynamoDb.endpoint);
  const queuesByArn = createQueues(template, queues);
  createBuses(template, buses);
  const functions = createFunctions(template, {
    endpoints: {
      AWS_ENDPOINT_URL_DYNAMODB: await between(dynamoDb.endpoint),
      AWS_ENDPOINT_URL_SQS: await between(queues.endpoint),
      AWS_ENDPOINT_URL_EVENTBRIDGE: await between(events.endpoint),
    },
    log: (name, text) => log.write(`${name} ${text}`),
  });
  const api = createRestApi(template, functions);
  const mappings = await createMappings(template, { functions, tables, stream: dynamoDb.stream, queues, queuesByArn });
  const runners = [...mappings, ...createRules(template, { buses, functions, queues, queuesByArn })];
  for (const runner of runners)
    runner.start((error) => process.stderr.write(`events are no longer delivered: ${String(error)}\n`));
  return {
    handle: (request) => api.handle(request),
    dynamoDbEndpoint: dynamoDb.endpoint,
    tableName: tables.find(({ streamArn }) => streamArn !== null)?.name ?? '',
    eventsEndpoint: events.endpoint,
    queuesEndpoint: queues.endpoint,
    queued: () => [...queuesByArn.values()].flatMap((queue) => queues.waiting(queue)),
    close: async () => {
      await Promise.all(runners.map((runner) => runner.close()));
      await Promise.all([...functions.values()].map((each) => each.close()));
      await closeBackends(backends);
    },
  };
}
