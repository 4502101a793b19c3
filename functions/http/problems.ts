import type { MiddlewareObj } from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { type ProblemCause, problemOf, statusOf } from '../../shared/contract/index.ts';
import { correlationIdOf } from './correlation-id.ts';
import { logger } from './logger.ts';
import { ProblemError } from './problem-error.ts';

const RETRY_AFTER_SECONDS = '2';

/** Turns whatever was thrown into RFC 9457 problem details. What isn't expected is logged and shows only its correlation id. */
export function answerProblems(): MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> {
  return {
    onError: (request) => {
      const { event, context, error } = request;
      const correlationId = correlationIdOf(event, context);
      const { problem, headers } = describe(error, correlationId);
      const instance = event.path.toWellFormed();
      request.response = {
        statusCode: statusOf(problem.reason),
        headers: { 'content-type': 'application/problem+json; charset=utf-8', ...headers },
        body: JSON.stringify(problemOf(problem, instance, correlationId)),
      };
    },
  };
}

function describe(
  error: unknown,
  correlationId: string,
): { problem: ProblemCause; headers: Readonly<Record<string, string>> } {
  if (error instanceof ProblemError) {
    const retry = error.problem.reason === 'unavailable' ? { 'retry-after': RETRY_AFTER_SECONDS } : {};
    return { problem: error.problem, headers: { ...retry, ...error.headers } };
  }
  logger.error('defect', { correlationId, error: error instanceof Error ? error : new Error(String(error)) });
  return { problem: { reason: 'internal', detail: `quote the correlation id ${correlationId}` }, headers: {} };
}
