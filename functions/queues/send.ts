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

/** Sends to the queue whose URL stands in that variable of the environment. */
export async function send(variable: string, { body, group, id, reason }: QueueMessage): Promise<void> {
  const StringValue = reason?.slice(0, MOST_CHARACTERS_OF_REASON);
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
