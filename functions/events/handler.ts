import { LIMITS } from '../../shared/contract/index.ts';
import { followEvents } from '../../shared/usecases/index.ts';
import { httpHandler, ProblemError, stored } from '../http/index.ts';
import { eventStream } from './event-stream.ts';

export const handler = httpHandler({
  'GET /v1/portfolios/{id}/events': async ({ tenant, params, query, lastEventId, receivedMs }) => {
    // what waited for a free instance has waited already
    const queuedMs = Math.max(0, stored().clock() - receivedMs);
    const waitMs = Math.min(query.waitSeconds * 1000, LIMITS.eventWaitSeconds * 1000 - queuedMs);
    const request = { after: lastEventId, from: query.from, waitMs };
    const followed = await followEvents(stored(), tenant, params.id, request);
    if (!followed.ok) throw new ProblemError(followed.failure);
    return {
      statusCode: 200,
      headers: { 'content-type': 'text/event-stream' },
      body: eventStream(followed.value, lastEventId),
    };
  },
});
