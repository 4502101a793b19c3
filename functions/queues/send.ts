import { SendMessageCommand, type SendMessageCommandInput } from '@aws-sdk/client-sqs';
import { requireThat } from '../../shared/foundation/index.ts';
import { queueClient } from './client.ts';

type QueueMessage = {
  readonly body: string;
  /** messages of one group are handed out one after the other */
  readonly group: string;
  /** what is sent twice within five minutes is queued once */
  readonly id: string;
  readonly reason?: string;
};

/** Sends to the queue whose URL stands in that variable of the environment. */
export async function send(variable: string, { body, group, id, reason }: QueueMessage): Promise<void> {
  const QueueUrl = process.env[variable];
  requireThat(QueueUrl !== undefined, 'the URL of a queue in the environment', { variable });
  const said: Partial<SendMessageCommandInput> =
    reason === undefined ? {} : { MessageAttributes: { reason: { DataType: 'String', StringValue: reason } } };
  const message = { QueueUrl, MessageBody: body, MessageGroupId: group, MessageDeduplicationId: id, ...said };
  await queueClient.send(new SendMessageCommand(message));
}
