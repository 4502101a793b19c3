import { SendMessageCommand, type SendMessageCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { requireThat } from '../../shared/foundation/index.ts';

// the URL of a local queue names a host that isn't there
const client = new SQSClient({ useQueueUrlAsEndpoint: false, maxAttempts: 4 });

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
  await client.send(new SendMessageCommand(message));
}
