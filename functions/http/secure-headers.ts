import type { MiddlewareObj, Request } from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

/** Answers are private data: not cached, not framed, not sniffed. An answer's own headers win. */
export function secureHeaders(): MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult> {
  return { after: secure, onError: secure };
}

function secure({ response }: Request<APIGatewayProxyEvent, APIGatewayProxyResult>): void {
  if (response !== null && response !== undefined) response.headers = { ...HEADERS, ...response.headers };
}
