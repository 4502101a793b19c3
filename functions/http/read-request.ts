import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import type * as z from 'zod';
import {
  causeOfIssues,
  OPERATIONS,
  type Operation,
  type OperationInput,
  ROUTES,
  type RouteKey,
} from '../../shared/contract/index.ts';
import { correlationIdOf } from './correlation-id.ts';
import { ProblemError } from './problem-error.ts';
import { readBody } from './read-body.ts';

const OPEN_ROUTES: ReadonlySet<string> = new Set(
  ROUTES.filter((route) => route.auth === 'none').map((route) => `${route.method} ${route.path}`),
);

/** A request that has passed its operation's schemas. */
export type ApiRequest<K extends RouteKey> = OperationInput<K> & {
  /** empty on routes that are open to all */
  readonly tenant: string;
  readonly idempotencyKey: string | undefined;
  /** the revision that If-Match names */
  readonly ifMatch: number | undefined;
  /** the event that Last-Event-ID names */
  readonly lastEventId: number | undefined;
  /** when the gateway took the request */
  readonly receivedMs: number;
  readonly path: string;
  readonly correlationId: string;
};

/** @throws ProblemError for whatever the contract refuses */
export function readRequest<K extends RouteKey>(
  route: K,
  event: APIGatewayProxyEvent,
  context: Context,
): ApiRequest<K> {
  const operation: Operation = OPERATIONS[route];
  const headers = lowerCase(event.headers);
  const input = {
    params: parse(operation.params, decode(event.pathParameters), 'not-found'),
    query: parse(operation.query, event.queryStringParameters ?? {}, 'malformed'),
    body:
      operation.body === undefined
        ? undefined
        : parse(operation.body, readBody(event, headers['content-type']), 'malformed'),
  } as OperationInput<K>;
  return {
    ...input,
    tenant: OPEN_ROUTES.has(route) ? '' : tenantOf(event),
    idempotencyKey: readIdempotencyKey(headers['idempotency-key']),
    ifMatch: readIfMatch(headers['if-match']),
    lastEventId: readLastEventId(headers['last-event-id']),
    receivedMs: event.requestContext.requestTimeEpoch,
    path: event.path,
    correlationId: correlationIdOf(event, context),
  };
}

/** Only the authorizer names the tenant; nothing that the caller sends does. */
function tenantOf(event: APIGatewayProxyEvent): string {
  const tenant: unknown = event.requestContext.authorizer?.['tenantId'];
  if (typeof tenant === 'string' && tenant !== '') return tenant;
  throw new ProblemError({ reason: 'unauthorised', detail: 'the request carries no tenant' });
}

function parse(schema: z.ZodType | undefined, value: unknown, otherwise: 'not-found' | 'malformed'): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const cause = causeOfIssues(result.error.issues);
  throw new ProblemError(otherwise === 'not-found' ? { ...cause, reason: 'not-found', errors: [] } : cause);
}

/** The gateway may leave path parameters percent-encoded; `%` itself stands in no name. */
function decode(parameters: APIGatewayProxyEvent['pathParameters']): Record<string, string> {
  const pairs = Object.entries(parameters ?? {}).map(([name, value]) => [name, decodeOne(value ?? '')]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

function decodeOne(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined || /^[\x21-\x7e]{1,128}$/.test(header)) return header;
  throw new ProblemError({ reason: 'malformed', detail: 'Idempotency-Key: 1 to 128 visible ASCII characters' });
}

function readIfMatch(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '*') return undefined;
  const revision = /^"(\d{1,15})"$/.exec(header.trim())?.[1];
  if (revision !== undefined) return Number(revision);
  throw new ProblemError({ reason: 'malformed', detail: 'If-Match: one revision in double quotes, like "12"' });
}

function readLastEventId(header: string | undefined): number | undefined {
  if (header === undefined || header === '') return undefined;
  if (/^\d{1,12}$/.test(header)) return Number(header);
  throw new ProblemError({ reason: 'malformed', detail: 'Last-Event-ID: the id of an event, like 17' });
}

function lowerCase(headers: APIGatewayProxyEvent['headers'] | null): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}
