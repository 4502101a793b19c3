import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { LIMITS } from '../../shared/contract/index.ts';
import { attemptDelivery, type DeliveryTicket } from '../../shared/usecases/index.ts';
import { logger, storedWebhooks } from '../http/index.ts';
import { comeBackIn } from '../queues/come-back.ts';
import { isSent, putAside } from '../queues/put-aside.ts';
import { postWithin } from '../webhook-target/index.ts';

/** Well below the function's own timeout. */
const post = postWithin(10_000);

/** Makes the deliveries that are due, side by side. What fails comes back when its time has come, and goes to the dead letters the last time. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const settled = await Promise.all(Records.map(isSettled));
  const waiting = Records.filter((_, i) => !settled[i]);
  return { batchItemFailures: waiting.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function isSettled({ body, receiptHandle }: SQSRecord): Promise<boolean> {
  try {
    const ticket = JSON.parse(body) as DeliveryTicket;
    const deps = { ...storedWebhooks(), post, mostAttempts: LIMITS.webhookAttempts };
    const attempted = await attemptDelivery(deps, ticket);
    if (!attempted.ok) {
      logger.warn('not attempted', { ...ticket, failure: attempted.failure });
      return false;
    }
    const { value } = attempted;
    if (value.state === 'waiting') await comeBackIn('DELIVERIES_URL', receiptHandle, value.retrySeconds);
    if (value.state !== 'given-up') return value.state === 'settled';
    return isSent({ body, reason: `not taken in ${LIMITS.webhookAttempts} tries` });
  } catch (error) {
    return putAside(error, { body });
  }
}
