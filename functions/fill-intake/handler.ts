import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { digest } from '../../shared/foundation/index.ts';
import { takeFills } from '../fill-events/take-fills.ts';
import { logger } from '../http/index.ts';
import { isSent, putAside } from '../queues/put-aside.ts';
import { send } from '../queues/send.ts';

/**
 * Applies queued fills as `POST …/fills` does. What can never be applied goes to the dead letters with its reason, what takes back a fill that isn't
 * there yet waits for it elsewhere; what can't be applied now comes again, and the later messages of its group behind it.
 */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const groups = Map.groupBy(Records, ({ attributes }) => attributes.MessageGroupId ?? '');
  const waiting = await Promise.all([...groups.values()].map(takeInOrder));
  return { batchItemFailures: waiting.flat().map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** Up to the first that has to come again: it and those behind it are given back. */
async function takeInOrder(records: readonly SQSRecord[]): Promise<readonly SQSRecord[]> {
  for (const [i, record] of records.entries()) {
    if (!(await isTaken(record))) return records.slice(i);
  }
  return [];
}

async function isTaken({ messageId, body, attributes }: SQSRecord): Promise<boolean> {
  const { MessageGroupId: group = messageId } = attributes;
  // its own id: under that of its deduplication a letter sent again within five minutes of the first would be lost
  const id = messageId;
  try {
    const taken = await takeFills(body);
    if (taken === null) return false;
    for (const early of taken.early) await setWaiting(early.body, messageId);
    if (taken.refused === null) return true;
    logger.warn('fills not taken', { messageId, reason: taken.refused });
    return isSent({ body, group, id, reason: taken.refused });
  } catch (error) {
    return putAside(error, { body, group, id });
  }
}

/** In a group of its own: it waits for a fill of its portfolio, so nothing of that may wait for it. */
async function setWaiting(body: string, messageId: string): Promise<void> {
  const id = digest({ messageId, body });
  await send('EARLY_URL', { body, group: id, id });
}
