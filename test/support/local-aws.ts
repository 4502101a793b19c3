import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { LocalBallast } from './local-ballast.ts';

/** What the SDK wants before it speaks to the local runtime, which checks neither. */
export const LOCAL_AWS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const;

const MOST_ENTRIES = 10;

/**
 * Puts fills on the platform's bus, one event for each detail.
 *
 * @throws Error where the bus did not take all of them
 */
export async function putTradeFilled(
  { eventsEndpoint: endpoint }: Pick<LocalBallast, 'eventsEndpoint'>,
  details: readonly object[],
): Promise<void> {
  const client = new EventBridgeClient({ ...LOCAL_AWS, endpoint });
  const entries = details.map((detail) => ({
    EventBusName: 'ballast',
    Source: 'desk',
    DetailType: 'TradeFilled',
    Detail: JSON.stringify(detail),
  }));
  for (let i = 0; i < entries.length; i += MOST_ENTRIES) {
    const answer = await client.send(new PutEventsCommand({ Entries: entries.slice(i, i + MOST_ENTRIES) }));
    if (answer.FailedEntryCount !== 0) throw new Error(`${answer.FailedEntryCount} fills were not taken`);
  }
  client.destroy();
}
