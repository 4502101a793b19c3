import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { LIMITS } from '../../shared/contract/index.ts';
import { attemptDelivery, type DeliveryTicket } from '../../shared/usecases/index.ts';
import { logger, stored } from '../http/index.ts';
import { comeBackIn } from '../queues/come-back.ts';
import { postWithin } from '../webhook-target/index.ts';

/** Well below the function's own timeout. */
const post = postWithin(10_000);

/** Until the queue moves what is given up to its dead letters; fauxqs breaks down at 0. */
const GIVEN_UP_SECONDS = 1;

/** Makes the deliveries that are due, side by side. What fails comes back when its time has come; the last time, to the dead letters. */
export async function handler({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const settled = await Promise.all(Records.map(isSettled));
  const waiting = Records.filter((_, i) => !settled[i]);
  return { batchItemFailures: waiting.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

async function isSettled({ body, receiptHandle, attributes, messageId }: SQSRecord): Promise<boolean> {
  try {
    const ticket = JSON.parse(body) as DeliveryTicket;
    const deps = { ...stored(), post, mostAttempts: LIMITS.webhookAttempts };
    const attempted = await attemptDelivery(deps, ticket, Number(attributes.ApproximateReceiveCount));
    if (!attempted.ok) {
      logger.warn('not attempted', { ...ticket, failure: attempted.failure });
      return false;
    }
    if (attempted.value.state === 'settled') return true;
    await comeBackIn(
      'DELIVERIES_URL',
      receiptHandle,
      attempted.value.state === 'waiting' ? attempted.value.retrySeconds : GIVEN_UP_SECONDS,
    );
    return false;
  } catch (error) {
    logger.error('defect', { messageId, error: error instanceof Error ? error : new Error(String(error)) });
    return false;
  }
}
