import * as z from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import type { Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { problem } from './problem.ts';
import { ROUTES } from './routes.ts';
import { WEBHOOK_DOCUMENT } from './webhook-document.ts';

const DESCRIPTION = `Portfolio margin under several public methodologies, why it is what it is, and the trades that need the least.

Amounts and quantities may be sent as numbers or decimal strings; ledger values come back as decimal strings, analytics as
finite numbers. Fractions, never percentages. Times are ISO-8601 UTC. Unknown fields are refused. Methods are named
\`paradex-style\` and the like: public rules re-implemented, never an official requirement.`;

/** A problem that a route may answer, by status. */
const PROBLEMS = {
  400: 'malformed',
  401: 'no valid key',
  403: 'the key may not do that',
  404: 'no such thing for this tenant',
  409: 'it exists already with other content, or the same call is still running',
  412: 'If-Match names an older revision',
  413: 'the body is too large',
  415: 'the body is not JSON',
  422: 'well-formed but impossible; `type` says why',
  429: 'too many requests',
  500: 'unexpected',
  503: 'a backend is busy',
} as const;

type ProblemStatus = keyof typeof PROBLEMS;

/** The OpenAPI 3.1 document of the whole API, the same bytes whenever it is built. */
export function openApiDocument(version: string): ReturnType<typeof createDocument> {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Ballast',
      version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: ['calculations', 'portfolios', 'markets', 'webhooks', 'methods', 'service'].map((name) => ({ name })),
    components: { securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' } } },
    webhooks: WEBHOOK_DOCUMENT,
    paths: paths(),
  });
}

function paths(): ZodOpenApiPathsObject {
  const byPath: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const { method, path, auth } of ROUTES) {
    const operation: Operation = OPERATIONS[`${method} ${path}` as keyof typeof OPERATIONS];
    (byPath[path] ??= {})[method.toLowerCase()] = describeOperation(`${method} ${path}`, operation, auth === 'key');
  }
  return byPath;
}

function describeOperation(route: string, operation: Operation, keyed: boolean): ZodOpenApiOperationObject {
  const { summary, description, tag, params, query, body } = operation;
  return {
    operationId: operationIdOf(route),
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tag],
    security: keyed ? [{ apiKey: [] }] : [],
    requestParams: { ...(params === undefined ? {} : { path: params }), query, header: headersOf(operation) },
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: { ...answersOf(operation), ...problemsOf(operation, keyed) },
  };
}

function headersOf(operation: Operation): z.ZodObject {
  return z.object({
    ...(operation.idempotent === true
      ? {
          'idempotency-key': z
            .string()
            .regex(/^[\x21-\x7e]{1,128}$/)
            .optional()
            .meta({ description: 'a repeat within 24 h gets the first answer' }),
        }
      : {}),
    ...(operation.conditional === true
      ? {
          'if-match': z
            .string()
            .regex(/^("\d{1,15}"|\*)$/)
            .optional()
            .meta({ description: 'the revision it must still have, in double quotes' }),
        }
      : {}),
    ...(operation.resumable === true
      ? {
          'last-event-id': z
            .string()
            .regex(/^\d{1,12}$/)
            .optional()
            .meta({ description: 'the id of the event that was seen last' }),
        }
      : {}),
  });
}

function answersOf(operation: Operation): ZodOpenApiResponsesObject {
  const responses = Object.entries(operation.answers).map(([status, answer]) => {
    const schema = answer.schema ?? (answer.mediaType === 'application/json' ? z.looseObject({}) : z.string());
    const headers =
      answer.etag === true
        ? { headers: z.object({ etag: z.string().meta({ description: 'the revision, in double quotes' }) }) }
        : {};
    return [
      status,
      {
        description: answer.description,
        content: { [answer.mediaType ?? 'application/json']: { schema } },
        ...headers,
      },
    ];
  });
  return Object.fromEntries(responses) as ZodOpenApiResponsesObject;
}

function problemsOf(operation: Operation, keyed: boolean): ZodOpenApiResponsesObject {
  const statuses: readonly ProblemStatus[] = [
    ...([400, 422, 429, 500, 503] as const),
    ...(keyed ? ([401, 403] as const) : []),
    ...(operation.params === undefined && operation.body === undefined ? [] : ([404] as const)),
    ...(operation.body === undefined ? [] : ([413, 415] as const)),
    ...(operation.conditional === true ? ([409, 412] as const) : []),
    ...(operation.idempotent === true ? ([409] as const) : []),
  ];
  const content = { 'application/problem+json': { schema: problem } };
  return Object.fromEntries(statuses.map((status) => [status, { description: PROBLEMS[status], content }]));
}

/** `PUT /v1/portfolios/{id}` -> `put-portfolios-id` */
function operationIdOf(route: string): string {
  return route
    .toLowerCase()
    .replace('/v1', '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/-$/, '');
}
