import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { queueClient, queueUrl } from './client.ts';

export type QueueMessage = {
  readonly body: string;
  /** messages of one group are handed out one after the other; of a FIFO queue */
  readonly group?: string;
  /** what is sent twice within five minutes is queued once; of a FIFO queue */
  readonly id?: string;
  readonly reason?: string;
};

const MOST_CHARACTERS_OF_REASON = 1000;
/** What SQS refuses in text; half of a surrogate pair too. */
const NOT_SENT = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Sends to the queue whose URL stands in that variable of the environment. */
export async function send(variable: string, { body, group, id, reason }: QueueMessage): Promise<void> {
  const StringValue = reason?.slice(0, MOST_CHARACTERS_OF_REASON).replaceAll(NOT_SENT, '?');
  await queueClient.send(
    new SendMessageCommand({
      QueueUrl: queueUrl(variable),
      MessageBody: body,
      MessageGroupId: group,
      MessageDeduplicationId: id,
      MessageAttributes: StringValue === undefined ? undefined : { reason: { DataType: 'String', StringValue } },
    }),
  );
}
