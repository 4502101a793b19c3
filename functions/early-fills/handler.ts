import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { takeFills } from '../fill-events/take-fills.ts';
import { logger } from '../http/index.ts';
import { comeBackIn } from '../queues/come-back.ts';
import { isSent, putAside } from '../queues/put-aside.ts';
import { settleEach } from '../queues/settle-each.ts';

const LONGEST_WAIT_SECONDS = 180;
/** As long as an outage may hold up the fill itself. */
const GIVEN_UP_AFTER_MS = 12 * 3_600_000;

/**
 * Applies busts and corrections that came before their fills once those are there, whoever brought them. Each waits by itself, looked at after 2, 4, 8 …
 * 180 seconds; after twelve hours it goes to the dead letters with its reason.
 */
export function handler(event: SQSEvent): Promise<SQSBatchResponse> {
  return settleEach(event, isSettled);
}

async function isSettled(record: SQSRecord): Promise<boolean> {
  const { messageId: id, body } = record;
  const letter = { body, group: id, id };
  try {
    const taken = await takeFills(body);
    if (taken === null) return false;
    const reason = taken.refused ?? taken.early[0]?.reason ?? null;
    if (reason === null) return true;
    if (taken.refused === null && !isTooOld(record)) return await waitLonger(record);
    logger.warn('early fill given up', { messageId: id, reason });
    return isSent({ ...letter, reason });
  } catch (error) {
    return putAside(error, letter);
  }
}

function isTooOld({ attributes }: SQSRecord): boolean {
  return Date.now() - Number(attributes.SentTimestamp) > GIVEN_UP_AFTER_MS;
}

async function waitLonger({ receiptHandle, attributes }: SQSRecord): Promise<false> {
  const seconds = Math.min(2 ** Number(attributes.ApproximateReceiveCount), LONGEST_WAIT_SECONDS);
  await comeBackIn('EARLY_URL', receiptHandle, seconds);
  return false;
}
