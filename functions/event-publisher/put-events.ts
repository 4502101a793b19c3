import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import { requireThat } from '../../shared/foundation/index.ts';
import { logger } from '../http/index.ts';

const MOST_ENTRIES = 10;
/** Below the 256 KB of one request, with room for names. */
const MOST_BYTES = 240_000;

const client = new EventBridgeClient({ maxAttempts: 4 });

export type PublishedEvent = { readonly type: string; readonly time: Date; readonly detail: string };

/**
 * Puts events on the bus, as many in a request as it takes.
 *
 * @returns for each whether the bus has it; those behind a request that wasn't taken as a whole were not sent
 */
export async function putEvents(events: readonly PublishedEvent[]): Promise<boolean[]> {
  const done: boolean[] = [];
  for (const part of requestsOf(events)) {
    const put = await putPart(part).catch((error: unknown) => notPut(part, error));
    done.push(...put);
    if (put.includes(false)) break;
  }
  return events.map((_, i) => done[i] ?? false);
}

async function putPart(events: readonly PublishedEvent[]): Promise<boolean[]> {
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
  return events.map((_, i) => results[i]?.EventId !== undefined);
}

function notPut(events: readonly PublishedEvent[], error: unknown): boolean[] {
  logger.warn('the bus was not reached', { error: error instanceof Error ? error : new Error(String(error)) });
  return events.map(() => false);
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
