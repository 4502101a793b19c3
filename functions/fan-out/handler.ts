import type { EventBridgeEvent, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { fanOutMarket } from '../../shared/usecases/index.ts';
import { logger, stored } from '../http/index.ts';
import { comeBackIn } from '../queues/come-back.ts';
import { isSent, putAside } from '../queues/put-aside.ts';

type Moved = { readonly tenantId: string; readonly marketId: string };

/** The queue itself would hide a message for as long as the function may run. */
const RETRY_SECONDS = 60;

/** Tells the portfolios on a market that it has moved: its newest version counts, whichever the event was of. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const waiting: SQSRecord[] = [];
  for (const record of Records) if (!(await isFannedOut(record))) waiting.push(record);
  for (const { receiptHandle } of waiting) await comeBackIn('MOVES_URL', receiptHandle, RETRY_SECONDS);
  return { batchItemFailures: waiting.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function isFannedOut({ body }: SQSRecord): Promise<boolean> {
  try {
    const { detail } = JSON.parse(body) as EventBridgeEvent<'MarketMoved', Moved>;
    const { tenantId, marketId } = detail;
    const fanOut = await fanOutMarket(stored(), tenantId, marketId);
    if (fanOut.ok) return true;
    logger.warn('not fanned out', { tenant: tenantId, marketId, failure: fanOut.failure });
    return fanOut.failure.reason !== 'unavailable' && isSent({ body, reason: fanOut.failure.detail });
  } catch (error) {
    return putAside(error, { body });
  }
}
