import type { EventBridgeEvent, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { tradeFilled } from '../../shared/contract/index.ts';
import { recordFills } from '../../shared/usecases/index.ts';
import { logger, stored } from '../http/index.ts';
import { isSent, putAside } from '../queues/put-aside.ts';

/**
 * Applies queued fills as `POST …/fills` does. What can never be applied goes to the dead letters with its reason; what can't be applied now comes
 * again, and the later messages of its group behind it.
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
    const reason = await refusalOf(body);
    if (reason === null || reason === 'unavailable') return reason === null;
    logger.warn('fills not taken', { messageId, reason });
    return isSent({ body, group, id, reason });
  } catch (error) {
    return putAside(error, { body, group, id });
  }
}

/** Why the event, or one of its fills, is not in the ledger; null when all of it is. */
async function refusalOf(body: string): Promise<string | null> {
  const { detail } = JSON.parse(body) as EventBridgeEvent<'TradeFilled', unknown>;
  const read = tradeFilled.safeParse(detail);
  if (!read.success)
    return `malformed: ${read.error.issues.map(({ path, message }) => `/${path.join('/')} ${message}`).join('; ')}`;
  const { tenantId, portfolioId, fills } = read.data;
  const recorded = await recordFills(stored(), tenantId, portfolioId, fills);
  if (!recorded.ok) return recorded.failure.reason === 'unavailable' ? 'unavailable' : recorded.failure.detail;
  const refused = recorded.value.results.flatMap((result) =>
    result.outcome === 'refused' ? [`${result.fillId}: ${result.failure.reason}, ${result.failure.detail}`] : [],
  );
  return refused.length === 0 ? null : refused.join('; ');
}
