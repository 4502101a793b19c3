import type { Operation } from './operation.ts';
import { eventsQuery, idPath } from './parameters.ts';
import type { RouteKey } from './routes.ts';

const EVENT_STREAM = `Server-sent events in bounded reads, so that they pass a gateway that buffers: the answer ends with the events there
are, or after \`waitSeconds\` without one, and \`retry\` says when to ask again. With \`Last-Event-ID\` it goes on behind that event:
\`curl -N -H 'x-api-key: …' -H 'Last-Event-ID: 17' …/events\`, or any EventSource that can send the key. Each event has its \`id\`,
its type as \`event\` and a PortfolioEvent as \`data\`. Events are kept for seven days; where some were asked for that are gone, the
answer begins with an event \`EventsMissed\`.`;

/** What happens to portfolios, as it happens. */
export const EVENT_OPERATIONS = {
  'GET /v1/portfolios/{id}/events': {
    tag: 'portfolios',
    params: idPath,
    summary: 'What happens to a portfolio, as it happens',
    description: EVENT_STREAM,
    resumable: true,
    query: eventsQuery,
    answers: { 200: { description: 'events in order, each once', mediaType: 'text/event-stream' } },
  },
} as const satisfies Partial<Readonly<Record<RouteKey, Operation>>>;
