import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type {
  APIGatewayAuthorizerResult,
  APIGatewayProxyEvent,
  APIGatewayProxyResult,
  Context,
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
} from 'aws-lambda';
import { logger } from '../../functions/http/index.ts';
import { startEmbeddedDynamoDb } from '../../infra/local/dynamodb/index.ts';
import type { StreamConsumer } from '../../infra/local/dynamodb/stream.ts';
import { startQueues } from '../../infra/local/events/queues.ts';
import { type ProblemCause, problemOf, ROUTES, type RouteKey, statusOf } from '../../shared/contract/index.ts';
import { changedMarket, createStores, createTable, createWebhookTable } from '../../shared/store/index.ts';
import { issueKey } from '../../shared/usecases/index.ts';

export type ApiCall = {
  readonly method: string;
  /** as it stands in a URL, with its query */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** sent as JSON unless it is text already */
  readonly body?: unknown;
};

export type ApiAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** the text as JSON, null where it isn't */
  readonly json: unknown;
  /** null where no route took the call */
  readonly route: RouteKey | null;
};

export type InProcessApi = {
  readonly call: (call: ApiCall) => Promise<ApiAnswer>;
  /** brings the stream's records to the functions that it feeds, and the bus to the fan-out, until there are none */
  readonly recomputeAll: () => Promise<number>;
  /** the stream's records from the first, for a test that brings them itself */
  readonly records: () => Promise<StreamConsumer>;
  readonly close: () => Promise<void>;
};

/** The keys that the API knows, by tenant. */
export const KEYS = { local: 'local', other: 'other-key-0123456789' } as const;

type Lambda<E, R> = (event: E, context: Context) => Promise<R>;
type Match = { readonly route: (typeof ROUTES)[number]; readonly parameters: Record<string, string> };

const TABLE_NAME = 'ballast-test';
const WEBHOOK_TABLE_NAME = 'ballast-test-webhooks';

/** The whole API in this process: the handlers behind a router made from ROUTES, on the embedded DynamoDB, and with queues where asked. */
export async function startInProcessApi({ queues = false } = {}): Promise<InProcessApi> {
  const database = await startEmbeddedDynamoDb({ dataDir: null });
  const closeQueues = queues ? await startDeliveriesQueue() : () => Promise.resolve();
  Object.assign(process.env, {
    TABLE_NAME,
    WEBHOOK_TABLE_NAME,
    AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
    BALLAST_LOOPBACK_WEBHOOKS: 'allowed',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  });
  logger.setLogLevel('ERROR');
  const client = new DynamoDBClient({});
  await createTable(client, TABLE_NAME);
  await createWebhookTable(client, WEBHOOK_TABLE_NAME);
  const stores = createStores({ tableName: TABLE_NAME, client });
  for (const [tenant, key] of Object.entries(KEYS)) await issueKey(stores, tenant, key);
  const subscribe = (consumer: string) =>
    database.stream.subscribe({ tableName: TABLE_NAME, consumer, from: 'TRIM_HORIZON' });
  const records = await subscribe('recompute');
  return {
    call: (call) => answer(call),
    recomputeAll: async () => {
      const fanOut = await lambda<object, void>('fan-out');
      const recompute = await lambda<DynamoDBStreamEvent, DynamoDBBatchResponse>('recompute');
      for (let seen = 0; ; ) {
        const Records = await records.read({ limit: 100 });
        const last = Records.at(-1)?.dynamodb?.SequenceNumber;
        if (last === undefined) return seen;
        for (const body of marketMoves(Records)) await fanOut({ Records: [{ body }] }, context());
        const { batchItemFailures } = await recompute({ Records }, context());
        if (batchItemFailures.length > 0) throw new Error(`not done: ${JSON.stringify(batchItemFailures)}`);
        await records.commit(last);
        seen += Records.length;
      }
    },
    records: () => subscribe('test'),
    close: async () => {
      client.destroy();
      await closeQueues();
      await database.close();
    },
  };
}

/** What the queue gets of moves of markets. */
function marketMoves(records: readonly DynamoDBRecord[]): string[] {
  return records.flatMap(({ dynamodb }) => {
    const market = changedMarket(dynamodb?.Keys?.['PK']?.S ?? '', dynamodb?.Keys?.['SK']?.S ?? '');
    return market === null ? [] : [JSON.stringify({ detail: { tenantId: market.tenant, marketId: market.marketId } })];
  });
}

