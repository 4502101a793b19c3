import type { MiddlewareObj, Request } from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { correlationIdOf } from './correlation-id.ts';
import { logger } from './logger.ts';

type Invocation = Request<APIGatewayProxyEvent, APIGatewayProxyResult>;

/** One log line per request, and the correlation id on every answer. */
export function observe(): MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> {
  const startedMs = new WeakMap<APIGatewayProxyEvent, number>();
  const finish = ({ event, context, response }: Invocation): void => {
    const correlationId = correlationIdOf(event, context);
    if (response?.headers !== undefined) response.headers['x-correlation-id'] = correlationId;
    logger.info('request', {
      correlationId,
      method: event.httpMethod,
      route: event.resource,
      status: response?.statusCode,
      tenant: event.requestContext?.authorizer?.['tenantId'],
      durationMs: Math.round(performance.now() - (startedMs.get(event) ?? performance.now())),
    });
  };
  return {
    before: ({ event }) => void startedMs.set(event, performance.now()),
    after: finish,
    onError: finish,
  };
}
