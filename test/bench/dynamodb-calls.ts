import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

const REQUEST_STARTED = 'http.server.request.start';

/** How many requests the embedded DynamoDB of this process got while the work was done. */
export async function countDynamoDbCalls<T>(work: () => Promise<T>): Promise<{ result: T; calls: number }> {
  let calls = 0;
  const count = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    if (request.headers['x-amz-target']?.toString().startsWith('DynamoDB_') === true) calls += 1;
  };
  subscribe(REQUEST_STARTED, count);
  try {
    return { result: await work(), calls };
  } finally {
    unsubscribe(REQUEST_STARTED, count);
  }
}
