import type { FollowedEvents } from '../../shared/usecases/index.ts';
import { serialise } from '../http/index.ts';

/** A gateway that buffers shows an answer only at its end: whoever reads comes back at once. */
const RETRY_MS = 500;

/** Server-sent events as HTML's living standard has them: blocks of fields, each ended by an empty line. */
export function eventStream({ events, position, missedBefore }: FollowedEvents, after: number | undefined): string {
  const blocks = events.map((event) => block(event.type, event, event.id));
  const missed = missedBefore === null ? [] : [block('EventsMissed', { after, before: missedBefore })];
  // an id alone dispatches nothing, but is what a reader without events yet resumes from
  const nothing = events.length > 0 ? [] : [`: nothing new\nid: ${position}\n\n`];
  return [`retry: ${RETRY_MS}\n\n`, ...missed, ...blocks, ...nothing].join('');
}

function block(type: string, data: unknown, id?: number): string {
  const named = id === undefined ? '' : `id: ${id}\n`;
  return `${named}event: ${type}\ndata: ${serialise(data)}\n\n`;
}
