import type { APIGatewayProxyEvent, Context } from 'aws-lambda';

/** The caller's `x-correlation-id` where it is one, else the gateway's request id. */
export function correlationIdOf(event: APIGatewayProxyEvent, context: Context): string {
  const sent = Object.entries(event.headers ?? {}).find(([name]) => name.toLowerCase() === 'x-correlation-id')?.[1];
  if (sent !== undefined && /^[A-Za-z0-9._:-]{8,64}$/.test(sent)) return sent;
  return event.requestContext?.requestId ?? context.awsRequestId;
}
