import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { LIMITS } from '../../shared/contract/index.ts';
import { attemptDelivery, type DeliveryTicket } from '../../shared/usecases/index.ts';
import { logger, storedWebhooks } from '../http/index.ts';
import { comeBackIn } from '../queues/come-back.ts';
import { enqueue } from '../queues/deliveries.ts';
import { isSent, putAside } from '../queues/put-aside.ts';
import { settleEach } from '../queues/settle-each.ts';
import { postWithin } from '../webhook-target/index.ts';

/** Well below the function's own timeout. */
const post = postWithin(10_000);

const SETTINGS = {
  post,
  mostAttempts: LIMITS.webhookAttempts,
  switchOff: { deliveries: LIMITS.webhookGivenUp, hours: LIMITS.webhookFailingHours },
};

/**
 * Makes the deliveries that are due, side by side. What fails comes back when its time has come, and goes to the dead letters the last time.
 *
 * @param onlyQuick passes what is for a slow target on to the slow lane, without a try
 */
export function deliver(event: SQSEvent, onlyQuick: boolean): Promise<SQSBatchResponse> {
  return settleEach(event, (record) => isSettled(record, onlyQuick));
}

async function isSettled({ body, receiptHandle }: SQSRecord, onlyQuick: boolean): Promise<boolean> {
  try {
    const ticket = JSON.parse(body) as DeliveryTicket;
    const attempted = await attemptDelivery({ ...storedWebhooks(), ...SETTINGS, onlyQuick }, ticket);
    if (!attempted.ok) {
      logger.warn('not attempted', { ...ticket, failure: attempted.failure });
      return false;
    }
    const { value } = attempted;
    if (value.state === 'slow') await enqueue(ticket, 'SLOW_LANE_URL');
    if (value.state === 'waiting') await comeBackIn('DELIVERIES_URL', receiptHandle, value.retrySeconds);
    if (value.state !== 'given-up') return value.state !== 'waiting';
    return isSent({ body, reason: `not taken in ${LIMITS.webhookAttempts} tries` });
  } catch (error) {
    return putAside(error, { body });
  }
}
