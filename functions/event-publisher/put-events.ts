import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import { requireThat } from '../../shared/foundation/index.ts';
import { isHopeless } from '../../shared/store/index.ts';
import { logger } from '../http/index.ts';

const MOST_ENTRIES = 10;
/** Below the 256 KB of one request, with room for names. */
const MOST_BYTES = 240_000;

const client = new EventBridgeClient({ maxAttempts: 4 });

export type PublishedEvent = { readonly type: string; readonly time: Date; readonly detail: string };

/** What became of an event: the bus has it, will never take it for that reason, or may take it later. */
export type Put = 'taken' | 'later' | { readonly refused: string };

/** What the bus answers to an event that it takes in no form, however often it is put. */
const REFUSALS = new Set(['InvalidArgument', 'MalformedDetail']);

/** Puts events on the bus, as many in a request as it takes; those behind a request that wasn't settled as a whole are left for later. */
export async function putEvents(events: readonly PublishedEvent[]): Promise<Put[]> {
  const done: Put[] = [];
  for (const part of requestsOf(events)) {
    const put = await putAsFarAsValid(part);
    done.push(...put);
    if (put.includes('later')) break;
  }
  return events.map((_, i) => done[i] ?? 'later');
}

/** A request that is invalid is so for one of its events: they go one by one. */
async function putAsFarAsValid(events: readonly PublishedEvent[]): Promise<Put[]> {
  try {
    return await putPart(events);
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    logger.warn('not put on the bus', { count: events.length, error });
    if (!isHopeless(error)) return events.map(() => 'later');
    if (events.length === 1) return [{ refused: `${error.name}: ${error.message}` }];
    return (await Promise.all(events.map((event) => putAsFarAsValid([event])))).flat();
  }
}

async function putPart(events: readonly PublishedEvent[]): Promise<Put[]> {
  const EventBusName = process.env['EVENT_BUS_NAME'];
  requireThat(EventBusName !== undefined, 'EVENT_BUS_NAME is set');
  const Entries: PutEventsRequestEntry[] = events.map(({ type, time, detail }) => ({
    EventBusName,
    Source: 'ballast',
    DetailType: type,
    Time: time,
    Detail: detail,
  }));
  const { Entries: results = [] } = await client.send(new PutEventsCommand({ Entries }));
  return events.map((_, i) => settled(results[i]));
}

function settled({ EventId, ErrorCode = '', ErrorMessage = '' }: PutEventsResultEntry = {}): Put {
  if (EventId !== undefined) return 'taken';
  return REFUSALS.has(ErrorCode) ? { refused: `${ErrorCode}: ${ErrorMessage}` } : 'later';
}

function requestsOf(events: readonly PublishedEvent[]): PublishedEvent[][] {
  const requests: PublishedEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const size = Buffer.byteLength(event.detail);
    const last = requests.at(-1);
    if (last === undefined || last.length === MOST_ENTRIES || bytes + size > MOST_BYTES) {
      requests.push([event]);
      bytes = size;
    } else {
      last.push(event);
      bytes += size;
    }
  }
  return requests;
}
