import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

/** Takes messages that have nothing to do with one another, side by side; those that aren't settled come again. */
export async function settleEach(
  { Records }: SQSEvent,
  isSettled: (record: SQSRecord) => Promise<boolean>,
): Promise<SQSBatchResponse> {
  const settled = await Promise.all(Records.map(isSettled));
  const waiting = Records.filter((_, i) => !settled[i]);
  return { batchItemFailures: waiting.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}