/** The queue that a redelivery is put into; nobody takes anything from it. */
async function startDeliveriesQueue(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ballast-queues-'));
  const queues = await startQueues(dataDir);
  const { url } = queues.create('deliveries', {});
  Object.assign(process.env, { AWS_ENDPOINT_URL_SQS: queues.endpoint, DELIVERIES_URL: url });
  return async () => {
    await queues.close();
    rmSync(dataDir, { recursive: true });
  };
}

async function answer(call: ApiCall): Promise<ApiAnswer> {
  const url = new URL(call.path, 'http://localhost');
  const found = match(call.method, url.pathname);
  if (found === null) return problem({ reason: 'not-found', detail: 'there is no such path and method' }, url.pathname);
  const event = eventOf(call, url, found);
  if (found.route.auth === 'key') {
    const tenantId = await tenantOf(event);
    if (tenantId === null)
      return problem({ reason: 'unauthorised', detail: 'send an API key in x-api-key' }, url.pathname);
    event.requestContext.authorizer = { tenantId, principalId: tenantId };
  }
  const handler = await lambda<APIGatewayProxyEvent, APIGatewayProxyResult>(found.route.functionName);
  const { statusCode, headers, body } = await handler(event, context());
  return toAnswer(statusCode, headers as Record<string, string>, body, `${found.route.method} ${found.route.path}`);
}

async function tenantOf(event: APIGatewayProxyEvent): Promise<string | null> {
  const authorise = await lambda<object, APIGatewayAuthorizerResult>('authorise');
  const methodArn = `arn:aws:execute-api:us-east-1:000000000000:api/live/${event.httpMethod}${event.path}`;
  try {
    const { context: named } = await authorise({ type: 'REQUEST', methodArn, headers: event.headers }, context());
    return String(named?.['tenantId']);
  } catch (error) {
    if (error instanceof Error && error.message === 'Unauthorized') return null;
    throw error;
  }
}

async function lambda<E, R>(name: string): Promise<Lambda<E, R>> {
  const { handler } = (await import(`../../functions/${name}/handler.ts`)) as { handler: Lambda<E, R> };
  return handler;
}

/** Literal segments win over parameters, as at the gateway. */
function match(method: string, path: string): Match | null {
  const segments = path.split('/');
  const matches = ROUTES.filter((route) => route.method === method)
    .map((route) => ({ route, parameters: parametersOf(route.path.split('/'), segments) }))
    .filter((each): each is Match => each.parameters !== null);
  return matches.toSorted((a, b) => Object.keys(a.parameters).length - Object.keys(b.parameters).length)[0] ?? null;
}

function parametersOf(pattern: readonly string[], segments: readonly string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const parameters: Record<string, string> = {};
  for (const [i, part] of pattern.entries()) {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined && part !== segments[i]) return null;
    if (name !== undefined && segments[i] === '') return null;
    if (name !== undefined) parameters[name] = segments[i]!;
  }
  return parameters;
}

function eventOf(call: ApiCall, url: URL, { route, parameters }: Match): APIGatewayProxyEvent {
  const body = call.body === undefined ? null : typeof call.body === 'string' ? call.body : JSON.stringify(call.body);
  const typed = body === null ? {} : { 'Content-Type': 'application/json' };
  const query = Object.fromEntries(url.searchParams);
  const event = {
    resource: route.path,
    path: url.pathname,
    httpMethod: call.method,
    headers: { ...typed, ...call.headers },
    multiValueHeaders: {},
    queryStringParameters: Object.keys(query).length === 0 ? null : query,
    multiValueQueryStringParameters: null,
    pathParameters: Object.keys(parameters).length === 0 ? null : parameters,
    stageVariables: null,
    body,
    isBase64Encoded: false,
    requestContext: { requestId: 'in-process-request', requestTimeEpoch: Date.now(), authorizer: null },
  };
  return event as unknown as APIGatewayProxyEvent;
}

function context(): Context {
  return { awsRequestId: 'in-process-invocation', functionName: 'test' } as Context;
}

function problem(cause: ProblemCause, path: string): ApiAnswer {
  const body = JSON.stringify(problemOf(cause, path, 'in-process-gateway'));
  return toAnswer(statusOf(cause.reason), { 'content-type': 'application/problem+json; charset=utf-8' }, body, null);
}

function toAnswer(status: number, headers: Record<string, string>, text: string, route: string | null): ApiAnswer {
  const isJson = /^application\/(problem\+)?json/.test(headers['content-type'] ?? '');
  return { status, headers, text, json: isJson ? JSON.parse(text) : null, route: route as RouteKey | null };
}
